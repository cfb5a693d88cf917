// One hypothesis of a ball in flight: the peaks it took, and where it will be next.
#pragma once

#include <cstdint>
#include <vector>

#include "records/peak.h"
#include "track/flight_breaks.h"
#include "track/flight_filter.h"
#include "track/person_track.h"
#include "track/picture_motion.h"

namespace touchline {

/// Lengths in picture heights, times in seconds, unless a name says otherwise.
struct FlightPath {
  std::int64_t key = 0, parent = 0;  ///< parent: of a branch that is not believed yet, or 0
  FlightFilter x, y;                 ///< pixels
  std::vector<FlightPoint> course;   ///< of a branch with that of its parent
  FrameStamp first, last;            ///< when it was seen first and last
  FrameStamp struck;                 ///< of a branch: when it began
  Vec2f origin;                      ///< where it began, carried along by the picture
  float score = 0;                   ///< of the last peak
  double evidence = 0;               ///< that it is a ball: log of a likelihood ratio, bounded
  double travelled = 0;              ///< farthest from its origin
  double seen_s = 0, life_s = 0, rest_s = 0;
  int seen = 0;       ///< how often since it began
  bool ball = false;  ///< has flown, or is a branch that is believed

  /// Spread of the velocity of one that has only begun.
  static constexpr double kNewSpeed = 1.5, kStruckSpeed = 2.5;
  static constexpr double kFastest = 5;     ///< per second
  static constexpr double kResting = 0.25;  ///< per second: slower, a ball may lie still
  static constexpr double kWent = 0.01;     ///< in half of its time, farther than a lamp shakes

  /// Begins at a peak.
  void begin(const FrameStamp& now, const Peak& peak, double height_px, double speed);
  /// A branch that turns out to be something else than its parent goes its own way.
  void part();
  /// Time passes and the picture moves.
  void predict(double dt_s, const PictureMotion& motion, double height_px);
  /// It was not seen in this frame.
  void miss(const FrameStamp& now);
  /// `rests`: something was there before.
  void measure(const FrameStamp& now, const Peak& peak, double height_px, bool rests);
  [[nodiscard]] Vec2f predicted() const;
  [[nodiscard]] double speed(double height_px) const;
  /// Not faster than anything flies.
  [[nodiscard]] bool reaches(const FrameStamp& now, Vec2f to, double height_px) const;
  /// How badly a peak fits, in squared standard deviations, and how wide the gate is that it fell
  /// into: the determinant of its covariance over that of the noise.
  struct Fit {
    double d2 = 0, gate = 0;
  };
  [[nodiscard]] Fit fit(const Peak& peak, double height_px) const;
  /// Whether what it took is a ball and not a lamp, a hand or several things.
  [[nodiscard]] bool has_flown(double height_px) const;
};

}  // namespace touchline
