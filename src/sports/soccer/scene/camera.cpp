#include "sports/soccer/scene/camera.h"

#include <algorithm>
#include <cmath>

#include "scene/random.h"

namespace touchline {
namespace {

constexpr double kNearest = 0.1;  // metres before the lens

double dot3(Vec3d a, Vec3d b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
Vec3d minus(Vec3d a, Vec3d b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
Vec3d mix(double a, Vec3d u, double b, Vec3d v) {
  return {a * u.x + b * v.x, a * u.y + b * v.y, a * u.z + b * v.z};
}

/// Where the ball is and was, weighted: a cameraman follows smoothly and late.
Vec2d followed(const Match& match, double t) {
  constexpr int kSamples = 40;
  constexpr double kMemory = 2.0;  // seconds
  Vec2d sum;
  double total = 0;
  for (int i = 0; i < kSamples; ++i) {
    const double u = (i + 0.5) / kSamples;
    const double weight = std::sin(std::numbers::pi * std::sqrt(u));
    sum = sum + weight * match.ball_at(t - kMemory * u).ground();
    total += weight;
  }
  return (1 / total) * sum;
}

Camera broadcast(const CameraOptions& o, const Match& match, double t) {
  const PitchSpec& pitch = match.options().pitch;
  const auto vary = [&](int what, double low, double high) {
    return o.seed ? low + (high - low) * scene_random(o.seed, what) : (low + high) / 2;
  };
  const auto sway = [&](int what, double period) {
    return o.seed ? scene_wave(o.seed, what, period, t) : 0.0;
  };
  Camera c;
  c.position = {vary(1, -4, 4), -pitch.width_m / 2 - vary(2, 27, 40), vary(3, 15, 22)};
  const double mean = o.view_m > 0 ? o.view_m : vary(4, 36, 48);
  const double view = mean * (1 + 0.13 * sway(5, 17));
  const Vec2d ball = followed(match, t);
  const double end = std::max(0.0, pitch.length_m / 2 + 4 - view / 2);
  // Never far beyond the pitch; the middle of the picture lies between ball and centre.
  const Vec3d target = {std::clamp(ball.x + 0.7 * sway(6, 9), -end, end),
                        0.62 * ball.y + 0.5 * sway(7, 11) + 1.0, 0.8};
  look_at(c, target);
  const Vec3d way = minus(target, c.position);
  c.focal = std::sqrt(dot3(way, way)) / view;
  c.roll_rad = vary(8, -0.006, 0.006);
  return c;
}

Camera fixed(const CameraOptions& o, const Match& match, double t) {
  const PitchSpec& pitch = match.options().pitch;
  Camera c;
  if (o.kind == CameraKind::behind_goal) {
    c.position = {-pitch.length_m / 2 - 24, 0, 11};
    look_at(c, {-pitch.length_m / 2 + 30, 0, 0});
    c.focal = 0.85;
    return c;
  }
  const bool high = o.kind == CameraKind::tactical;
  c.position = {0, -pitch.width_m / 2 - (high ? 46.0 : 62.0), high ? 38.0 : 42.0};
  const double follow = high ? 0.28 * followed(match, t).x : 0;
  look_at(c, {follow, high ? -3.0 : -6.0, 0});
  // The near corners must be in view: they bound the widest angle.
  const double near = -c.position.y - pitch.width_m / 2;
  const double depth = near * std::cos(c.tilt_rad) + c.position.z * std::sin(c.tilt_rad);
  c.focal = (high ? 0.66 : 0.485) * depth / (pitch.length_m / 2);
  return c;
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
  const auto row = [&](Vec3d u) { return std::array{u.x, u.y, -dot3(u, position)}; };
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
  const Vec3d q = minus(p, position);
  const double depth = dot3(q, a.forward);
  if (depth < kNearest) return std::nullopt;
  const double f = focal * width / depth;
  const Vec2d centre = {width / 2.0, height / 2.0};
  const Vec2d flat = {f * dot3(q, a.right), f * dot3(q, a.down)};
  // Where the radius stops growing the model folds back; what lies beyond is not in the picture.
  if (3 * k1 * dot(flat, flat) / dot(centre, centre) <= -1) return std::nullopt;
  return distorted(centre + flat, width, height);
}

double Camera::pixels_per_metre(Vec3d p, int width) const {
  const double depth = dot3(minus(p, position), axes().forward);
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
  const Vec3d way = minus(target, camera.position);
  camera.pan_rad = std::atan2(way.x, way.y);
  camera.tilt_rad = std::atan2(-way.z, std::hypot(way.x, way.y));
}

Camera camera_at(const CameraOptions& options, const Match& match, double t) {
  Camera c = options.kind == CameraKind::broadcast ? broadcast(options, match, t)
                                                   : fixed(options, match, t);
  c.k1 = options.k1;
  return c;
}

}  // namespace touchline
