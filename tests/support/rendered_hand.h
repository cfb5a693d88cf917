// A hand with a known number of fingers out, rendered: rounded cones melted into one body, lit from
// above, in front of a green wall. The palm faces the camera.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "image/frame.h"
#include "memory/pool.h"

namespace touchline::testing {

struct Point3 {
  double x = 0, y = 0, z = 0;
  friend Point3 operator+(const Point3& a, const Point3& b) {
    return {a.x + b.x, a.y + b.y, a.z + b.z};
  }
  friend Point3 operator-(const Point3& a, const Point3& b) { return a + b * -1; }
  friend Point3 operator*(const Point3& a, double k) { return {k * a.x, k * a.y, k * a.z}; }
};
inline double dot(const Point3& a, const Point3& b) { return a.x * b.x + a.y * b.y + a.z * b.z; }

struct Cone {
  Point3 from, to;
  double r0 = 1, r1 = 1;
};

struct HandPose {
  std::array<bool, 5> out{};  ///< thumb first
  bool mirrored = false;      ///< the other hand
  double turn_rad = 0;        ///< clockwise in the picture
};

/// Centimetres: x to the thumb, y up to the fingers, z to the camera; the wrist at the origin.
inline std::vector<Cone> cones_of(const HandPose& pose) {
  std::vector<Cone> cones;
  const Point3 roots[] = {{2.7, 8.6, 0.2}, {0.9, 9.2, 0.35}, {-0.9, 8.8, 0.25}, {-2.5, 7.9, 0}};
  const double lengths[][3] = {{4.3, 2.5, 2.0}, {4.8, 2.9, 2.1}, {4.4, 2.7, 2.0}, {3.4, 1.9, 1.8}};
  const double radii[][4] = {{0.95, 0.8, 0.72, 0.6},
                             {0.97, 0.82, 0.74, 0.62},
                             {0.92, 0.78, 0.7, 0.58},
                             {0.82, 0.68, 0.6, 0.5}};
  const double fans[] = {0.10, 0.02, -0.07, -0.18};
  for (std::size_t f = 0; f < 4; ++f) {
    const bool out = pose.out[f + 1];
    const double bends[3] = {out ? 0.05 : 1.35, out ? 0.08 : 1.75, out ? 0.05 : 0.9};
    const double fan = fans[f] * (out ? 1 : 0.2);
    cones.push_back({{roots[f].x * 0.45, 1, 0}, roots[f], 1.25, 1.05});
    Point3 at = roots[f];
    double bent = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      bent += bends[k];
      const Point3 way{std::sin(fan) * std::cos(bent), std::cos(fan) * std::cos(bent),
                       std::sin(bent)};
      const Point3 next = at + way * lengths[f][k];
      cones.push_back({at, next, radii[f][k], radii[f][k + 1]});
      at = next;
    }
  }
  const Point3 open[] = {{2.4, 3.2, 0.9}, {4.9, 5.4, 1.3}, {6.5, 7.9, 1.5}};
  const Point3 across[] = {{2.6, 3.6, 1.1}, {3.0, 5.6, 2.4}, {0.2, 5.6, 3.0}};
  const auto& thumb = pose.out[0] ? open : across;
  cones.push_back({{1.0, 1.2, 0.3}, {2.6, 3.6, 0.9}, 1.4, 1.3});
  cones.push_back({{-1.6, 1.4, 0.3}, {-1.8, 4.5, 0.4}, 1.2, 1.2});
  cones.push_back({thumb[0], thumb[1], 1.15, 0.95});
  cones.push_back({thumb[1], thumb[2], 0.92, 0.72});
  cones.push_back({{0, 1, 0}, {0, -14, -0.5}, 2.3, 3.2});
  return cones;
}

/// How far `p` is from the surface, below 0 inside.
inline double distance_to(const std::vector<Cone>& cones, const Point3& p) {
  constexpr double kMelt = 6;
  double sum = 1e-30;
  for (const auto& cone : cones) {
    const Point3 axis = cone.to - cone.from, off = p - cone.from;
    const double t = std::clamp(dot(off, axis) / dot(axis, axis), 0.0, 1.0);
    const Point3 d = off - axis * t;
    const double far = std::sqrt(dot(d, d)) - (cone.r0 + (cone.r1 - cone.r0) * t);
    sum += std::exp(-kMelt * std::clamp(far, -3.0, 8.0));
  }
  return -std::log(sum) / kMelt;
}

