#include "sports/badminton/scene/hall.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "scene/canvas.h"
#include "scene/random.h"
#include "sports/badminton/court.h"

namespace touchline::badminton {
namespace {

using scene::Yuv;
using scene::yuv_of;

constexpr double kFarWall_m = 12.5, kSideWall_m = 8.5;  // from the middle of the court
constexpr double kMatLength_m = 15.4, kMatWidth_m = 8.1;
constexpr double kBoards_m = 1.0, kRows_m = 7;  // heights

struct Colours {
  Rgb mat, inside, floor;
};
/// Green, blue and red mats, and a wooden floor without one.
constexpr Colours kColours[] = {{{58, 128, 92}, {70, 142, 104}, {34, 60, 120}},
                                {{52, 92, 160}, {60, 104, 172}, {46, 48, 54}},
                                {{172, 84, 66}, {60, 128, 96}, {92, 94, 98}},
                                {{182, 142, 96}, {182, 142, 96}, {174, 134, 90}}};

Yuv mixed(Yuv a, Yuv b, double u) {
  const auto s = static_cast<float>(std::clamp(u, 0.0, 1.0));
  return {a.y + s * (b.y - a.y), a.u + s * (b.u - a.u), a.v + s * (b.v - a.v)};
}

class Hall {
 public:
  Hall(const Camera& camera, int width, int height, std::uint64_t seed)
      : camera_(camera),
        axes_(camera.axes()),
        width_(width),
        height_(height),
        seed_(seed),
        colours_(kColours[seed % 4]),
        markings_(court_field().markings) {}

  /// The mean of a pixel's parts.
  [[nodiscard]] Yuv pixel(int x, int y) const {
    constexpr int kParts = 3;
    Yuv sum{0, 0, 0};
    for (int i = 0; i < kParts; ++i)
      for (int k = 0; k < kParts; ++k) {
        const Yuv part = at(x + (i + 0.5) / kParts, y + (k + 0.5) / kParts);
        sum = {sum.y + part.y, sum.u + part.u, sum.v + part.v};
      }
    constexpr float kShare = 1.0F / (kParts * kParts);
    return {kShare * sum.y, kShare * sum.u, kShare * sum.v};
  }

 private:
  [[nodiscard]] Yuv at(double x, double y) const {
    const double f = camera_.focal * width_;
    const double right = (x - width_ / 2.0) / f, down = (y - height_ / 2.0) / f;
    const Vec3d way = axes_.forward + right * axes_.right + down * axes_.down;
    const Vec3d from = camera_.position;
    const double to_floor = way.z < 0 ? -from.z / way.z : 1e9;
    const double to_wall = way.x > 0 ? (kFarWall_m - from.x) / way.x : 1e9;
    const double side = way.y > 0 ? kSideWall_m : -kSideWall_m;
    const double aside = way.y != 0 ? (side - from.y) / way.y : 1e9;
    const double to_side = aside > 0 ? aside : 1e9;
    if (to_floor <= std::min(to_wall, to_side)) {
      const Vec3d p = from + to_floor * way;
      return floor({p.x, p.y});
    }
    const Vec3d p = from + std::min(to_wall, to_side) * way;
    return wall(to_wall < to_side ? p.y : p.x, p.z, to_wall < to_side ? 1 : 2);
  }

  [[nodiscard]] Yuv floor(Vec2d p) const {
    for (const Marking& line : markings_) {
      const bool along = line.a.y == line.b.y;
      const double off = std::abs(along ? p.y - line.a.y : p.x - line.a.x);
      const double u = along ? p.x : p.y, a = along ? line.a.x : line.a.y,
                   b = along ? line.b.x : line.b.y;
      constexpr double kHalfPaint = kPaint_m / 2;
      if (off <= kHalfPaint && u >= std::min(a, b) - kHalfPaint && u <= std::max(a, b) + kHalfPaint)
        return yuv_of({238, 240, 240});
    }
    const bool inside = beyond_court_m(p) <= 0;
    const bool mat = std::abs(p.x) < kMatLength_m / 2 && std::abs(p.y) < kMatWidth_m / 2;
    const Rgb base = inside ? colours_.inside : mat ? colours_.mat : colours_.floor;
    const auto grain = scene_random(seed_, std::llround(std::floor(20 * p.x)),
                                    std::llround(std::floor(20 * p.y)), 1);
    // Lamps over the court shine in the floor.
    const double shine = std::exp(-0.5 * (p.y * p.y / 9 + (p.x - 2) * (p.x - 2) / 40));
    return mixed(yuv_of(base, 0.9 + 0.04 * grain), yuv_of({255, 255, 255}), 0.1 * shine);
  }

