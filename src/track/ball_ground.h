// What a calibrated frame says about a ball: how large a metre is, and whether something that lies
// still may be one.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <vector>

#include "geometry/box.h"
#include "geometry/pitch.h"
#include "records/field.h"
#include "records/track.h"

namespace touchline {

/// Keeps the places of the pitch where paint or a post looks like a ball: the landmarks (spots,
/// crossings and ends of lines), the centre mark, the posts.
class BallGround {
 public:
  explicit BallGround(const PitchSpec& pitch) : pitch_(pitch), marks_(landmarks(pitch)) {
    marks_.push_back({0, 0});
    for (const double x : {-1.0, 1.0})
      for (const double y : {-1.0, 1.0})
        marks_.push_back({x * pitch.length_m / 2, y * pitch.goal_width_m / 2});
  }

  /// For the calls below; null: not calibrated.
  void look(const FieldView* view, std::span<const TrackSample> people) {
    view_ = view;
    people_ = people;
  }
  [[nodiscard]] bool calibrated() const { return view_ != nullptr; }

  /// Where a ball in this box lies if it lies on the ground.
  [[nodiscard]] std::optional<FieldPoint> place(const Box& box, double sigma_px) const {
    if (view_ == nullptr) return std::nullopt;
    const Vec2f foot = box.foot();
    return to_field(*view_, {foot.x, foot.y}, sigma_px);
  }

  /// Pixels of a metre across the line of sight on the ground at a pixel, the larger stretch of the
  /// projection there; 0 without a calibration or above the horizon. A ball in the air is nearer
  /// than the ground behind it, so this can be too small: never too large.
  [[nodiscard]] double pixels_per_metre(Vec2f pixel) const {
    if (view_ == nullptr) return 0;
    const auto m = project(view_->field_from_image, {pixel.x, pixel.y});
    if (!m) return 0;
    const Mat3& h = view_->image_from_field;
    const double w = h(2, 0) * m->x + h(2, 1) * m->y + h(2, 2);
    if (!(w > 1e-9)) return 0;
    const double a = (h(0, 0) - pixel.x * h(2, 0)) / w, b = (h(0, 1) - pixel.x * h(2, 1)) / w,
                 c = (h(1, 0) - pixel.y * h(2, 0)) / w, d = (h(1, 1) - pixel.y * h(2, 1)) / w;
    const double mean = (a * a + b * b + c * c + d * d) / 2, det = a * d - b * c;
    return std::sqrt(mean + std::sqrt(std::max(0.0, mean * mean - det * det)));
  }

  /// May this be a ball waiting for a kick? On the pitch, a person within 3 m, placed to a metre,
  /// and on none of the marks.
  [[nodiscard]] bool may_wait(const Box& box) const {
    const auto at = place(box, std::max(1.0, kSigmaShare * box.h));
    if (!at || !pitch_.contains(at->m)) return false;
    const double sigma = at->cov.sigma();
    if (sigma > kWellPlaced_m) return false;
    const auto near = [&](Vec2d p, double reach) { return distance(at->m, p) <= reach; };
    if (std::any_of(marks_.begin(), marks_.end(),
                    [&](Vec2d mark) { return near(mark, kMarkReach_m + 2 * sigma); }))
      return false;
    return std::any_of(people_.begin(), people_.end(), [&](const TrackSample& s) {
      return s.field && s.source == SampleSource::measured && near(s.field->m, kPersonReach_m);
    });
  }

 private:
  static constexpr double kSigmaShare = 0.25, kWellPlaced_m = 1, kMarkReach_m = 1,
                          kPersonReach_m = 3;
  PitchSpec pitch_;
  std::vector<Vec2d> marks_;
  const FieldView* view_ = nullptr;
  std::span<const TrackSample> people_;
};

}  // namespace touchline
