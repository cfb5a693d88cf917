// A pitch seen by a camera, drawn pixel by pixel from its homography: exact truth for everything
// that looks at lines and grass.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <vector>

#include "geometry/box.h"
#include "geometry/linear.h"
#include "image/frame.h"
#include "sports/soccer/pitch.h"

namespace touchline::testing {

struct Yuv {
  int y = 0, u = 128, v = 128;
};

struct PitchLook {
  Yuv grass{95, 112, 112}, paint{210, 122, 126}, outside{60, 128, 128};
  double noise = 1;  ///< standard deviation, grey levels
  double paint_m = 0.11;
  double stripe = 8;  ///< grey levels between mown stripes
  PixelFormat format = PixelFormat::i420;
};

/// A pinhole on the main stand, 25 m up and 65 m behind the centre, turned by `pan_rad` and looking
/// down at the pitch, rolled by 0.02; `zoom` 1 sees about half the pitch's length.
inline Mat3 broadcast_view(int width, int height, double pan_rad, double zoom) {
  const double f = 1.5 * width * zoom, tilt = 0.36, c = std::cos(pan_rad), s = std::sin(pan_rad),
               ct = std::cos(tilt), st = std::sin(tilt);
  // Rows: right, down, forward in pitch axes (x right, y away, z up).
  const double r[3][3] = {{c, -s, 0}, {-s * st, -c * st, -ct}, {s * ct, c * ct, -st}};
  const double eye[3] = {0, -65, 25};
  Mat3 k{{f, 0, width / 2.0, 0, f, height / 2.0, 0, 0, 1}}, e;
  for (int i = 0; i < 3; ++i) {
    e(i, 0) = r[i][0], e(i, 1) = r[i][1];
    e(i, 2) = -(r[i][0] * eye[0] + r[i][1] * eye[1] + r[i][2] * eye[2]);
  }
  const double roll = 0.02;
  const Mat3 rolled{
      {std::cos(roll), -std::sin(roll), 0, std::sin(roll), std::cos(roll), 0, 0, 0, 1}};
  return k * rolled * e;
}

/// The box of somebody `height_m` tall who stands at `m` in that view.
inline Box person_box(int width, int height, double pan_rad, double zoom, Vec2d m,
                      double height_m) {
  const Mat3 h = broadcast_view(width, height, pan_rad, zoom);
  const double f = 1.5 * width * zoom, tilt = 0.36, roll = 0.02;
  // A metre upwards, in pixels times depth: the column of the camera's matrix that h leaves out.
  const double right = std::sin(roll) * std::cos(tilt), down = -std::cos(roll) * std::cos(tilt),
               forward = -std::sin(tilt);
  const double up[] = {f * right + width / 2.0 * forward, f * down + height / 2.0 * forward,
                       forward};
  const auto pixel = [&](double z) {
    double q[3];
    for (int i = 0; i < 3; ++i) q[i] = h(i, 0) * m.x + h(i, 1) * m.y + h(i, 2) + z * up[i];
    return Vec2d{q[0] / q[2], q[1] / q[2]};
  };
  const Vec2d foot = pixel(0), head = pixel(height_m);
  const double w = 0.4 * (foot.y - head.y);
  return {static_cast<float>(foot.x - w / 2), static_cast<float>(head.y), static_cast<float>(w),
          static_cast<float>(foot.y - head.y)};
}

class PaintedPitch {
 public:
  PaintedPitch(int width, int height, const Mat3& image_from_field, const PitchLook& look,
               const PitchSpec& pitch = {})
      : width_(width), height_(height), look_(look), pitch_(pitch), marks_(markings(pitch)) {
    const Mat3 back = *inverse(image_from_field);
    const std::size_t n = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    y_.resize(n), u_.resize(n), v_.resize(n);
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x) draw(back, x, y);
  }

  /// A block of one colour: somebody stands there.
  void stand(const Box& box, Yuv colour) {
    const Box b = clip(box, static_cast<float>(width_), static_cast<float>(height_));
    for (int y = static_cast<int>(b.y); y < static_cast<int>(b.bottom()); ++y)
      for (int x = static_cast<int>(b.x); x < static_cast<int>(b.right()); ++x)
        set(x, y, static_cast<float>(colour.y), static_cast<float>(colour.u),
            static_cast<float>(colour.v));
  }

