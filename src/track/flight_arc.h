// A flight in space, from what one calibrated camera saw of it: gravity tells how far away it is.
#pragma once

#include <Eigen/Core>
#include <optional>
#include <span>

#include "geometry/linear.h"
#include "geometry/pinhole.h"
#include "track/flight_breaks.h"

namespace touchline {

/// Pixels from metres: x and y on the field, z up; the last row gives the depth, above 0 in view.
using Projection = Eigen::Matrix<double, 3, 4>;
/// Of a whole camera, not only of the ground before it. `size` of its picture, pixels.
Projection projection_of(const Pinhole& camera, Vec2d size);

/// One flight between two breaks: gravity, and drag that grows with the square of the speed.
struct FlightArc {
  Nanoseconds begins_ns = 0;
  Eigen::Vector3d from_m = Eigen::Vector3d::Zero();
  Eigen::Vector3d velocity_m_s = Eigen::Vector3d::Zero();  ///< at its begin
  double terminal_m_s = 0;                                 ///< the speed at which it would fall
  double error_px = 0;                                     ///< root mean square, of each axis
  double sigma_m = 0;  ///< of from_m along its worst direction, as the points agree

  struct State {
    Eigen::Vector3d at_m, velocity_m_s;
  };
  /// At a moment not before begins_ns.
  [[nodiscard]] State at(Nanoseconds pts_ns) const;
};

/// The arc that fits the points (in FlightPoint::pixel), of which a few may be wrong. Nothing of
/// fewer than five, or where no such flight lies before the camera. Whether it is true is for the
/// caller to judge, by error_px and sigma_m.
std::optional<FlightArc> fit_arc(std::span<const FlightPoint> points, const Projection& camera,
                                 double terminal_m_s);

}  // namespace touchline
