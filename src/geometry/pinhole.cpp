#include "geometry/pinhole.h"

#include <Eigen/Geometry>
#include <Eigen/LU>
#include <Eigen/SVD>
#include <algorithm>
#include <cmath>

namespace touchline {

Mat3 Pinhole::image_from_field(Vec2d size) const {
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

std::optional<Pinhole> pinhole_of(const Mat3& h, Vec2d size) {
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

Eigen::Matrix<double, 8, 7> corner_slopes(const Pinhole& camera, Vec2d size) {
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

const char* impossible(const Mat3& h, Vec2d size, double reach_m, Vec2d seen) {
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
