// Where the ball is on the ground and how fast it rolls.
#pragma once

#include <optional>

#include "analytics/soccer/field_state.h"
#include "analytics/soccer/motion_filter.h"
#include "analytics/soccer/settings.h"

namespace touchline {

/// A rolling ball is a MotionFilter; where a measurement does not fit, it was kicked: the filter
/// lets go of its speed. A jump faster than any ball is an outlier until it lasts.
class BallMotion {
 public:
  explicit BallMotion(const PossessionSettings& settings) : settings_(settings) {}
  /// A frame with or without a measured ball position.
  void update(Nanoseconds now, const FieldPoint* measured);
  void reset() { measured_ = kNoTime; }
  /// Nothing when it has not been measured for ball_coast_s.
  [[nodiscard]] std::optional<PlacedBall> read(Nanoseconds now) const;
  [[nodiscard]] Nanoseconds last_measured() const { return measured_; }

 private:
  PossessionSettings settings_;
  MotionFilter filter_;
  Nanoseconds time_ = kNoTime, measured_ = kNoTime, outlier_since_ = kNoTime;
};

}  // namespace touchline
