// Where a flight ends and another begins: what struck the ball shows as a kink in its course.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "base/clock.h"
#include "geometry/box.h"
#include "geometry/linear.h"

namespace touchline {

/// Where a ball was seen.
struct FlightPoint {
  Nanoseconds pts_ns = 0;
  std::int64_t frame = 0;
  Vec2f pixel;  ///< in its own picture
  Vec2f at;     ///< the same place in a later picture, to which all points of a course are carried
  float score = 0;  ///< of the peak, where it is one
};

/// A kink: something may have struck the ball, or it something.
struct FlightBreak {
  Nanoseconds pts_ns = 0;  ///< to half a frame
  FlightPoint nearest;     ///< the point of the course nearest in time
  Vec2d before, after;     ///< velocity, pixels per second
  double sigmas = 0;       ///< size of the turn in its own standard deviations
};

/// Lengths in picture heights.
struct BreakRule {
  double reach_s = 0.15;       ///< the course is looked at so far to either side,
  double most_reach_s = 0.35;  ///< or so far where it was seldom seen
  double least_turn = 0.25;    ///< of the velocity's change, per second
  double least_share = 0.4;    ///< and as a share of the faster of the two velocities
  double least_sigmas = 5;
  double noise = 0.0012;  ///< of a point: no course is trusted to be known better
  double apart_s = 0.1;   ///< of two breaks the clearer one stays
};

/// When breaks are looked for: after `from` and up to `to`.
struct BreakTime {
  Nanoseconds from = std::numeric_limits<Nanoseconds>::min() / 2;
  Nanoseconds to = std::numeric_limits<Nanoseconds>::max() / 2;
};

/// The breaks of a course, in order; `height_px` of its pictures. Points lie in the order of time.
///
/// Around a moment t the course is fitted, along each axis, as a + b u + c u^2 + k |u| with u the
/// time from t: a flight under any smooth force, and a turn of the velocity by 2 k. Forces that
/// change in time (drag) are odd in u at first, and leave k as it is, which is even: as many points
/// are taken on one side as on the other. What is
/// decided about t depends on nothing farther off than most_reach_s + apart_s.
std::vector<FlightBreak> find_breaks(std::span<const FlightPoint> course, double height_px,
                                     const BreakRule& rule = {}, const BreakTime& time = {});

}  // namespace touchline
