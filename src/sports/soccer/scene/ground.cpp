#include "sports/soccer/scene/ground.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "scene/random.h"

namespace touchline::scene {
namespace {

constexpr int kTurf = 512;  // texels, 0.12 m each
constexpr float kTurfPerMetre = 8.3F;
constexpr int kCrowd = 256;
constexpr int kLens = 1024;  // steps of the undistortion table up to the picture's corner
constexpr Rgb kBoards[] = {{20, 40, 110}, {225, 225, 225}, {150, 20, 30},
                           {15, 15, 20},  {240, 190, 30},  {20, 95, 75}};
constexpr double kLineHalfWidth = 0.06;
constexpr float kApronX = 5.5F, kApronY = 4.5F;  // grass around the pitch, metres
constexpr float kStripe = 5.25F;
constexpr double kBoardHeight = 0.95, kRoofHeight = 15;

/// Share of a pixel at distances `a` and `b` inside two opposite edges, pixels.
float between_edges(float a, float b) {
  return std::clamp(std::min(1.F, a + 0.5F) + std::min(1.F, b + 0.5F) - 1, 0.F, 1.F);
}

struct Edge {
  float nx, ny, c;
  [[nodiscard]] float inside(float x, float y) const { return nx * x + ny * y + c; }
};

/// The side of the line a-b on which `in` lies is positive.
Edge edge(Vec2d a, Vec2d b, Vec2d in) {
  const Vec2d d = b - a;
  const double l = std::max(1e-9, length(d));
  double nx = -d.y / l, ny = d.x / l;
  if (nx * (in.x - a.x) + ny * (in.y - a.y) < 0) nx = -nx, ny = -ny;
  return {static_cast<float>(nx), static_cast<float>(ny), static_cast<float>(-nx * a.x - ny * a.y)};
}

}  // namespace

/// Ray of a pixel: forward + sx right + sy down, linear along a row for a pinhole.
struct Ground::Rays {
  Rays(const Camera& c, int width, int height, const std::vector<float>& table)
      : camera(c), axes(c.axes()), w(width), h(height), f(c.focal * width), lens(table) {}

  [[nodiscard]] Vec3d way(double px, double py) const {
    double x = px - w / 2.0, y = py - h / 2.0;
    if (camera.k1 != 0) {
      const double at = kLens * (x * x + y * y) / (w * w / 4.0 + h * h / 4.0);
      const auto i = static_cast<std::size_t>(std::min(at, kLens - 1.0));
      const double factor = lens[i] + (at - static_cast<double>(i)) * (lens[i + 1] - lens[i]);
      x *= factor, y *= factor;
    }
    const double sx = x / f, sy = y / f;
    const auto &r = axes.right, &d = axes.down, &a = axes.forward;
    return {a.x + sx * r.x + sy * d.x, a.y + sx * r.y + sy * d.y, a.z + sx * r.z + sy * d.z};
  }

  /// Metres on the ground of `count` pixels from (half a step in) at `step` pixels; far away when
  /// there is no ground.
  void row(double py, int count, int step, float* x, float* y) const {
    const auto cx = static_cast<float>(camera.position.x),
               cy = static_cast<float>(camera.position.y),
               cz = static_cast<float>(camera.position.z);
    if (camera.k1 != 0) {
      for (int i = 0; i < count; ++i) {
        const Vec3d u = way((i + 0.5) * step, py);
        const double s = u.z < -1e-4 ? camera.position.z / -u.z : 1e5;
        x[i] = cx + static_cast<float>(s * u.x);
        y[i] = cy + static_cast<float>(s * u.y);
      }
      return;
    }
    const Vec3d a = way(0.5 * step, py), b = way(0.5 * step + 1, py);
    const auto x0 = static_cast<float>(a.x), y0 = static_cast<float>(a.y),
               z0 = static_cast<float>(a.z);
    const auto dx = static_cast<float>((b.x - a.x) * step),
               dy = static_cast<float>((b.y - a.y) * step),
               dz = static_cast<float>((b.z - a.z) * step);
    for (int i = 0; i < count; ++i) {
      const auto k = static_cast<float>(i);
      const float s = cz / std::max(1e-4F, -(z0 + k * dz));
      x[i] = cx + s * (x0 + k * dx);
      y[i] = cy + s * (y0 + k * dy);
    }
  }

