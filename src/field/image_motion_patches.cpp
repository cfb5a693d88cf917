#include "field/image_motion_patches.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "field/patch_window.h"

namespace touchline {
namespace {

constexpr double kEdgeRatio = 0.08;  // below it a patch is an edge
constexpr int kIterations = 5;

/// Moves `at` (sample indices) until the window shows the template. false: it does not.
bool descend(const Plane<const std::uint8_t>& plane, const PatchTemplate& t, bool edge,
             double reach, double precision, Vec2d& at, float& squared) {
  const Vec2d start = at;
  const double det = t.tensor.xx * t.tensor.yy - t.tensor.xy * t.tensor.xy;
  PatchMismatch m;
  for (int i = 0; i < kIterations; ++i) {
    if (!readable(plane, at.x, at.y, PatchWindow::kRadius)) return false;
    compare(plane, at.x, at.y, t, m);
    squared = m.squared;
    const Vec2d b{static_cast<double>(m.x), static_cast<double>(m.y)};
    const Vec2d step = edge ? (dot(b, t.direction) / t.larger) * t.direction
                            : Vec2d{(t.tensor.yy * b.x - t.tensor.xy * b.y) / det,
                                    (t.tensor.xx * b.y - t.tensor.xy * b.x) / det};
    at = at - step;
    const Vec2d way = at - start;
    if (dot(way, way) > reach * reach) return false;
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

constexpr double kNoShift = 1e30;

/// Mean difference of two planes laid on each other with a shift, times `factor`; kNoShift where
/// too little overlaps, and once it is sure to be above `most`.
double shift_cost(const Plane<const std::uint8_t>& a, const Plane<const std::uint8_t>& b, int dx,
                  int dy, double factor, double most) {
  const int x0 = std::max(0, -dx), x1 = std::min(a.width, a.width - dx);
  const int y0 = std::max(0, -dy), y1 = std::min(a.height, a.height - dy);
  if (x1 - x0 < a.width / 3 || y1 - y0 < a.height / 3) return kNoShift;
  int sum = 0;
  for (int y = y0; y < y1; ++y) {
    const std::uint8_t *p = a.row(y), *q = b.row(y + dy) + dx;
    for (int x = x0; x < x1; ++x) sum += std::abs(p[x] - q[x]);
    if (sum * factor > most * ((x1 - x0) * (y1 - y0)) * (1 + 1e-9)) return kNoShift;
  }
  return static_cast<double>(sum) / ((x1 - x0) * (y1 - y0)) * factor;
}

}  // namespace

void match_patches(const LumaPyramid& reference, const LumaPyramid& current, int level,
                   std::span<const Patch> patches, const Mat3& guess,
                   std::vector<PatchMatch>& out) {
  out.clear();
  constexpr int kArea = PatchWindow::kArea;
  const double scale = 1 << level, reach = level == 0 ? 4 : 5;
  const auto from = reference.level(level);
  const auto to = current.level(level);
  PatchTemplate t;
  for (const Patch& patch : patches) {
    PatchMatch m;
    m.origin = {patch.x + 0.5, patch.y + 0.5};
    m.cell = patch.cell;
    const auto expected = project(guess, m.origin);
    if (!expected) continue;
    m.expected = *expected;
    const Vec2d source{m.origin.x / scale - 0.5, m.origin.y / scale - 0.5};
    if (!make_template(from, source, inverse_derivative(guess, m.origin, m.expected), t)) continue;
    const double steep = t.larger / kArea, flat = t.smaller / kArea;
    if (steep < kLeastTexture / 2) continue;
    const bool edge = flat < std::max(kEdgeRatio * steep, kLeastTexture / 6);
    Vec2d at{m.expected.x / scale - 0.5, m.expected.y / scale - 0.5};
    float squared = 0;
    if (!descend(to, t, edge, reach, level == 0 ? 0.03 : 0.1, at, squared)) continue;
    m.found = {(at.x + 0.5) * scale, (at.y + 0.5) * scale};
    m.axis[0] = t.direction;
    m.axis[1] = {-m.axis[0].y, m.axis[0].x};
    const double noise = static_cast<double>(squared) + 0.5;
    m.sigma[0] = scale * std::clamp(std::sqrt(noise / (steep * kArea)), 0.02, 0.5);
    m.sigma[1] = edge ? 0 : scale * std::clamp(std::sqrt(noise / (flat * kArea)), 0.02, 0.5);
    const Vec2d moved = m.found - m.origin;
    m.still = dot(moved, moved) < 0.09 * scale * scale;
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
  const auto cost_of = [&](int dx, int dy, double most) {
    // Of equal shifts the one nearest to what is expected.
    return shift_cost(a, b, dx, dy, 1 + 0.004 * (std::abs(dx - ex) + std::abs(dy - ey)), most);
  };
  // What is expected is mostly right: the others need not be looked at to their ends.
  const double most = cost_of(ex, ey, kNoShift);
  double best = kNoShift;
  Vec2d shift;
  for (int dy = ey - kReachY; dy <= ey + kReachY; ++dy)
    for (int dx = ex - kReachX; dx <= ex + kReachX; ++dx) {
      const double cost = cost_of(dx, dy, std::min(most, best));
      if (cost < best) best = cost, shift = {dx * scale, dy * scale};
    }
  const bool as_expected =
      std::abs(shift.x - ex * scale) <= scale && std::abs(shift.y - ey * scale) <= scale;
  return as_expected ? expected : shift;
}

}  // namespace touchline
