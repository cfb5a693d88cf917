// A camera with square pixels whose axis meets the middle of the picture, above a plane: what a
// homography must look like to be one of a real camera, and how few points are made enough.
#pragma once

#include <optional>

#include "geometry/homography.h"

namespace touchline {

using Vector7d = Eigen::Matrix<double, 7, 1>;
using Matrix7d = Eigen::Matrix<double, 7, 7>;

/// pan 0 looks along +y and grows to the right; tilt grows downwards; roll turns about the axis.
struct Pinhole {
  double log_focal = 0;                ///< logarithm of the focal length in half diagonals
  double pan = 0, tilt = 0, roll = 0;  ///< radians
  Vec2d ground;                        ///< metres, under the camera
  double height_m = 10;

  [[nodiscard]] Vector7d vector() const {
    return Vector7d{log_focal, pan, tilt, roll, ground.x, ground.y, height_m};
  }
  static Pinhole from(const Vector7d& v) { return {v[0], v[1], v[2], v[3], {v[4], v[5]}, v[6]}; }

  /// Pixels of a picture of `size` from metres on the ground; w is the distance along the axis.
  [[nodiscard]] Mat3 image_from_field(Vec2d size) const;
};

/// The camera that `h` belongs to (Zhang 2000, section 3.1, for one view with only the focal length
/// unknown). Nothing when no such camera exists or the view (straight down) does not tell its focal
/// length.
std::optional<Pinhole> pinhole_of(const Mat3& h, Vec2d size);

/// d (pixels of h's corners) / d (camera parameters), 8x7, by central differences.
Eigen::Matrix<double, 8, 7> corner_slopes(const Pinhole& camera, Vec2d size);

/// Why `h` cannot be a camera's view of a field that is `reach_m` large; empty when it can. `seen`
/// is a pixel that shows the field.
const char* impossible(const Mat3& h, Vec2d size, double reach_m, Vec2d seen);

}  // namespace touchline
