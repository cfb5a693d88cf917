#include "scene/camera.h"

#include <array>
#include <cmath>

namespace touchline {
namespace {

constexpr double kNearest = 0.1;  // metres before the lens

Vec3d mix(double a, Vec3d u, double b, Vec3d v) {
  return {a * u.x + b * v.x, a * u.y + b * v.y, a * u.z + b * v.z};
}

}  // namespace

Camera::Axes Camera::axes() const {
  const double sp = std::sin(pan_rad), cp = std::cos(pan_rad), st = std::sin(tilt_rad),
               ct = std::cos(tilt_rad), sr = std::sin(roll_rad), cr = std::cos(roll_rad);
  const Vec3d right = {cp, -sp, 0}, down = {-sp * st, -cp * st, -ct};
  return {mix(cr, right, sr, down), mix(cr, down, -sr, right), {sp * ct, cp * ct, -st}};
}

Mat3 Camera::image_from_field(int width, int height) const {
  const Axes a = axes();
  const double f = focal * width;
  const Mat3 k{{f, 0, width / 2.0, 0, f, height / 2.0, 0, 0, 1}};
  const auto row = [&](Vec3d u) { return std::array{u.x, u.y, -dot(u, position)}; };
  const auto r = row(a.right), d = row(a.down), w = row(a.forward);
  return k * Mat3{{r[0], r[1], r[2], d[0], d[1], d[2], w[0], w[1], w[2]}};
}

Vec2d Camera::distorted(Vec2d pixel, int width, int height) const {
  if (k1 == 0) return pixel;
  const Vec2d centre = {width / 2.0, height / 2.0};
  const Vec2d q = pixel - centre;
  return centre + (1 + k1 * dot(q, q) / dot(centre, centre)) * q;
}

Vec2d Camera::undistorted(Vec2d pixel, int width, int height) const {
  if (k1 == 0) return pixel;
  const Vec2d centre = {width / 2.0, height / 2.0};
  const Vec2d q = pixel - centre;
  const double wanted = length(q) / length(centre);
  double r = wanted;
  for (int i = 0; i < 6; ++i) r -= (r * (1 + k1 * r * r) - wanted) / (1 + 3 * k1 * r * r);
  return centre + (1 / (1 + k1 * r * r)) * q;
}

std::optional<Vec2d> Camera::project(Vec3d p, int width, int height) const {
  const Axes a = axes();
  const Vec3d q = p - position;
  const double depth = dot(q, a.forward);
  if (depth < kNearest) return std::nullopt;
  const double f = focal * width / depth;
  const Vec2d centre = {width / 2.0, height / 2.0};
  const Vec2d flat = {f * dot(q, a.right), f * dot(q, a.down)};
  // Where the radius stops growing the model folds back; what lies beyond is not in the picture.
  if (3 * k1 * dot(flat, flat) / dot(centre, centre) <= -1) return std::nullopt;
  return distorted(centre + flat, width, height);
}

double Camera::pixels_per_metre(Vec3d p, int width) const {
  const double depth = dot(p - position, axes().forward);
  return depth < kNearest ? 0 : focal * width / depth;
}

std::optional<Vec2d> Camera::ground_at(Vec2d pixel, int width, int height) const {
  const Axes a = axes();
  const Vec2d u = undistorted(pixel, width, height);
  const double f = focal * width;
  const double sx = (u.x - width / 2.0) / f, sy = (u.y - height / 2.0) / f;
  const Vec3d side = mix(sx, a.right, sy, a.down);
  const double fall = -(side.z + a.forward.z);
  if (fall <= 1e-9) return std::nullopt;
  const double s = position.z / fall;
  return Vec2d{position.x + s * (side.x + a.forward.x), position.y + s * (side.y + a.forward.y)};
}

void look_at(Camera& camera, Vec3d target) {
  const Vec3d way = target - camera.position;
  camera.pan_rad = std::atan2(way.x, way.y);
  camera.tilt_rad = std::atan2(-way.z, std::hypot(way.x, way.y));
}

}  // namespace touchline