  const Camera& camera;
  Camera::Axes axes;
  int w, h;
  double f;
  const std::vector<float>& lens;
};

Ground::Ground(const PitchSpec& pitch, int width, int height, double darkness, std::uint64_t seed)
    : pitch_(pitch), width_(width), height_(height), light_(1 - 0.62 * darkness), seed_(seed) {
  turf_.resize(kTurf * kTurf);
  const auto patch = [&](int x, int y, int cell) {  // blurred noise that tiles
    const int n = kTurf / cell;
    const double u = x / static_cast<double>(cell), v = y / static_cast<double>(cell);
    const int i = x / cell, j = y / cell;
    const auto at = [&](int a, int b) { return scene_random(seed, a % n, b % n, cell); };
    const double fx = u - i, fy = v - j;
    return (1 - fy) * ((1 - fx) * at(i, j) + fx * at(i + 1, j)) +
           fy * ((1 - fx) * at(i, j + 1) + fx * at(i + 1, j + 1));
  };
  for (int y = 0; y < kTurf; ++y)
    for (int x = 0; x < kTurf; ++x)
      turf_[static_cast<std::size_t>(y * kTurf + x)] = static_cast<std::uint8_t>(
          light_ * (5 * patch(x, y, 2) + 6 * patch(x, y, 8) + 7 * patch(x, y, 64)));
  for (int i = 0; i < kCrowd * kCrowd; ++i) {
    const bool seat = scene_random(seed, i, 1) < 0.3;
    const double base = 25 + 150 * std::pow(scene_random(seed, i, 2), 2.5);
    const auto c = [&](int k) {
      return static_cast<unsigned char>(
          seat ? 40 : std::min(255.0, base * (0.7 + 0.6 * scene_random(seed, i, 3, k))));
    };
    crowd_.push_back(yuv_of({c(0), c(1), c(2)}, 0.75 * light_));
  }
  grass_[0] = yuv_of({76, 122, 52}, light_);
  grass_[1] = yuv_of({87, 134, 58}, light_);
  floor_ = yuv_of({74, 74, 78}, light_);
  roof_ = yuv_of({18, 20, 26}, light_);
  for (int i = 0; i < 6; ++i) boards_[i] = yuv_of(kBoards[i], 0.85 * light_);
  mask_.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  x_.resize(static_cast<std::size_t>(width));
  y_.resize(static_cast<std::size_t>(width));
}

void Ground::paint(const Camera& camera, const Image& image) {
  draw_lines(camera);
  set_lens(camera);
  const Rays rays(camera, width_, height_, lens_);
  paint_luma(rays, image);
  paint_chroma(rays, image);
}

void Ground::set_lens(const Camera& camera) {
  if (camera.k1 == 0 || camera.k1 == lens_k1_) return;
  lens_k1_ = camera.k1;
  lens_.assign(kLens + 1, 1);
  const Vec2d centre = {width_ / 2.0, height_ / 2.0};
  for (int i = 1; i <= kLens; ++i) {
    const double r = std::sqrt(i / static_cast<double>(kLens));
    const Vec2d p = camera.undistorted((1 + r) * centre, width_, height_);
    lens_[static_cast<std::size_t>(i)] = static_cast<float>((p.x / centre.x - 1) / r);
  }
}

void Ground::draw_lines(const Camera& camera) {
  std::fill(mask_.begin(), mask_.end(), std::uint8_t{0});
  const auto pieces = [&](int n, const auto& at) {
    for (int i = 0; i < n; ++i)
      draw_piece(camera, at(i / static_cast<double>(n)), at((i + 1) / static_cast<double>(n)),
                 kLineHalfWidth);
  };
  for (const Marking& m : markings(pitch_)) {
    if (m.kind == Marking::Kind::segment) {
      const Vec2d d = m.b - m.a;  // longer by half a width, so that corners are filled
      const Vec2d e = (kLineHalfWidth / length(d)) * d;
      const Vec2d a = m.a - e, b = m.b + e;
      pieces(1 + static_cast<int>(length(d) / 4), [&](double u) { return a + u * (b - a); });
    } else {
      const double span = m.to_rad - m.from_rad;
      pieces(1 + static_cast<int>(span * m.radius_m / 0.5), [&](double u) {
        const double angle = m.from_rad + u * span;
        return m.centre + m.radius_m * Vec2d{std::cos(angle), std::sin(angle)};
      });
    }
  }
  const double spot = pitch_.length_m / 2 - pitch_.penalty_spot_m;
  for (const double x : {-spot, 0.0, spot}) draw_piece(camera, {x - 0.11, 0}, {x + 0.11, 0}, 0.11);
}

/// Adds the part of each pixel that the rectangle around a-b covers. Neighbouring pieces share an
/// edge, along which their shares add up to the whole.
void Ground::draw_piece(const Camera& camera, Vec2d a, Vec2d b, double half_width) {
  const Vec2d d = b - a;
  const Vec2d n = (half_width / std::max(1e-9, length(d))) * Vec2d{-d.y, d.x};
  std::array<Vec2d, 4> q;
  const std::array<Vec2d, 4> corners = {a + n, b + n, b - n, a - n};
  double x0 = 1e9, x1 = -1e9, y0 = 1e9, y1 = -1e9;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto p = camera.project({corners[i].x, corners[i].y, 0}, width_, height_);
    if (!p) return;
    q[i] = *p;
    x0 = std::min(x0, p->x), x1 = std::max(x1, p->x);
    y0 = std::min(y0, p->y), y1 = std::max(y1, p->y);
  }
  if (x1 < -1 || y1 < -1 || x0 > width_ + 1 || y0 > height_ + 1) return;
  const Vec2d mid = 0.25 * (q[0] + q[1] + q[2] + q[3]);
  const Edge e0 = edge(q[0], q[1], mid), e2 = edge(q[2], q[3], mid), e1 = edge(q[1], q[2], mid),
             e3 = edge(q[3], q[0], mid);
  const int left = std::max(0, static_cast<int>(x0 - 1)),
            top = std::max(0, static_cast<int>(y0 - 1));
  const int right = std::min(width_ - 1, static_cast<int>(x1 + 1)),
            bottom = std::min(height_ - 1, static_cast<int>(y1 + 1));
  for (int y = top; y <= bottom; ++y) {
    std::uint8_t* row = mask_.data() + static_cast<std::ptrdiff_t>(y) * width_;
    const float py = static_cast<float>(y) + 0.5F;
    for (int x = left; x <= right; ++x) {
      const float px = static_cast<float>(x) + 0.5F;
      const float across = between_edges(e0.inside(px, py), e2.inside(px, py));
      if (across <= 0) continue;
      const float share = across * between_edges(e1.inside(px, py), e3.inside(px, py));
      row[x] = static_cast<std::uint8_t>(std::min(255.F, row[x] + 235.F * share + 0.5F));
    }
  }
}