  /// Colour beside its brightness, in pixels, as a lens that bends colours unequally has it.
  void shift_colour(int dx, int dy) {
    const auto shift = [&](std::vector<float>& plane) {
      const std::vector<float> before = plane;
      for (int y = std::max(0, dy); y < height_ + std::min(0, dy); ++y)
        for (int x = std::max(0, dx); x < width_ + std::min(0, dx); ++x)
          plane[static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) +
                static_cast<std::size_t>(x)] =
              before[static_cast<std::size_t>(y - dy) * static_cast<std::size_t>(width_) +
                     static_cast<std::size_t>(x - dx)];
    };
    shift(u_), shift(v_);
  }

  [[nodiscard]] Frame frame() const {
    const int cw = (width_ + 1) / 2, ch = (height_ + 1) / 2;
    const std::size_t luma = y_.size(),
                      chroma = static_cast<std::size_t>(cw) * static_cast<std::size_t>(ch);
    auto bytes = std::make_shared<std::vector<std::uint8_t>>(luma + 2 * chroma);
    std::uint64_t state = 1;
    for (std::size_t i = 0; i < luma; ++i)
      (*bytes)[i] = clamp8(static_cast<double>(y_[i]) + look_.noise * gauss(state));
    const bool nv12 = look_.format == PixelFormat::nv12;
    std::uint8_t* c = bytes->data() + luma;
    for (int y = 0; y < ch; ++y)
      for (int x = 0; x < cw; ++x) {
        const std::size_t at = static_cast<std::size_t>(y) * static_cast<std::size_t>(cw) +
                               static_cast<std::size_t>(x);
        const auto u = clamp8(mean4(u_, x, y) + 0.5 * look_.noise * gauss(state));
        const auto v = clamp8(mean4(v_, x, y) + 0.5 * look_.noise * gauss(state));
        c[nv12 ? 2 * at : at] = u;
        c[nv12 ? 2 * at + 1 : chroma + at] = v;
      }
    FrameInfo info;
    info.format = look_.format, info.width = width_, info.height = height_;
    std::array<Plane<const std::uint8_t>, 3> planes{};
    planes[0] = {bytes->data(), width_, height_, width_};
    if (look_.format != PixelFormat::gray8) planes[1] = {c, cw, ch, nv12 ? 2 * cw : cw};
    if (look_.format == PixelFormat::i420) planes[2] = {c + chroma, cw, ch, cw};
    return {info, planes, bytes};
  }

 private:
  /// Distance to the nearest painted middle line, metres.
  [[nodiscard]] double to_paint(Vec2d p) const {
    double best = 1e9;
    for (const Marking& m : marks_) {
      if (m.kind == Marking::Kind::segment) {
        const Vec2d d = m.b - m.a;
        const double t = std::clamp(dot(p - m.a, d) / dot(d, d), 0.0, 1.0);
        best = std::min(best, distance(p, m.a + t * d));
      } else {
        double angle = std::atan2(p.y - m.centre.y, p.x - m.centre.x);
        while (angle < m.from_rad) angle += 2 * std::numbers::pi;
        if (angle <= m.to_rad) best = std::min(best, std::abs(distance(p, m.centre) - m.radius_m));
      }
    }
    return best;
  }

  void draw(const Mat3& back, int x, int y) {
    constexpr int kSub = 4;
    const auto middle = project(back, {x + 0.5, y + 0.5});
    if (!middle || !pitch_.contains(*middle, 6)) {
      set(x, y, static_cast<float>(look_.outside.y + (x / 9 * 37 + y / 7 * 53) % 40),
          static_cast<float>(look_.outside.u), static_cast<float>(look_.outside.v));
      return;
    }
    const double stripe =
        look_.stripe / 2 * (static_cast<int>(std::floor(middle->x / 5.5)) % 2 == 0 ? 1 : -1);
    double share = 0;
    const auto corner = project(back, {x + 1.5, y + 1.5});
    if (to_paint(*middle) < look_.paint_m + (corner ? 2 * distance(*corner, *middle) : 1)) {
      for (int i = 0; i < kSub * kSub; ++i) {
        const auto p = project(back, {x + (i % kSub + 0.5) / kSub, y + (i / kSub + 0.5) / kSub});
        share += p && to_paint(*p) < look_.paint_m / 2 ? 1.0 / (kSub * kSub) : 0;
      }
    }
    const auto mix = [&](double a, double b) { return static_cast<float>(a + share * (b - a)); };
    set(x, y, mix(look_.grass.y + stripe, look_.paint.y), mix(look_.grass.u, look_.paint.u),
        mix(look_.grass.v, look_.paint.v));
  }

  void set(int x, int y, float luma, float u, float v) {
    const std::size_t at = static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) +
                           static_cast<std::size_t>(x);
    y_[at] = luma, u_[at] = u, v_[at] = v;
  }
  [[nodiscard]] double mean4(const std::vector<float>& plane, int cx, int cy) const {
    double sum = 0;
    for (int k = 0; k < 4; ++k) {
      const int x = std::min(2 * cx + k % 2, width_ - 1), y = std::min(2 * cy + k / 2, height_ - 1);
      sum +=
          static_cast<double>(plane[static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) +
                                    static_cast<std::size_t>(x)]);
    }
    return sum / 4;
  }
  static std::uint8_t clamp8(double v) {
    return static_cast<std::uint8_t>(std::clamp(std::lround(v), 0L, 255L));
  }
  /// Sum of uniform draws: close to a normal deviate, the same everywhere.
  static double gauss(std::uint64_t& state) {
    double sum = 0;
    for (int i = 0; i < 4; ++i) {
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      sum += static_cast<double>(state >> 40) / (1 << 24) - 0.5;
    }
    return sum * std::sqrt(3.0);
  }

  int width_, height_;
  PitchLook look_;
  PitchSpec pitch_;
  std::vector<Marking> marks_;
  std::vector<float> y_, u_, v_;
};

}  // namespace touchline::testing
