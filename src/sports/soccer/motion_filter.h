// Position and velocity of something that moves on the field, from noisy positions: causal, robust
// and independent of the frame rate.
#pragma once

#include <cmath>

#include "geometry/linear.h"
#include "records/field.h"

namespace touchline {

/// Kalman filter per axis with constant velocity and white acceleration of intensity q (Bar-Shalom,
/// Li, Kirubarajan: Estimation with Applications to Tracking and Navigation, 2001, 6.2.2):
///
///   p += v dt,  P += q [dt^3/3 dt^2/2; dt^2/2 dt],  R = variance of the measured position.
class MotionFilter {
 public:
  /// Starts at a measured position with unknown velocity (`sigma_v` metres per second).
  void start(const FieldPoint& at, double min_sigma, double sigma_v);
  void predict(double dt, double q);
  /// Squared Mahalanobis distance of a measurement, each axis by itself.
  [[nodiscard]] double distance2(const FieldPoint& at, double min_sigma) const;
  void update(const FieldPoint& at, double min_sigma);
  /// A kick: the velocity may have changed by `sigma_v` metres per second.
  void loosen(double sigma_v);

  [[nodiscard]] Vec2d position() const { return {x_.p, y_.p}; }
  [[nodiscard]] Vec2d velocity() const { return {x_.v, y_.v}; }
  [[nodiscard]] double speed() const { return std::sqrt(x_.v * x_.v + y_.v * y_.v); }

 private:
  struct Axis {
    double p = 0, v = 0, pp = 0, pv = 0, vv = 0;
    void predict(double dt, double q);
    void update(double z, double r);
  };
  Axis x_, y_;
};

}  // namespace touchline
