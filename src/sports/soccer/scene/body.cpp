#include "sports/soccer/scene/body.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "scene/random.h"

namespace touchline::scene {
namespace {

/// Joints of one side in the body's own frame: x ahead, y to the left, z up, in body heights.
struct Side {
  double left;   // +1 or -1
  double phase;  // of the step
  double swing;  // 0 standing .. 1 sprinting
};

struct Frame {
  Vec2d origin, ahead;
  double scale;
  [[nodiscard]] Vec3d at(double x, double y, double z) const {
    return {origin.x + scale * (x * ahead.x - y * ahead.y),
            origin.y + scale * (x * ahead.y + y * ahead.x), scale * z};
  }
};

void add_leg(Body& body, const Frame& f, const Side& s, double lean) {
  const int k = s.left > 0 ? 0 : 1;
  const double wave = std::sin(s.phase), lift = std::max(0.0, std::cos(s.phase));
  const double thigh = s.swing * 0.75 * wave + 0.12 * s.swing;  // radians ahead
  const double bend = 0.08 + s.swing * (0.25 + 1.25 * lift);    // the knee's
  const double hip_z = 0.52 - 0.03 * s.swing, y = s.left * 0.05, out = s.left * 0.068;
  const double kx = lean + 0.245 * std::sin(thigh), kz = hip_z - 0.245 * std::cos(thigh);
  const double shin = thigh - bend;
  const double ax = kx + 0.235 * std::sin(shin);
  double az = kz - 0.235 * std::cos(shin);
  az = std::max(az, 0.035);
  body.joints[static_cast<std::size_t>(kHipL + k)] = f.at(lean, y, hip_z);
  body.joints[static_cast<std::size_t>(kKneeL + k)] = f.at(kx, out, kz);
  body.joints[static_cast<std::size_t>(kAnkleL + k)] = f.at(ax, out, az);
  body.joints[static_cast<std::size_t>(kToeL + k)] =
      f.at(ax + 0.10 * std::cos(0.6 * shin), out * 1.25, std::max(0.018, az - 0.03));
}

void add_arm(Body& body, const Frame& f, const Side& s, double lean) {
  const int k = s.left > 0 ? 0 : 1;
  const double swing = -s.swing * 0.8 * std::sin(s.phase);  // against the leg
  const double y = s.left * 0.112, elbow_y = s.left * 0.145, bend = 0.25 + 1.2 * s.swing;
  const double z = 0.81 - 0.02 * s.swing, x = 2.6 * lean;
  const double ex = x + 0.17 * std::sin(swing), ez = z - 0.17 * std::cos(swing);
  body.joints[static_cast<std::size_t>(kShoulderL + k)] = f.at(x, y, z);
  body.joints[static_cast<std::size_t>(kElbowL + k)] = f.at(ex, elbow_y, ez);
  body.joints[static_cast<std::size_t>(kHandL + k)] = f.at(
      ex + 0.155 * std::sin(swing + bend), s.left * 0.125, ez - 0.155 * std::cos(swing + bend));
}

}  // namespace

double height_of(int id) { return 1.74 + 0.15 * scene_random(77, id); }

Body body_of(const PersonState& person) {
  Body body;
  body.height_m = height_of(person.id);
  const double speed = length(person.velocity_m_s);
  const double swing = std::clamp(speed / 6.0, 0.05, 1.0);
  // A stride (two steps) is longer at speed; the phase stays a function of the way gone.
  const double phase = 2 * std::numbers::pi * person.stride_m / 2.9 + person.id;
  const double lean = 0.045 * swing;
  const Frame f{person.position_m,
                {std::cos(person.heading_rad), std::sin(person.heading_rad)},
                body.height_m};
  for (const double left : {1.0, -1.0}) {
    const Side side{left, left > 0 ? phase : phase + std::numbers::pi, swing};
    add_leg(body, f, side, lean);
    add_arm(body, f, side, lean);
  }
  body.joints[kNeck] = f.at(2.8 * lean, 0, 0.845 - 0.02 * swing);
  body.joints[kHead] = f.at(3.4 * lean + 0.01, 0, 0.925 - 0.02 * swing);
  return body;
}

Box body_box(const Body& body, const Camera& camera, int width, int height) {
  double x0 = 1e9, y0 = 1e9, x1 = -1e9, y1 = -1e9;
  for (int j = 0; j < kJoints; ++j) {
    const Vec3d p = body.joints[static_cast<std::size_t>(j)];
    const auto at = camera.project(p, width, height);
    if (!at) return {};
    const double r = (j == kHead     ? 0.125
                      : j >= kAnkleL ? 0.035
                                     : 0.06) *
                     camera.pixels_per_metre(p, width);
    x0 = std::min(x0, at->x - r), x1 = std::max(x1, at->x + r);
    y0 = std::min(y0, at->y - r), y1 = std::max(y1, at->y + r);
  }
  return {static_cast<float>(x0), static_cast<float>(y0), static_cast<float>(x1 - x0),
          static_cast<float>(y1 - y0)};
}

}  // namespace touchline::scene