bool Ground::on_grass(float x, float y) const {
  return std::abs(x) < static_cast<float>(pitch_.length_m / 2) + kApronX &&
         std::abs(y) < static_cast<float>(pitch_.width_m / 2) + kApronY;
}

/// Which of the mower's two stripes: they begin at the left goal line.
int Ground::grass(float x, float) const {
  const float s = x + static_cast<float>(pitch_.length_m / 2) + 20 * kStripe;
  return static_cast<int>(s / kStripe) & 1;
}

void Ground::paint_luma(const Rays& rays, const Image& image) {
  const float white = 16 + 205 * static_cast<float>(light_);
  for (int py = 0; py < height_; ++py) {
    rays.row(py + 0.5, width_, 1, x_.data(), y_.data());
    std::uint8_t* out = image.plane(0).row(py);
    const std::uint8_t* mask = mask_.data() + static_cast<std::ptrdiff_t>(py) * width_;
    for (int px = 0; px < width_; ++px) {
      const float x = x_[static_cast<std::size_t>(px)], y = y_[static_cast<std::size_t>(px)];
      if (!on_grass(x, y)) {
        out[px] = static_cast<std::uint8_t>(surroundings(rays, rays.way(px + 0.5, py + 0.5)).y);
        continue;
      }
      const int tx = static_cast<int>((x + 128) * kTurfPerMetre) & (kTurf - 1),
                ty = static_cast<int>((y + 128) * kTurfPerMetre) & (kTurf - 1);
      float v =
          grass_[grass(x, y)].y - 8 + turf_[static_cast<std::size_t>(ty * kTurf + tx)] + 0.05F * x;
      v += (white - v) * static_cast<float>(mask[px]) / 255.F;
      out[px] = static_cast<std::uint8_t>(std::clamp(v, 16.F, 235.F));
    }
  }
}

