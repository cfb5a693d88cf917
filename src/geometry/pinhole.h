// A camera with square pixels whose axis meets the middle of the picture, above a plane: what a
// homography must look like to be one of a real camera, and how few points are made enough.
#pragma once

#include <numbers>

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
  [[nodiscard]] Mat3 image_from_field(Vec2d size) const {
    const double f = std::exp(log_focal) * length(size) / 2;
    const double sp = std::sin(pan), cp = std::cos(pan), st = std::sin(tilt), ct = std::cos(tilt),
                 sr = std::sin(roll), cr = std::cos(roll);
    const double forward[] = {ct * sp, ct * cp, -st}, level[] = {cp, -sp, 0},
                 under[] = {-st * sp, -st * cp, -ct};
    Mat3 pose;
    for (int j = 0; j < 3; ++j) {
      const auto k = static_cast<std::size_t>(j);
      double right = cr * level[k] + sr * under[k], down = -sr * level[k] + cr * under[k];
      pose(0, j) = right;
      pose(1, j) = down;
      pose(2, j) = forward[k];
    }
    Mat3 h = pose;
    for (int i = 0; i < 3; ++i)
      h(i, 2) = -(pose(i, 0) * ground.x + pose(i, 1) * ground.y + pose(i, 2) * height_m);
    return Mat3{{f, 0, size.x / 2, 0, f, size.y / 2, 0, 0, 1}} * h;
  }
};

/// The camera that `h` belongs to (Zhang 2000, section 3.1, for one view with only the focal length
/// unknown). Nothing when no such camera exists or the view (straight down) does not tell its focal
/// length.
inline std::optional<Pinhole> pinhole_of(const Mat3& h, Vec2d size) {
  const double half = length(size) / 2;
  const Mat3 c =
      Mat3{{1 / half, 0, -size.x / 2 / half, 0, 1 / half, -size.y / 2 / half, 0, 0, 1}} * h;
  // Columns of K^-1 h are orthogonal and equally long.
  const double a1 = c(0, 0) * c(0, 1) + c(1, 0) * c(1, 1), b1 = c(2, 0) * c(2, 1);
  const double a2 = c(0, 0) * c(0, 0) + c(1, 0) * c(1, 0) - c(0, 1) * c(0, 1) - c(1, 1) * c(1, 1);
  const double b2 = c(2, 0) * c(2, 0) - c(2, 1) * c(2, 1);
  const double inverse_f2 = -(4 * a1 * b1 + a2 * b2) / (4 * a1 * a1 + a2 * a2);
  if (!(inverse_f2 > 1e-4) || !(inverse_f2 < 1e4)) return std::nullopt;
  const double f = 1 / std::sqrt(inverse_f2);
  Eigen::Matrix3d m;
  m << c(0, 0) / f, c(0, 1) / f, c(0, 2) / f, c(1, 0) / f, c(1, 1) / f, c(1, 2) / f, c(2, 0),
      c(2, 1), c(2, 2);
  m /= (m.col(0).norm() + m.col(1).norm()) / 2;
  Eigen::Matrix3d turn;
  turn.col(0) = m.col(0);
  turn.col(1) = m.col(1);
  turn.col(2) = turn.col(0).cross(turn.col(1));
  const Eigen::JacobiSVD<Eigen::Matrix3d> svd(turn, Eigen::ComputeFullU | Eigen::ComputeFullV);
  const Eigen::Matrix3d r = svd.matrixU() * svd.matrixV().transpose();
  if (r.determinant() < 0) return std::nullopt;
  const Eigen::Vector3d place = -r.transpose() * m.col(2);
  Pinhole camera;
  camera.log_focal = std::log(f);
  camera.pan = std::atan2(r(2, 0), r(2, 1));
  camera.tilt = std::asin(std::clamp(-r(2, 2), -1.0, 1.0));
  camera.roll = std::atan2(-r(0, 2), -r(1, 2));
  camera.ground = {place.x(), place.y()};
  camera.height_m = place.z();
  return camera;
}

/// d (pixels of h's corners) / d (camera parameters), 8x7, by central differences.
inline Eigen::Matrix<double, 8, 7> corner_slopes(const Pinhole& camera, Vec2d size) {
  const CornerFrame frame(size);
  const Mat3 h = camera.image_from_field(size);
  Eigen::Matrix<double, 8, 7> slopes;
  const double steps[] = {1e-6, 1e-7, 1e-7, 1e-7, 1e-5, 1e-5, 1e-5};
  for (int k = 0; k < 7; ++k) {
    Vector7d up = camera.vector(), down = up;
    up[k] += steps[k];
    down[k] -= steps[k];
    slopes.col(k) = (frame.between(h, Pinhole::from(up).image_from_field(size)) -
                     frame.between(h, Pinhole::from(down).image_from_field(size))) /
                    (2 * steps[k]);
  }
  return slopes;
}

/// Why `h` cannot be a camera's view of a field that is `reach_m` large; empty when it can. `seen`
/// is a pixel that shows the field.
inline const char* impossible(const Mat3& h, Vec2d size, double reach_m, Vec2d seen) {
  // With w > 0 in view the determinant is minus the camera's height times squares.
  if (!(determinant(h) < 0)) return "the view is mirrored";
  const auto back = inverse(h);
  if (!back) return "the points lie on one line";
  const Vec2d at = project_any(*back, seen);
  const auto j = projection_jacobian(*back, seen);
  const double square_m = std::abs(j[0] * j[3] - j[1] * j[2]) * size.x * size.y;
  if (!(std::abs(at.x) < reach_m && std::abs(at.y) < reach_m)) return "the view misses the field";
  // From a tenth of a penalty area to several fields.
  if (!(square_m > 20 && square_m < 30 * reach_m * reach_m)) return "the scale is impossible";
  const auto camera = pinhole_of(h, size);
  if (!camera) return "";  // steep or noisy: nothing more is known
  if (!(camera->height_m > 0.5 && camera->height_m < 150))
    return "the camera's height is impossible";
  if (length(camera->ground) > 4 * reach_m) return "the camera is too far away";
  if (std::abs(camera->roll) > 0.6) return "the camera lies on its side";
  return "";
}

}  // namespace touchline
