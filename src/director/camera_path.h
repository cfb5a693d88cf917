// The camera's movement: it follows a goal as closely as its limits of speed and acceleration let
// it, and never leaves the picture.
#pragma once

#include "director/framing.h"

namespace touchline::director {

/// Moves in steps of one length whatever the frame rate, so the same play filmed at another rate
/// is shown the same way.
inline constexpr double kPathStep_s = 0.005;

/// Centre in widths of the picture, and the logarithm of the window's width.
struct PathPoint {
  double x = 0.5, y = 0.28125, zoom = 0;
};

class CameraPath {
 public:
  /// In a picture `height` widths high, at rest at `start`.
  CameraPath(const DirectorOptions& options, double height, const PathPoint& start);
  /// One step on towards `goal`, which moves too: `last_goal` was that of the step before.
  void step(const PathPoint& goal, const PathPoint& last_goal);
  [[nodiscard]] const PathPoint& at() const { return at_; }

 private:
  struct Axis {
    double low, high;              ///< bounds of the place now
    double low_speed, high_speed;  ///< of these
    double speed, acceleration, brakes;
  };
  void move(double& place, double& velocity, double goal, double goal_speed,
            const Axis& axis) const;

  PathLimits limits_;
  double aspect_, height_, narrowest_, widest_;
  PathPoint at_, velocity_{0, 0, 0};
};

}  // namespace touchline::director
