#include "field/patch_window.h"

#include <bit>
#include <cmath>
#include <cstring>

#include "kernels/blend_clones.h"

namespace touchline {
namespace {

using Eight = PatchWindow::Eight;
constexpr int kSide = PatchWindow::kSide, kArea = PatchWindow::kArea;
constexpr int kRim = kSide + 2;   // with a sample all around, for gradients
constexpr double kNoTurn = 0.01;  // moves a window's rim by less than a twentieth sample

using Rim = std::array<float, kRim * kRim>;

void load(const float* from, Eight& to) { std::memcpy(&to, from, sizeof to); }

/// As compilers do not yet see it: bytes between zeros are whole numbers.
void load(const std::uint8_t* from, Eight& to) {
  static_assert(std::endian::native == std::endian::little);
  using Longs = std::uint64_t __attribute__((vector_size(16)));
  using Bytes = std::uint8_t __attribute__((vector_size(16)));
  using Shorts = std::uint16_t __attribute__((vector_size(16)));
  using Four = std::int32_t __attribute__((vector_size(16)));
  std::uint64_t packed;
  std::memcpy(&packed, from, sizeof packed);
  const auto bytes = reinterpret_cast<Bytes>(Longs{packed, 0});
  const auto wide = reinterpret_cast<Shorts>(__builtin_shufflevector(
      bytes, Bytes{}, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
  const auto low = __builtin_shufflevector(wide, Shorts{}, 0, 8, 1, 9, 2, 10, 3, 11),
             high = __builtin_shufflevector(wide, Shorts{}, 4, 12, 5, 13, 6, 14, 7, 15);
  to = __builtin_convertvector(
      __builtin_shufflevector(reinterpret_cast<Four>(low), reinterpret_cast<Four>(high), 0, 1, 2, 3,
                              4, 5, 6, 7),
      Eight);
}

/// Eight samples `share` of the way from those at `from` to their right neighbours.
void load_between(const std::uint8_t* from, float share, Eight& to) {
  Eight right;
  load(from, to);
  load(from + 1, right);
  to = to + share * (right - to);
}

float between(const std::uint8_t* from, float share) {
  const float left = from[0], right = from[1];
  return left + share * (right - left);
}

/// What term(row, out) gives for the ten eights, and `last`, added up.
template <class Term>
float sum_of(float last, const Term& term) {
  Eight sum, more;
  term(0, sum);
  for (std::size_t i = 1; i <= kSide; ++i) {
    term(i, more);
    sum += more;
  }
  return (((sum[0] + sum[4]) + (sum[1] + sum[5])) + ((sum[2] + sum[6]) + (sum[3] + sum[7]))) + last;
}

/// Of the products of two windows.
float sum_of_products(const PatchWindow& a, const PatchWindow& b) {
  return sum_of(a.last * b.last,
                [&](std::size_t i, Eight& out) { out = a.eights[i] * b.eights[i]; });
}

void take_mean_off(PatchWindow& window) {
  const float mean =
      sum_of(window.last, [&](std::size_t i, Eight& out) { out = window.eights[i]; }) / kArea;
  for (Eight& eight : window.eights) eight -= mean;
  window.last -= mean;
}

/// The rim around (x, y) as it is.
TL_CLONES void read_plain(const Plane<const std::uint8_t>& plane, double x, double y, Rim& rim) {
  const int ix = static_cast<int>(x), iy = static_cast<int>(y);
  const float fx = static_cast<float>(x - ix), fy = static_cast<float>(y - iy);
  constexpr int kOut = kRim / 2, kSecond = kRim - 8;  // the second eight laps over the first
  Eight above[2], below[2];
  const std::uint8_t* row = plane.row(iy - kOut) + ix - kOut;
  load_between(row, fx, above[0]), load_between(row + kSecond, fx, above[1]);
  for (int j = 0; j < kRim; ++j) {
    row += plane.pitch;
    load_between(row, fx, below[0]), load_between(row + kSecond, fx, below[1]);
    for (int k = 0; k < 2; ++k) {
      const Eight value = above[k] + fy * (below[k] - above[k]);
      std::memcpy(rim.data() + j * kRim + k * kSecond, &value, sizeof value);
      above[k] = below[k];
    }
  }
}

/// The rim around `at`, turned by `back`.
TL_CLONES void read_turned(const Plane<const std::uint8_t>& plane, Vec2d at,
                           const std::array<double, 4>& back, Rim& rim) {
  constexpr int kOut = kRim / 2, kAll = kRim * kRim;
  int offset[kAll];
  float fx[kAll], fy[kAll];
  std::uint8_t a[kAll], b[kAll], c[kAll], d[kAll];
  const int pitch = static_cast<int>(plane.pitch);
  for (int j = 0; j < kRim; ++j)
    for (int i = 0; i < kRim; ++i) {
      const int dx = i - kOut, dy = j - kOut, k = j * kRim + i;
      const double x = at.x + back[0] * dx + back[1] * dy, y = at.y + back[2] * dx + back[3] * dy;
      const int ix = static_cast<int>(x), iy = static_cast<int>(y);
      fx[k] = static_cast<float>(x - ix), fy[k] = static_cast<float>(y - iy);
      offset[k] = iy * pitch + ix;
    }
  for (int k = 0; k < kAll; ++k) {
    const std::uint8_t *top = plane.data + offset[k], *low = top + pitch;
    a[k] = top[0], b[k] = top[1], c[k] = low[0], d[k] = low[1];
  }
  for (int k = 0; k < kAll; ++k) {
    const float top = static_cast<float>(a[k]) + fx[k] * static_cast<float>(b[k] - a[k]);
    const float low = static_cast<float>(c[k]) + fx[k] * static_cast<float>(d[k] - c[k]);
    rim[static_cast<std::size_t>(k)] = top + fy[k] * (low - top);
  }
}

TL_CLONES void take_gradients(const Rim& rim, PatchTemplate& t) {
  const auto value = [](const float* c) { return c[0]; };
  const auto slope_x = [](const float* c) { return 0.5F * (c[1] - c[-1]); };
  const auto slope_y = [](const float* c) { return 0.5F * (c[kRim] - c[-kRim]); };
  constexpr std::size_t kNinth = kSide;
  for (int y = 0; y < kSide; ++y) {
    const float* c = rim.data() + (y + 1) * kRim + 1;
    const auto i = static_cast<std::size_t>(y);
    Eight left, right, above, below;
    load(c, t.value.eights[i]);
    load(c - 1, left), load(c + 1, right), load(c - kRim, above), load(c + kRim, below);
    t.gx.eights[i] = 0.5F * (right - left);
    t.gy.eights[i] = 0.5F * (below - above);
    const float* ninth = c + kSide - 1;
    if (y < 8) {
      t.value.eights[kNinth][y] = value(ninth);
      t.gx.eights[kNinth][y] = slope_x(ninth), t.gy.eights[kNinth][y] = slope_y(ninth);
    } else {
      t.value.last = value(ninth), t.gx.last = slope_x(ninth), t.gy.last = slope_y(ninth);
    }
  }
  take_mean_off(t.value), take_mean_off(t.gx), take_mean_off(t.gy);
  t.tensor = {static_cast<double>(sum_of_products(t.gx, t.gx)),
              static_cast<double>(sum_of_products(t.gx, t.gy)),
              static_cast<double>(sum_of_products(t.gy, t.gy))};
  t.variance = sum_of_products(t.value, t.value) / kArea;
}

}  // namespace

bool make_template(const Plane<const std::uint8_t>& plane, Vec2d at,
                   const std::array<double, 4>& back, PatchTemplate& out) {
  const double turn =
      std::abs(back[0] - 1) + std::abs(back[1]) + std::abs(back[2]) + std::abs(back[3] - 1);
  if (!readable(plane, at.x, at.y, (PatchWindow::kRadius + 1) * (1 + turn))) return false;
  Rim rim;
  if (turn < kNoTurn)
    read_plain(plane, at.x, at.y, rim);
  else
    read_turned(plane, at, back, rim);
  take_gradients(rim, out);
  out.larger = out.tensor.larger(), out.smaller = out.tensor.smaller();
  out.direction = out.tensor.direction();
  return true;
}

TL_CLONES void compare(const Plane<const std::uint8_t>& plane, double x, double y,
                       const PatchTemplate& with, PatchMismatch& out) {
  constexpr int kRadius = PatchWindow::kRadius, kNinth = kSide - 1;
  const int ix = static_cast<int>(x), iy = static_cast<int>(y);
  const float fx = static_cast<float>(x - ix), fy = static_cast<float>(y - iy);
  PatchWindow e;
  const std::uint8_t* row = plane.row(iy - kRadius) + ix - kRadius;
  Eight above, below;
  load_between(row, fx, above);
  float column[kSide + 1];
  column[0] = between(row + kNinth, fx);
  for (std::size_t j = 0; j < kSide; ++j) {
    row += plane.pitch;
    load_between(row, fx, below);
    e.eights[j] = above + fy * (below - above) - with.value.eights[j];
    above = below;
    column[j + 1] = between(row + kNinth, fx);
  }
  Eight upper, lower;
  load(column, upper), load(column + 1, lower);
  e.eights[kSide] = upper + fy * (lower - upper) - with.value.eights[kSide];
  e.last = column[kSide - 1] + fy * (column[kSide] - column[kSide - 1]) - with.value.last;
  take_mean_off(e);
  out.x = sum_of_products(with.gx, e), out.y = sum_of_products(with.gy, e);
  out.squared = sum_of_products(e, e) / kArea;
}

}  // namespace touchline
