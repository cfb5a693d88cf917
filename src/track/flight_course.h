// A ball's course once all of it is known: smoothed within each flight, across none of its breaks.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "track/flight_breaks.h"

namespace touchline {

struct CourseState {
  Vec2d at;               ///< as FlightPoint::at
  Vec2d velocity;         ///< pixels per second
  bool measured = false;  ///< the ball was seen then; else it was seen before and after
};

struct CourseRule {
  double reach_s = 0.12;       ///< the points of a flight so near count,
  double most_reach_s = 0.25;  ///< or so near where there are fewer than four
  double longest_gap_s =
      0.3;                  ///< between two points of a flight: nobody knows what was in a longer
  double to_break_s = 0.1;  ///< a flight goes on so far from its last point to its break
};

/// Where the ball was at `times`, by local fits of second order. Null before its first and after
/// its last point, and in gaps. `breaks` are those of the course, in order.
std::vector<std::optional<CourseState>> smooth_course(std::span<const FlightPoint> course,
                                                      std::span<const FlightBreak> breaks,
                                                      std::span<const Nanoseconds> times,
                                                      const CourseRule& rule = {});

}  // namespace touchline
