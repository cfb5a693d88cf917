// Three signs that something struck the shuttle, read off its course in the picture.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "sports/badminton/shuttle_course.h"
#include "track/flight_breaks.h"

namespace touchline::badminton {

/// How a hit is told from the course. Seconds; shares are of a signal's own scale, which is the
/// 90th percentile of its positive values. The constants are an earlier system's, which counted
/// them in frames at 30 a second, and took any two of the three signals for a hit: at the top of a
/// steep lob the direction reverses and the speed changes, so here the course must be left as well.
struct HitRule {
  double gap_s = 5 / 30.0;     ///< of a course at most: it is closed by a straight line
  double smooth_s = 2 / 30.0;  ///< medians are taken over so long
  double step_s = 1 / 30.0;    ///< velocities are taken over so long to either side
  double turn_s = 0.5, turn_least_s = 5 / 30.0;  ///< A: displacements before and after
  double speed_s = 8 / 30.0;                     ///< B: mean speeds before and after
  double fit_s = 0.4, ahead_s = 5 / 30.0;        ///< C: fitted before, foretold after
  double turn_weight = 0.3, speed_weight = 0.4, break_weight = 0.3;
  double wrist_weight = 0.1, wrist_s = 8 / 30.0;  ///< the fastest wrist within so long
  double turn_scale = 0.1, speed_scale = 0.25;    ///< a signal's scale is never below these,
  double departure_scale = 0.005;                 ///< C in picture heights: noise is no hit
  double gate = 0.03, departure_gate = 0.25;      ///< C is above its own, and A or B above theirs
  double least = 0.15;                            ///< of the sum
  double apart_s = 25 / 30.0;                     ///< of two hits closer the clearer one stays
  double refine_s = 0.1;  ///< the moment is where the velocity turns most within so long
};

/// At every point of the course, 0 to 1 each.
struct HitSignals {
  std::vector<double> turn;       ///< A: the direction reverses, -cos
  std::vector<double> speed;      ///< B: it becomes faster or slower
  std::vector<double> departure;  ///< C: it leaves the curve that it followed
  std::vector<double> wrist;      ///< how fast a wrist moves meanwhile; zeros where none is known
  std::vector<double> sum;        ///< weighted; 0 where HitRule::gate says so
};

/// How fast the faster wrist in play moves, in any unit: it is set against its own 95th percentile.
struct WristSpeed {
  Nanoseconds pts_ns = 0;
  double speed = 0;
};

struct HitCandidate {
  std::int64_t frame = 0;
  Nanoseconds pts_ns = 0;
  Vec2d at_px;
  double score = 0;  ///< of the sum
  double turn = 0, speed = 0, departure = 0;
  std::optional<Vec2d> before, after;  ///< velocity, pixels per second, over HitRule::speed_s
  std::optional<double> speed_px_s;    ///< mean over a third of a second after it
};

/// `height_px` of the picture; `wrists` in the order of time.
struct HitEvidence {
  const ShuttleSeries& shuttle;
  std::vector<WristSpeed> wrists;
  double height_px;
};

HitSignals hit_signals(const ShuttleCourse& course, const HitEvidence& evidence,
                       const HitRule& rule);

/// The peaks of the sum, in the order of time.
std::vector<HitCandidate> find_hits(const HitEvidence& evidence, const HitRule& rule = {});

/// The kinks of the course (find_breaks()) in a time, each with how clear it is as its score; the
/// signals' fields are 0. Nothing is compared with the rest of the recording, so hits may be found
/// while it is still played.
std::vector<HitCandidate> find_kinks(std::span<const ShuttleSample> series, double height_px,
                                     const BreakTime& time = {});

}  // namespace touchline::badminton
