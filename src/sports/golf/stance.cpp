#include "sports/golf/stance.h"

#include <cmath>

#include "analytics/robust.h"

namespace touchline::golf {
namespace {

constexpr double kWide = 0.5, kNarrow = 0.3;  // torso lengths between the shoulders
constexpr double kLeast = 0.15;               // torso lengths that tell a side
constexpr double kAround_s = 0.1;

struct Widths {
  std::optional<double> shoulders;  ///< from the left to the right one, along the picture's x
  std::optional<double> hands;      ///< right of the hips
};

/// Medians in torso lengths over the samples around a time.
Widths widths_at(const PoseSeries& series, Nanoseconds at, const SwingPlan& plan) {
  const double least = plan.body.least_score;
  const Nanoseconds around = from_seconds(kAround_s * plan.slowed);
  std::vector<double> shoulders, hands;
  for (const PoseSample& sample : series) {
    if (sample.pts_ns < at - around || sample.pts_ns > at + around) continue;
    const auto torso = torso_px(sample, least);
    const auto left = joint(sample, Joint::left_shoulder, least);
    const auto right = joint(sample, Joint::right_shoulder, least);
    const auto hips = middle(sample, Joint::left_hip, Joint::right_hip, least);
    if (!torso || !(*torso > 0) || !left || !right || !hips) continue;
    shoulders.push_back((right->x - left->x) / *torso);
    for (const Joint wrist : {Joint::left_wrist, Joint::right_wrist})
      if (const auto seen = joint(sample, wrist, least))
        hands.push_back((seen->x - hips->x) / *torso);
  }
  return {middle_of(shoulders), middle_of(hands)};
}

Hand hand_of(double right_if_positive) {
  if (std::abs(right_if_positive) < kLeast) return Hand::unknown;
  return right_if_positive > 0 ? Hand::right : Hand::left;
}

}  // namespace

Stance stance_of(const PoseSeries& series, Nanoseconds address, Nanoseconds mid_backswing,
                 const SwingPlan& plan) {
  Stance found{plan.view, plan.hand};
  const Widths still = widths_at(series, address, plan);
  const Widths back = widths_at(series, mid_backswing, plan);
  if (!still.shoulders) return found;
  const double width = std::abs(*still.shoulders);
  if (found.view == CameraView::unknown && width >= kWide) found.view = CameraView::face_on;
  if (found.view == CameraView::unknown && width <= kNarrow) found.view = CameraView::down_the_line;
  if (found.hand != Hand::unknown || !still.hands) return found;
  if (found.view == CameraView::face_on && back.hands)
    found.hand = hand_of((*back.hands - *still.hands) * std::copysign(1.0, *still.shoulders));
  if (found.view == CameraView::down_the_line) found.hand = hand_of(*still.hands);
  return found;
}

}  // namespace touchline::golf
