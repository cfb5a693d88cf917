// What a calibrated frame says about a ball: how large a metre is, and whether something that lies
// still may be one.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <vector>

#include "geometry/box.h"
#include "geometry/field_spec.h"
#include "records/field.h"
#include "records/track.h"

namespace touchline {

class BallGround {
 public:
  explicit BallGround(const FieldSpec& field) : field_(field) {}

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

  /// May this be a ball waiting for a kick? On the field, a person within 3 m, placed to a metre,
  /// and where nothing painted looks like one.
  [[nodiscard]] bool may_wait(const Box& box) const {
    const auto at = place(box, std::max(1.0, kSigmaShare * box.h));
    if (!at || !field_.contains(at->m)) return false;
    const double sigma = at->cov.sigma();
    if (sigma > kWellPlaced_m) return false;
    const auto near = [&](Vec2d p, double reach) { return distance(at->m, p) <= reach; };
    if (std::any_of(field_.ball_like.begin(), field_.ball_like.end(),
                    [&](Vec2d mark) { return near(mark, kMarkReach_m + 2 * sigma); }))
      return false;
    return std::any_of(people_.begin(), people_.end(), [&](const TrackSample& s) {
      return s.field && s.source == SampleSource::measured && near(s.field->m, kPersonReach_m);
    });
  }

 private:
  static constexpr double kSigmaShare = 0.25, kWellPlaced_m = 1, kMarkReach_m = 1,
                          kPersonReach_m = 3;
  FieldSpec field_;
  const FieldView* view_ = nullptr;
  std::span<const TrackSample> people_;
};

}  // namespace touchline
