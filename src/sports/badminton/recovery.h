// How a player gets back to the base position between two of their own shots.
#pragma once

#include <span>
#include <vector>

#include "records/known.h"
#include "sports/badminton/body_series.h"

namespace touchline::badminton {

struct RecoveryRule {
  double base_depth_m = 3.3;  ///< of the base position from the net: the middle of the half
  double base_radius_m = 1.0;
  double least_s = 0.3;  ///< between two shots of a player: less is no time to recover
};

/// From one shot of a player to the same player's next.
struct Recovery {
  Nanoseconds begin_ns = 0, end_ns = 0;
  Known<double> reached_s;     ///< after the shot, until the base was reached
  Known<double> completeness;  ///< share of the way to the base that was made good, 0 to 1
  Known<double> speed_m_s;     ///< mean along the way to the base, or to the next shot
  /// The feet had a place in at least half of the frames, and it was away from the base at first:
  /// who stands there has nothing to recover.
  bool measured = false;
};
Recovery recovery_between(int number, Nanoseconds shot, Nanoseconds next_shot,
                          const BodySeries& bodies, const RecoveryRule& rule = {});

/// Over a player's recoveries.
struct RecoverySummary {
  int windows = 0;  ///< that were measured
  int reached = 0;
  Known<double> rate;                     ///< reached of windows
  Known<double> p50_s, p95_s, p99_s;      ///< of reached_s
  Known<double> completeness, speed_m_s;  ///< means
};
RecoverySummary summary_of(std::span<const Recovery> recoveries);

}  // namespace touchline::badminton
