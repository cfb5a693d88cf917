#include "field/image_motion_patches.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "field/patch_picker.h"
#include "kernels/blend_clones.h"

namespace touchline {
namespace {

constexpr int kRadius = 4, kSide = 2 * kRadius + 1, kArea = kSide * kSide;
constexpr int kRim = kSide + 2;      // with a sample all around, for gradients
constexpr double kEdgeRatio = 0.08;  // below it a patch is an edge
constexpr int kIterations = 5;
constexpr double kNoTurn = 0.01;  // moves a patch's rim by less than a twentieth sample

/// A patch of the reference seen through the motion known so far, with centred gradients.
struct Template {
  std::array<float, kArea> value, gx, gy;
  GradientTensor tensor;  ///< sums
  float variance = 0;
};

float bilinear(const Plane<const std::uint8_t>& plane, double x, double y) {
  const int ix = static_cast<int>(x), iy = static_cast<int>(y);
  const float fx = static_cast<float>(x - ix), fy = static_cast<float>(y - iy);
  const std::uint8_t* top = plane.row(iy) + ix;
  const std::uint8_t* low = top + plane.pitch;
  const float a = static_cast<float>(top[0]) + fx * static_cast<float>(top[1] - top[0]);
  const float b = static_cast<float>(low[0]) + fx * static_cast<float>(low[1] - low[0]);
  return a + fy * (b - a);
}

/// True when a window of `radius` around (x, y), in sample indices, can be read between samples.
bool readable(const Plane<const std::uint8_t>& plane, double x, double y, double radius) {
  return x - radius >= 0 && y - radius >= 0 && x + radius + 1 < plane.width &&
         y + radius + 1 < plane.height;
}

using Rim = std::array<float, kRim * kRim>;

/// The rim around `at` as it is.
TL_CLONES void read_plain(const Plane<const std::uint8_t>& plane, double x, double y, Rim& rim) {
  const int ix = static_cast<int>(x), iy = static_cast<int>(y);
  const float fx = static_cast<float>(x - ix), fy = static_cast<float>(y - iy);
  for (int j = 0; j < kRim; ++j) {
    const std::uint8_t* top = plane.row(iy + j - kRadius - 1) + ix - kRadius - 1;
    const std::uint8_t* low = top + plane.pitch;
    for (int i = 0; i < kRim; ++i) {
      const float a = static_cast<float>(top[i]) + fx * static_cast<float>(top[i + 1] - top[i]);
      const float b = static_cast<float>(low[i]) + fx * static_cast<float>(low[i + 1] - low[i]);
      rim[static_cast<std::size_t>(j * kRim + i)] = a + fy * (b - a);
    }
  }
}

/// `back` takes offsets in the current picture to offsets in the reference.
bool read_rim(const Plane<const std::uint8_t>& plane, Vec2d at, const std::array<double, 4>& back,
              Rim& rim) {
  const double turn =
      std::abs(back[0] - 1) + std::abs(back[1]) + std::abs(back[2]) + std::abs(back[3] - 1);
  if (!readable(plane, at.x, at.y, (kRadius + 1) * (1 + turn))) return false;
  if (turn < kNoTurn) {
    read_plain(plane, at.x, at.y, rim);
    return true;
  }
  std::size_t i = 0;
  for (int dy = -kRadius - 1; dy <= kRadius + 1; ++dy)
    for (int dx = -kRadius - 1; dx <= kRadius + 1; ++dx)
      rim[i++] =
          bilinear(plane, at.x + back[0] * dx + back[1] * dy, at.y + back[2] * dx + back[3] * dy);
  return true;
}

TL_CLONES void make_template(const Rim& rim, Template& t) {
  float mean = 0, mean_x = 0, mean_y = 0;
  for (int y = 0; y < kSide; ++y)
    for (int x = 0; x < kSide; ++x) {
      const float* c = rim.data() + (y + 1) * kRim + x + 1;
      const std::size_t i = static_cast<std::size_t>(y * kSide + x);
      t.value[i] = c[0], t.gx[i] = 0.5F * (c[1] - c[-1]), t.gy[i] = 0.5F * (c[kRim] - c[-kRim]);
      mean += t.value[i], mean_x += t.gx[i], mean_y += t.gy[i];
    }
  mean /= kArea, mean_x /= kArea, mean_y /= kArea;
  float xx = 0, xy = 0, yy = 0, variance = 0;
  for (std::size_t i = 0; i < kArea; ++i) {
    t.value[i] -= mean, t.gx[i] -= mean_x, t.gy[i] -= mean_y;
    xx += t.gx[i] * t.gx[i], xy += t.gx[i] * t.gy[i], yy += t.gy[i] * t.gy[i];
    variance += t.value[i] * t.value[i];
  }
  t.tensor = {static_cast<double>(xx), static_cast<double>(xy), static_cast<double>(yy)};
  t.variance = variance / kArea;
}

struct Mismatch {
  float x = 0, y = 0, squared = 0;  ///< gradient sums, mean squared difference without offset
};

/// Window of the current picture around (x, y) against the template.
TL_CLONES Mismatch compare(const Plane<const std::uint8_t>& plane, double x, double y,
                           const Template& t) {
  const int ix = static_cast<int>(x), iy = static_cast<int>(y);
  const float fx = static_cast<float>(x - ix), fy = static_cast<float>(y - iy);
  std::array<float, kArea> e;
  float mean = 0;
  for (int j = 0; j < kSide; ++j) {
    const std::uint8_t* top = plane.row(iy + j - kRadius) + ix - kRadius;
    const std::uint8_t* low = top + plane.pitch;
    for (int i = 0; i < kSide; ++i) {
      const float a = static_cast<float>(top[i]) + fx * static_cast<float>(top[i + 1] - top[i]);
      const float b = static_cast<float>(low[i]) + fx * static_cast<float>(low[i + 1] - low[i]);
      const std::size_t k = static_cast<std::size_t>(j * kSide + i);
      e[k] = a + fy * (b - a) - t.value[k];
      mean += e[k];
    }
  }
  mean /= kArea;
  Mismatch m;
  for (std::size_t k = 0; k < kArea; ++k) {
    const float d = e[k] - mean;
    m.x += t.gx[k] * d, m.y += t.gy[k] * d, m.squared += d * d;
  }
  m.squared /= kArea;
  return m;
}

/// Moves `at` (sample indices) until the window shows the template. false: it does not.
bool descend(const Plane<const std::uint8_t>& plane, const Template& t, bool edge, double reach,
             double precision, Vec2d& at, float& squared) {
  const Vec2d start = at, axis = t.tensor.direction();
  const double det = t.tensor.xx * t.tensor.yy - t.tensor.xy * t.tensor.xy;
  const double steepness = t.tensor.larger();
  for (int i = 0; i < kIterations; ++i) {
    if (!readable(plane, at.x, at.y, kRadius)) return false;
    const Mismatch m = compare(plane, at.x, at.y, t);
    squared = m.squared;
    const Vec2d b{static_cast<double>(m.x), static_cast<double>(m.y)};
    const Vec2d step = edge ? (dot(b, axis) / steepness) * axis
                            : Vec2d{(t.tensor.yy * b.x - t.tensor.xy * b.y) / det,
                                    (t.tensor.xx * b.y - t.tensor.xy * b.x) / det};
    at = at - step;
    if (distance(at, start) > reach) return false;
    if (std::abs(step.x) + std::abs(step.y) < precision) break;
  }
  return squared < 0.3F * t.variance + 2;
}

/// The 2x2 derivative of `h` at `p`, inverted: offsets there to offsets here.
std::array<double, 4> inverse_derivative(const Mat3& h, Vec2d p, Vec2d image) {
  const double w = h(2, 0) * p.x + h(2, 1) * p.y + h(2, 2);
  const double a = (h(0, 0) - image.x * h(2, 0)) / w, b = (h(0, 1) - image.x * h(2, 1)) / w,
               c = (h(1, 0) - image.y * h(2, 0)) / w, d = (h(1, 1) - image.y * h(2, 1)) / w;
  const double det = a * d - b * c;
  return {d / det, -b / det, -c / det, a / det};
}

}  // namespace

void match_patches(const LumaPyramid& reference, const LumaPyramid& current, int level,
                   std::span<const Patch> patches, const Mat3& guess,
                   std::vector<PatchMatch>& out) {
  out.clear();
  const double scale = 1 << level, reach = level == 0 ? 4 : 5;
  const auto from = reference.level(level);
  const auto to = current.level(level);
  Rim rim;
  Template t;
  for (const Patch& patch : patches) {
    PatchMatch m;
    m.origin = {patch.x + 0.5, patch.y + 0.5};
    m.cell = patch.cell;
    const auto expected = project(guess, m.origin);
    if (!expected) continue;
    m.expected = *expected;
    const Vec2d source{m.origin.x / scale - 0.5, m.origin.y / scale - 0.5};
    if (!read_rim(from, source, inverse_derivative(guess, m.origin, m.expected), rim)) continue;
    make_template(rim, t);
    const double steep = t.tensor.larger() / kArea, flat = t.tensor.smaller() / kArea;
    if (steep < kLeastTexture / 2) continue;
    const bool edge = flat < std::max(kEdgeRatio * steep, kLeastTexture / 6);
    Vec2d at{m.expected.x / scale - 0.5, m.expected.y / scale - 0.5};
    float squared = 0;
    if (!descend(to, t, edge, reach, level == 0 ? 0.03 : 0.1, at, squared)) continue;
    m.found = {(at.x + 0.5) * scale, (at.y + 0.5) * scale};
    m.axis[0] = t.tensor.direction();
    m.axis[1] = {-m.axis[0].y, m.axis[0].x};
    const double noise = static_cast<double>(squared) + 0.5;
    m.sigma[0] = scale * std::clamp(std::sqrt(noise / (steep * kArea)), 0.02, 0.5);
    m.sigma[1] = edge ? 0 : scale * std::clamp(std::sqrt(noise / (flat * kArea)), 0.02, 0.5);
    m.still = distance(m.found, m.origin) < 0.3 * scale;
    out.push_back(m);
  }
}

Vec2d coarse_shift(const LumaPyramid& previous, const LumaPyramid& current, Vec2d expected) {
  constexpr int kReachX = 7, kReachY = 5, kCoarsest = LumaPyramid::kLevels - 1;
  const auto a = previous.level(kCoarsest);
  const auto b = current.level(kCoarsest);
  const double scale = 1 << kCoarsest;
  const int ex =
      std::clamp(static_cast<int>(std::lround(expected.x / scale)), -a.width / 3, a.width / 3);
  const int ey =
      std::clamp(static_cast<int>(std::lround(expected.y / scale)), -a.height / 3, a.height / 3);
  double best = 1e30;
  Vec2d shift;
  for (int dy = ey - kReachY; dy <= ey + kReachY; ++dy)
    for (int dx = ex - kReachX; dx <= ex + kReachX; ++dx) {
      const int x0 = std::max(0, -dx), x1 = std::min(a.width, a.width - dx);
      const int y0 = std::max(0, -dy), y1 = std::min(a.height, a.height - dy);
      if (x1 - x0 < a.width / 3 || y1 - y0 < a.height / 3) continue;
      int sum = 0;
      for (int y = y0; y < y1; ++y) {
        const std::uint8_t *p = a.row(y), *q = b.row(y + dy) + dx;
        for (int x = x0; x < x1; ++x) sum += std::abs(p[x] - q[x]);
      }
      // Of equal shifts the one nearest to what is expected.
      const double cost = static_cast<double>(sum) / ((x1 - x0) * (y1 - y0)) *
                          (1 + 0.004 * (std::abs(dx - ex) + std::abs(dy - ey)));
      if (cost < best) best = cost, shift = {dx * scale, dy * scale};
    }
  const bool as_expected =
      std::abs(shift.x - ex * scale) <= scale && std::abs(shift.y - ey * scale) <= scale;
  return as_expected ? expected : shift;
}

}  // namespace touchline
