// Antialiased round shapes on the planes of an I420 picture.
#pragma once

#include <algorithm>
#include <cmath>

#include "geometry/linear.h"
#include "image/frame.h"
#include "records/kit.h"

namespace touchline::scene {

struct Yuv {
  float y = 16, u = 128, v = 128;
};

/// BT.709 limited range from 8-bit RGB times `light`.
inline Yuv yuv_of(Rgb c, double light = 1) {
  const double r = c.r * light / 255, g = c.g * light / 255, b = c.b * light / 255;
  const double y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return {static_cast<float>(16 + 219 * std::min(y, 1.0)),
          static_cast<float>(128 + 224 * (b - y) / 1.8556),
          static_cast<float>(128 + 224 * (r - y) / 1.5748)};
}

/// Signed distance (negative inside) and how far to the light a point of the shape's surface is.
struct ShapePoint {
  float distance, light;
};

/// A line thick `ra` at `a` and `rb` at `b`, pixels, with round ends.
struct Capsule {
  Vec2d a, b;
  double ra, rb;
  [[nodiscard]] ShapePoint at(float x, float y) const {
    const auto dx = static_cast<float>(b.x - a.x), dy = static_cast<float>(b.y - a.y);
    const float px = x - static_cast<float>(a.x), py = y - static_cast<float>(a.y);
    const float u = std::clamp((px * dx + py * dy) / std::max(1e-6F, dx * dx + dy * dy), 0.F, 1.F);
    const float qx = px - u * dx, qy = py - u * dy;
    const float r = static_cast<float>(ra) + u * static_cast<float>(rb - ra);
    return {std::sqrt(qx * qx + qy * qy) - r, -(0.8F * qx + 0.6F * qy) / std::max(r, 0.5F)};
  }
  [[nodiscard]] double x0() const { return std::min(a.x - ra, b.x - rb); }
  [[nodiscard]] double x1() const { return std::max(a.x + ra, b.x + rb); }
  [[nodiscard]] double y0() const { return std::min(a.y - ra, b.y - rb); }
  [[nodiscard]] double y1() const { return std::max(a.y + ra, b.y + rb); }
};

class Canvas {
 public:
  explicit Canvas(const Image& image) : image_(image) {}

  /// `relief`: how much the side towards the light is lighter; `soft`: width of the edge, pixels.
  void paint(const Capsule& shape, Yuv colour, float alpha = 1, float relief = 0.2F,
             float soft = 1.3F) const {
    const float lift = colour.y - 16;
    blend(0, 1, shape, soft, [&](std::uint8_t old, float cover, float light) {
      const float target = 16 + lift * (1 + relief * light);
      return old + alpha * cover * (target - old);
    });
    blend_chroma(shape, soft, alpha, colour.u, colour.v);
  }

  /// Darkens what is under the shape by up to `depth`.
  void shade(const Capsule& shape, float depth, float soft) const {
    blend(0, 1, shape, soft, [&](std::uint8_t old, float cover, float) {
      return 16 + (old - 16) * (1 - depth * cover);
    });
  }

 private:
  void blend_chroma(const Capsule& shape, float soft, float alpha, float u, float v) const {
    for (const int plane : {1, 2}) {
      const float target = plane == 1 ? u : v;
      blend(plane, 2, shape, soft + 1, [&](std::uint8_t old, float cover, float) {
        return old + alpha * cover * (target - old);
      });
    }
  }

  template <class Mix>
  void blend(int plane, int step, const Capsule& shape, float soft, const Mix& mix) const {
    const auto& p = image_.plane(plane);
    const double margin = soft;
    const auto first = [&](double v) { return std::max(0, static_cast<int>((v - margin) / step)); };
    const int x1 = std::min(p.width - 1, static_cast<int>((shape.x1() + margin) / step));
    const int y1 = std::min(p.height - 1, static_cast<int>((shape.y1() + margin) / step));
    if (shape.x1() + margin < 0 || shape.y1() + margin < 0) return;
    for (int y = first(shape.y0()); y <= y1; ++y) {
      std::uint8_t* row = p.row(y);
      for (int x = first(shape.x0()); x <= x1; ++x) {
        const auto half = static_cast<float>(step) / 2;
        const ShapePoint s =
            shape.at(static_cast<float>(x * step) + half, static_cast<float>(y * step) + half);
        const float cover = std::clamp(0.5F - s.distance / soft, 0.F, 1.F);
        if (cover <= 0) continue;
        const float value = mix(row[x], cover, std::clamp(s.light, -1.F, 1.F));
        row[x] = static_cast<std::uint8_t>(std::clamp(value + 0.5F, 16.F, 240.F));
      }
    }
  }

  const Image& image_;
};

}  // namespace touchline::scene