/// Linear 0..1 of red, green and blue where the ray from the camera at `x`, `y` ends.
inline Point3 shade(const std::vector<Cone>& cones, double x, double y, const Point3& wall) {
  Point3 p{x, y, 12};
  double off = 0;
  for (int i = 0; i < 48 && p.z > -8; ++i) {
    off = distance_to(cones, p);
    if (std::abs(off) < 0.02) break;
    p.z -= std::clamp(off, -0.5, 3.0) * 0.9;
  }
  if (std::abs(off) > 0.1) return wall;
  constexpr double kStep = 0.05;
  const auto slope = [&](const Point3& d) {
    return distance_to(cones, p + d) - distance_to(cones, p - d);
  };
  Point3 n{slope({kStep, 0, 0}), slope({0, kStep, 0}), slope({0, 0, kStep})};
  n = n * (1 / std::sqrt(std::max(dot(n, n), 1e-18)));
  const Point3 lamp = Point3{0.35, 0.6, 0.72} * (1 / 1.0005);
  const double lit = std::clamp(dot(n, lamp), 0.0, 1.0), front = std::clamp(n.z, 0.0, 1.0);
  const double near = std::clamp(distance_to(cones, p + n * 0.6) / 0.6, 0.0, 1.0) * 0.5 + 0.5;
  const double wide = std::clamp(distance_to(cones, p + n * 1.6) / 1.6, 0.0, 1.0) * 0.4 + 0.6;
  const double light = (0.35 + 0.65 * lit) * near * wide * (0.55 + 0.45 * front);
  const double value = std::pow(light, 1.1) * 1.15, warm = std::clamp(1.4 * light, 0.0, 1.0);
  return {value * 0.894, value * 0.698 * (0.86 + 0.14 * warm), value * 0.588 * (0.8 + 0.2 * warm)};
}

/// I420, `side` pixels square, 36 cm across.
inline Frame rendered_hand(const HandPose& pose, int side = 160) {
  FrameInfo info;
  info.format = PixelFormat::i420;
  info.width = info.height = side;
  Pool pool(image_bytes(info));
  Image image(info, pool);
  const auto cones = cones_of(pose);
  const double c = std::cos(pose.turn_rad), s = std::sin(pose.turn_rad);
  std::vector<Point3> colours;
  for (int row = 0; row < side; ++row)
    for (int column = 0; column < side; ++column) {
      const double u = ((column + 0.5) / side * 2 - 1) * 18, v = (1 - (row + 0.5) / side * 2) * 18;
      const double x = (c * u - s * v) * (pose.mirrored ? -1 : 1), y = s * u + c * v + 5;
      const double stripe = 0.04 * std::sin(column / 17.0) + 0.06 * row / side;
      colours.push_back(shade(cones, x, y, Point3{0.47, 0.59, 0.43} + Point3{1, 1, 1} * stripe));
    }
  const auto byte = [](double value) {
    return static_cast<std::uint8_t>(std::clamp(std::lround(value), 0L, 255L));
  };
  const auto at = [&](int x, int y) {
    return colours[static_cast<std::size_t>(y) * static_cast<std::size_t>(side) +
                   static_cast<std::size_t>(x)];
  };
  for (int y = 0; y < side; ++y)  // BT.709, studio range
    for (int x = 0; x < side; ++x)
      image.plane(0).row(y)[x] = byte(16 + 219 * dot(at(x, y), {0.2126, 0.7152, 0.0722}));
  for (int y = 0; y < side / 2; ++y)
    for (int x = 0; x < side / 2; ++x) {
      const Point3 rgb = (at(2 * x, 2 * y) + at(2 * x + 1, 2 * y) + at(2 * x, 2 * y + 1) +
                          at(2 * x + 1, 2 * y + 1)) *
                         0.25;
      const double luma = dot(rgb, {0.2126, 0.7152, 0.0722});
      image.plane(1).row(y)[x] = byte(128 + 224 * (rgb.z - luma) / 1.8556);
      image.plane(2).row(y)[x] = byte(128 + 224 * (rgb.x - luma) / 1.5748);
    }
  return freeze(std::move(image));
}

}  // namespace touchline::testing