void Ground::paint_chroma(const Rays& rays, const Image& image) {
  const int w = width_ / 2, h = height_ / 2;
  for (int py = 0; py < h; ++py) {
    rays.row(2 * py + 1, w, 2, x_.data(), y_.data());
    std::uint8_t *u = image.plane(1).row(py), *v = image.plane(2).row(py);
    const std::uint8_t* mask = mask_.data() + static_cast<std::ptrdiff_t>(2 * py) * width_;
    for (int px = 0; px < w; ++px) {
      const float x = x_[static_cast<std::size_t>(px)], y = y_[static_cast<std::size_t>(px)];
      if (!on_grass(x, y)) {
        const Yuv c = surroundings(rays, rays.way(2 * px + 1, 2 * py + 1));
        u[px] = static_cast<std::uint8_t>(c.u);
        v[px] = static_cast<std::uint8_t>(c.v);
        continue;
      }
      const Yuv& g = grass_[grass(x, y)];
      const int paint =
          mask[2 * px] + mask[2 * px + 1] + mask[2 * px + width_] + mask[2 * px + 1 + width_];
      const float left = 1 - static_cast<float>(paint) / (4 * 255.F);
      u[px] = static_cast<std::uint8_t>(128.5F + (g.u - 128) * left);
      v[px] = static_cast<std::uint8_t>(128.5F + (g.v - 128) * left);
    }
  }
}

/// What a ray meets beyond the grass: boards, then the crowd on its stand, then the dark roof.
const Yuv& Ground::surroundings(const Rays& rays, Vec3d way) const {
  const double bx = pitch_.length_m / 2 + kApronX, by = pitch_.width_m / 2 + kApronY;
  const Vec3d& c = rays.camera.position;
  const double tx = (std::copysign(bx, way.x) - c.x) / (std::abs(way.x) < 1e-9 ? 1e-9 : way.x);
  const double ty = (std::copysign(by, way.y) - c.y) / (std::abs(way.y) < 1e-9 ? 1e-9 : way.y);
  const double t = std::min(tx > 0 ? tx : 1e9, ty > 0 ? ty : 1e9);
  const double z = c.z + t * way.z;
  if (z < 0) return floor_;
  const bool side = t == tx;
  const double along = 300 + (side ? c.y + t * way.y : c.x + t * way.x);
  if (z > kRoofHeight) return roof_;
  if (z > kBoardHeight) {
    const int u = static_cast<int>(along * 2.2) & (kCrowd - 1),
              v = static_cast<int>((z - kBoardHeight) * 2.2) & (kCrowd - 1);
    return crowd_[static_cast<std::size_t>(v * kCrowd + u)];
  }
  const auto board = static_cast<std::int64_t>(along / 8);
  const auto pick = scene_hash(seed_, board, side) % 6;
  const double inside = along / 8 - static_cast<double>(board);
  const auto letter = static_cast<std::int64_t>(along * 2.1);
  const bool ink =
      z > 0.25 && z < 0.7 && inside > 0.2 && inside < 0.8 && scene_random(seed_, letter, 8) < 0.65;
  return boards_[ink ? (pick + 1) % 6 : pick];
}

}  // namespace touchline::scene
