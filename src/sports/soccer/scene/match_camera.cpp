#include "sports/soccer/scene/match_camera.h"

#include <algorithm>
#include <cmath>

#include "scene/random.h"

namespace touchline {
namespace {

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
  const Vec3d way = target - c.position;
  c.focal = std::sqrt(dot(way, way)) / view;
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

Camera camera_at(const CameraOptions& options, const Match& match, double t) {
  Camera c = options.kind == CameraKind::broadcast ? broadcast(options, match, t)
                                                   : fixed(options, match, t);
  c.k1 = options.k1;
  return c;
}

}  // namespace touchline