  /// `u` along it and `z` up, metres.
  [[nodiscard]] Yuv wall(double u, double z, int which) const {
    if (z < kBoards_m) {
      const auto board = std::llround(std::floor(u / 2.2));
      constexpr Rgb kBoards[] = {{24, 60, 140}, {180, 30, 40}, {20, 110, 70}, {230, 230, 232}};
      const auto colour = kBoards[scene_hash(seed_, board, which, 2) % 4];
      const double in = u / 2.2 - static_cast<double>(board);
      const bool letters = z > 0.35 && z < 0.7 && in > 0.2 && in < 0.8 &&
                           scene_random(seed_, std::llround(std::floor(u / 0.09)), which, 3) < 0.6;
      return yuv_of(letters ? Rgb{200, 204, 210} : colour, 0.9);
    }
    if (z > kRows_m) return yuv_of({22, 24, 30});
    // Rows of heads over shoulders.
    const double row = std::floor((z - kBoards_m) / 0.55), seat = std::floor(u / 0.6 + 0.5 * row);
    const auto one = [&](int what) {
      return scene_random(seed_, static_cast<std::int64_t>(seat),
                          static_cast<std::int64_t>(row) + 100 * which, what);
    };
    if (one(5) < 0.25) return yuv_of({40, 42, 52});
    const double du = u / 0.6 + 0.5 * row - seat - 0.5, dz = (z - kBoards_m) / 0.55 - row;
    const Rgb shirt{static_cast<std::uint8_t>(60 + 150 * one(6)),
                    static_cast<std::uint8_t>(60 + 130 * one(7)),
                    static_cast<std::uint8_t>(60 + 150 * one(8))};
    if (dz < 0.6) return yuv_of(shirt, std::abs(du) < 0.36 ? 0.55 : 0.2);
    return yuv_of({150, 112, 90}, std::hypot(du, 1.2 * (dz - 0.78)) < 0.2 ? 0.7 : 0.18);
  }

  const Camera& camera_;
  Camera::Axes axes_;
  int width_, height_;
  std::uint64_t seed_;
  Colours colours_;
  std::vector<Marking> markings_;
};

std::uint8_t byte(float value) {
  return static_cast<std::uint8_t>(std::clamp(value + 0.5F, 16.F, 240.F));
}

}  // namespace

void paint_hall(const Camera& camera, const Image& image, std::uint64_t seed) {
  const auto &luma = image.plane(0), &cb = image.plane(1), &cr = image.plane(2);
  const Hall hall(camera, luma.width, luma.height, seed);
  std::vector<Yuv> rows(static_cast<std::size_t>(2 * luma.width));
  for (int y = 0; y < luma.height; y += 2) {
    for (int k = 0; k < 2; ++k)
      for (int x = 0; x < luma.width; ++x) {
        const Yuv c = hall.pixel(x, std::min(y + k, luma.height - 1));
        rows[static_cast<std::size_t>(k * luma.width + x)] = c;
        if (y + k < luma.height) luma.row(y + k)[x] = byte(c.y);
      }
    for (int x = 0; x < cb.width; ++x) {
      const auto i = static_cast<std::size_t>(2 * x),
                 below = static_cast<std::size_t>(luma.width + 2 * x);
      const Yuv &a = rows[i], &b = rows[i + 1], &c = rows[below], &d = rows[below + 1];
      cb.row(y / 2)[x] = byte((a.u + b.u + c.u + d.u) / 4);
      cr.row(y / 2)[x] = byte((a.v + b.v + c.v + d.v) / 4);
    }
  }
}

}  // namespace touchline::badminton
