// Built with -fno-math-errno and -fno-trapping-math (see CMakeLists.txt): the roots and divisions
// here see no value that sets errno or traps, and saying so lets the compiler work on many pixels
// at once. Results stay the same to the bit.
#include "kernels/shape_cpu.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kernels/blend_clones.h"
#include "kernels/rows.h"

namespace touchline {
namespace {

template <class Shape>
inline void draw(const CoverageMask mask, const Shape shape) {
  const DrawCoverage<Shape> op{mask.data, mask.width, shape};
  for (int y = 0; y < mask.height; ++y) {
#pragma GCC ivdep
    for (int x = 0; x < mask.width; ++x) op(x, y);
  }
}

constexpr int kStrokeBlock = 16;

/// Joins the columns [x, end) of row y, in whole blocks. In two steps, so that the arithmetic runs
/// at the width of floats and the joining at that of bytes.
template <class Shape>
inline void join_row(const CoverageMask& mask, const JoinCoverage<Shape>& op, int x, int end,
                     int y) {
  if (mask.spans && x < end) {
    RowSpan& span = mask.spans[y / 2];
    span = {std::min(span.first, x), std::max(span.last, end)};
  }
  for (; x < end; x += kStrokeBlock) {
    int values[kStrokeBlock];
    for (int i = 0; i < kStrokeBlock; ++i) values[i] = op.value(x + i, y);
#pragma GCC ivdep
    for (int i = 0; i < kStrokeBlock; ++i) op.join(x + i, y, values[i]);
  }
}

int block_below(int x) { return std::max(x, 0) / kStrokeBlock * kStrokeBlock; }
int block_above(int x, int width) {
  return std::min((x + kStrokeBlock - 1) / kStrokeBlock * kStrokeBlock, width);
}

/// Columns of row y within a pixel of the polygon: each edge cuts them from one side.
std::pair<float, float> columns_of(const QuadShape& q, float y) {
  float from = q.x0 - 1, to = q.x1 + 1;
  for (int i = 0; i < 4; ++i) {
    const float slack = 1.5F + q.c[i] - q.ny[i] * y;  // nx * x <= slack
    if (q.nx[i] > 1e-3F) to = std::min(to, slack / q.nx[i]);
    if (q.nx[i] < -1e-3F) from = std::max(from, slack / q.nx[i]);
  }
  return {from, to};
}

}  // namespace

TL_CLONES void draw_coverage(const CoverageMask& mask, const RingShape& shape) {
  draw(mask, shape);
}
TL_CLONES void draw_coverage(const CoverageMask& mask, const RingShadowShape& shape) {
  draw(mask, shape);
}
TL_CLONES void draw_coverage(const CoverageMask& mask, const RoundedBoxShape& shape) {
  draw(mask, shape);
}
void draw_coverage(const CoverageMask& mask, const DashedRingShape& shape) { draw(mask, shape); }
TL_CLONES void draw_coverage(const CoverageMask& mask, const CornerShape& shape) {
  draw(mask, shape);
}
void draw_coverage(const CoverageMask& mask, const PointerShape& shape) { draw(mask, shape); }

TL_CLONES PixelRect join_coverage(const CoverageMask& mask, const StrokeShape& shape) {
  const StrokeShape s = shape;
  const float x1 = s.x0 + s.dx, y1 = s.y0 + s.dy;
  const float reach = std::max(s.r0, s.r0 + s.dr) + 0.6F;  // no coverage beyond r + 0.5
  const auto low = [&](float v) { return static_cast<int>(std::floor(v - reach)); };
  const auto high = [&](float v) { return static_cast<int>(std::ceil(v + reach)); };
  // Columns in whole blocks: outside its reach a stroke covers nothing, so more of them does no
  // harm.
  const auto first = [&](float v) { return block_below(low(v)); };
  const auto last = [&](float v) { return block_above(high(v), mask.width); };
  const PixelRect box{first(std::min(s.x0, x1)), std::max(low(std::min(s.y0, y1)), 0),
                      last(std::max(s.x0, x1)), std::min(high(std::max(s.y0, y1)), mask.height)};
  const JoinCoverage<StrokeShape> op{mask.data, mask.width, s};
  for (int y = box.y0; y < box.y1; ++y) {
    // The part of the stroke within reach of this row bounds its columns.
    float t0 = 0, t1 = 1;
    if (std::abs(s.dy) > 1) {
      const float centre = static_cast<float>(y) + 0.5F - s.y0;
      t0 = clamp01(std::min((centre - reach) / s.dy, (centre + reach) / s.dy));
      t1 = clamp01(std::max((centre - reach) / s.dy, (centre + reach) / s.dy));
    }
    const float xa = s.x0 + t0 * s.dx, xb = s.x0 + t1 * s.dx;
    join_row(mask, op, first(std::min(xa, xb)), last(std::max(xa, xb)), y);
  }
  return box;
}

TL_CLONES PixelRect join_coverage(const CoverageMask& mask, const QuadShape& shape) {
  const QuadShape q = shape;
  const auto floor_of = [](float v) { return static_cast<int>(std::floor(v)); };
  const PixelRect box{block_below(floor_of(q.x0) - 1), std::max(floor_of(q.y0) - 1, 0),
                      block_above(floor_of(q.x1) + 2, mask.width),
                      std::min(floor_of(q.y1) + 2, mask.height)};
  const JoinCoverage<QuadShape> op{mask.data, mask.width, q};
  for (int y = box.y0; y < box.y1; ++y) {
    const auto [from, to] = columns_of(q, static_cast<float>(y) + 0.5F);
    if (from > to) continue;
    join_row(mask, op, std::max(box.x0, block_below(floor_of(from))),
             std::min(box.x1, block_above(floor_of(to) + 1, mask.width)), y);
  }
  return box;
}

}  // namespace touchline
