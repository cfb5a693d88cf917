// Which columns of a row a moving shape may cover: what both ways of joining it visit. Outside them
// it covers nothing, so a few more do no harm.
#pragma once

#include <algorithm>
#include <cmath>

#include "kernels/coverage_mask.h"
#include "kernels/shape.h"

namespace touchline {

inline constexpr int kJoinBlock = 16;

inline int block_below(float x) {
  return std::max(static_cast<int>(std::floor(x)), 0) / kJoinBlock * kJoinBlock;
}
inline int block_above(float x, int width) {
  const int end = static_cast<int>(std::ceil(x));
  return std::min((end + kJoinBlock - 1) / kJoinBlock * kJoinBlock, width);
}

/// Notes a row's columns in the mask's spans.
inline void widen(const CoverageMask& mask, int y, const RowSpan& columns) {
  if (!mask.spans || columns.first >= columns.last) return;
  RowSpan& span = mask.spans[y / 2];
  span = {std::min(span.first, columns.first), std::max(span.last, columns.last)};
}

/// Of a stroke: the part of it within reach of a row bounds its columns.
struct StrokeColumns {
  PixelRect box;
  float x0, y0, dx, reach, per_dy;
  bool flat;
  int width;

  StrokeColumns(const StrokeShape& s, const CoverageMask& mask)
      : x0(s.x0),
        y0(s.y0),
        dx(s.dx),
        reach(std::max(s.r0, s.r0 + s.dr) + 0.6F),  // no coverage beyond r + 0.5
        per_dy(1 / s.dy),
        flat(!(std::abs(s.dy) > 1)),
        width(mask.width) {
    const float x1 = s.x0 + s.dx, y1 = s.y0 + s.dy;
    box = {block_below(std::min(s.x0, x1) - reach),
           std::max(static_cast<int>(std::floor(std::min(s.y0, y1) - reach)), 0),
           block_above(std::max(s.x0, x1) + reach, width),
           std::min(static_cast<int>(std::ceil(std::max(s.y0, y1) + reach)), mask.height)};
  }

  [[nodiscard]] RowSpan at(int y) const { return within(y, y); }
  /// Of the rows from `first` to `last` together.
  [[nodiscard]] RowSpan within(int first, int last) const {
    float t0 = 0, t1 = 1;
    if (!flat) {
      const float top = static_cast<float>(first) + 0.5F - y0;
      const float bottom = static_cast<float>(last) + 0.5F - y0;
      const float a = (top - reach) * per_dy, b = (bottom + reach) * per_dy;
      t0 = clamp01(std::min(a, b));
      t1 = clamp01(std::max(a, b));
    }
    const float xa = x0 + t0 * dx, xb = x0 + t1 * dx;
    return {block_below(std::min(xa, xb) - reach), block_above(std::max(xa, xb) + reach, width)};
  }
};

/// Of a polygon: within a pixel of it; each edge cuts the row from one side.
struct QuadColumns {
  PixelRect box;
  const QuadShape& q;
  float per_nx[4];
  int width;

  QuadColumns(const QuadShape& quad, const CoverageMask& mask) : q(quad), width(mask.width) {
    box = {block_below(q.x0 - 1), std::max(static_cast<int>(std::floor(q.y0)) - 1, 0),
           block_above(q.x1 + 1, width),
           std::min(static_cast<int>(std::floor(q.y1)) + 2, mask.height)};
    for (int i = 0; i < 4; ++i) per_nx[i] = std::abs(q.nx[i]) > 1e-3F ? 1 / q.nx[i] : 0.0F;
  }

  [[nodiscard]] RowSpan at(int y) const { return within(y, y); }
  /// Of the rows from `first` to `last` together.
  [[nodiscard]] RowSpan within(int first, int last) const {
    float from = q.x0 - 1, to = q.x1 + 1;
    for (int i = 0; i < 4; ++i) {
      // nx * x <= slack, which is largest on the first or the last row
      const float row = static_cast<float>(q.ny[i] < 0 ? last : first) + 0.5F;
      const float slack = 1.5F + q.c[i] - q.ny[i] * row;
      if (per_nx[i] > 0) to = std::min(to, slack * per_nx[i]);
      if (per_nx[i] < 0) from = std::max(from, slack * per_nx[i]);
    }
    if (from > to) return {};
    return {std::max(box.x0, block_below(from)), std::min(box.x1, block_above(to, width))};
  }
};

}  // namespace touchline
