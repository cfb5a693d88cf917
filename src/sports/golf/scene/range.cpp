#include "sports/golf/scene/range.h"

#include <algorithm>
#include <cmath>

#include "scene/canvas.h"
#include "scene/random.h"

namespace touchline::golf {
namespace {

using scene::Yuv;
using scene::yuv_of;

constexpr double kTreesAt = 120;                                     // metres away
constexpr double kMatHalf = 0.75, kMatNear = -1.55, kMatFar = 0.45;  // metres

Yuv lerp(Yuv a, Yuv b, double u) {
  const auto s = static_cast<float>(std::clamp(u, 0.0, 1.0));
  return {a.y + s * (b.y - a.y), a.u + s * (b.u - a.u), a.v + s * (b.v - a.v)};
}

/// Smooth noise in [-1, 1] with one value per cell.
double patchy(std::uint64_t seed, double x, double y, int layer) {
  const double fx = std::floor(x), fy = std::floor(y);
  const auto corner = [&](int dx, int dy) {
    return 2 * scene_random(seed, static_cast<std::int64_t>(fx) + dx,
                            static_cast<std::int64_t>(fy) + dy, layer) -
           1;
  };
  const auto smooth = [](double u) { return u * u * (3 - 2 * u); };
  const double ux = smooth(x - fx), uy = smooth(y - fy);
  const double low = corner(0, 0) + ux * (corner(1, 0) - corner(0, 0));
  const double high = corner(0, 1) + ux * (corner(1, 1) - corner(0, 1));
  return low + uy * (high - low);
}

class Range {
 public:
  Range(const Camera& camera, int width, int height, std::uint64_t seed)
      : camera_(camera), width_(width), height_(height), seed_(seed) {}

  [[nodiscard]] Yuv at(double x, double y) const {
    const auto ground = camera_.ground_at({x, y}, width_, height_);
    if (ground && std::hypot(ground->x, ground->y) < kTreesAt) return floor(*ground);
    return distance(x, y);
  }

 private:
  [[nodiscard]] Yuv floor(Vec2d p) const {
    const double fine = patchy(seed_, 40 * p.x, 40 * p.y, 1), far = std::hypot(p.x, p.y);
    if (std::abs(p.x) < kMatHalf && p.y > kMatNear && p.y < kMatFar) {
      const bool rim =
          std::abs(p.x) > kMatHalf - 0.04 || p.y < kMatNear + 0.04 || p.y > kMatFar - 0.04;
      return lerp(yuv_of(rim ? Rgb{36, 38, 38} : Rgb{52, 110, 70}), yuv_of({70, 130, 88}),
                  0.3 + 0.3 * fine);
    }
    const double stripes = 0.5 + 0.5 * std::sin(1.1 * p.x);
    const double coarse = patchy(seed_, 0.7 * p.x, 0.7 * p.y, 2);
    const double detail = far < 12 ? 0.25 * fine : 0.0;
    return lerp(yuv_of({72, 112, 46}), yuv_of({112, 150, 66}),
                0.35 + 0.25 * stripes + 0.2 * coarse + detail);
  }

  /// Above the horizon: trees whose tops are uneven, then the sky.
  [[nodiscard]] Yuv distance(double x, double y) const {
    const double unit = height_ / 100.0;
    const double horizon = height_ / 2.0 - camera_.focal * width_ * std::tan(camera_.tilt_rad);
    const double tops = horizon - unit * (7 + 3 * patchy(seed_, x / (9 * unit), 0, 3) +
                                          1.5 * patchy(seed_, x / (2.5 * unit), 0, 4));
    if (y > tops)
      return lerp(yuv_of({30, 48, 28}), yuv_of({62, 86, 46}),
                  0.5 + 0.5 * patchy(seed_, x / unit, y / unit, 5));
    const double cloud = patchy(seed_, x / (30 * unit), y / (12 * unit), 6) +
                         0.5 * patchy(seed_, x / (9 * unit), y / (4 * unit), 7);
    const Yuv sky = lerp(yuv_of({190, 212, 236}), yuv_of({112, 158, 214}), 1 - y / horizon);
    return lerp(sky, yuv_of({238, 240, 244}), 0.8 * cloud);
  }

  const Camera& camera_;
  int width_, height_;
  std::uint64_t seed_;
};

std::uint8_t byte(float value) {
  return static_cast<std::uint8_t>(std::clamp(value + 0.5F, 16.F, 240.F));
}

}  // namespace

void paint_range(const Camera& camera, const Image& image, std::uint64_t seed) {
  const auto &luma = image.plane(0), &cb = image.plane(1), &cr = image.plane(2);
  const Range range(camera, luma.width, luma.height, seed);
  for (int y = 0; y < luma.height; ++y)
    for (int x = 0; x < luma.width; ++x) luma.row(y)[x] = byte(range.at(x + 0.5, y + 0.5).y);
  for (int y = 0; y < cb.height; ++y)
    for (int x = 0; x < cb.width; ++x) {
      const Yuv c = range.at(2 * x + 1, 2 * y + 1);
      cb.row(y)[x] = byte(c.u);
      cr.row(y)[x] = byte(c.v);
    }
}

}  // namespace touchline::golf
