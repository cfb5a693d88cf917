// Where the ball is on the ground and how fast it rolls.
#pragma once

#include <optional>

#include "sports/soccer/field_state.h"
#include "sports/soccer/motion_filter.h"
#include "sports/soccer/settings.h"

namespace touchline {

/// A rolling ball is a MotionFilter; where a measurement does not fit, it was kicked: the filter
/// lets go of its speed. A jump faster than any ball is an outlier until it lasts. A ball that
/// nothing speaks for but a few sightings (a boot, a spot of paint) is not placed until it was
/// measured for ball_proof_s; one that goes on where a proven one was lost needs no proof.
class BallMotion {
 public:
  explicit BallMotion(const PossessionSettings& settings) : settings_(settings) {}
  /// A frame with or without a measured ball position; `track` tells one ball from another.
  void update(Nanoseconds now, const FieldPoint* measured, std::int64_t track);
  void reset() { measured_ = kNoTime, proof_s_ = 0; }
  /// Nothing when it has not been measured for ball_coast_s, or not yet for ball_proof_s.
  [[nodiscard]] std::optional<PlacedBall> read(Nanoseconds now) const;
  [[nodiscard]] Nanoseconds last_measured() const { return measured_; }

 private:
  void prove(Nanoseconds now, bool jumped, std::int64_t track);

  PossessionSettings settings_;
  MotionFilter filter_;
  Nanoseconds time_ = kNoTime, measured_ = kNoTime, outlier_since_ = kNoTime;
  std::int64_t track_ = 0;
  double proof_s_ = 0;  ///< how long this ball, or what it goes on from, has been measured
};

}  // namespace touchline
