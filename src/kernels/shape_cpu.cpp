// Built with -fno-math-errno and -fno-trapping-math (see CMakeLists.txt): the roots and divisions
// here see no value that sets errno or traps, and saying so lets the compiler work on many pixels
// at once. Results stay the same to the bit.
#include "kernels/shape_cpu.h"

#include <algorithm>

#include "kernels/blend_clones.h"
#include "kernels/join_avx512.h"
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

constexpr int kStretch = 64;

/// Joins columns of row y. In two steps, so that the arithmetic runs at the width of floats and the
/// joining at that of bytes.
template <class Shape>
inline void join_row(const JoinCoverage<Shape>& op, RowSpan columns, int y) {
  for (int x = columns.first; x < columns.last; x += kStretch) {
    // Not a constant: loops over so small ones are unrolled by GCC 12 before it makes vectors.
    const int count = std::min(kStretch, columns.last - x);
    int values[kStretch];
    for (int i = 0; i < count; ++i) values[i] = op.value(x + i, y);
    std::uint8_t* const there = op.coverage + y * op.pitch + x;
#pragma GCC ivdep
    for (int i = 0; i < count; ++i) there[i] = larger(there[i], values[i]);
  }
}

template <class Shape, class Columns>
inline void join_rows(const CoverageMask mask, const Shape shape, const Columns& columns) {
  const JoinCoverage<Shape> op{mask.data, mask.width, shape};
  for (int y = columns.box.y0; y < columns.box.y1; ++y) {
    const RowSpan row = columns.at(y);
    widen(mask, y, row);
    join_row(op, row, y);
  }
}

TL_CLONES void join_portable(const CoverageMask& mask, const StrokeShape& shape,
                             const StrokeColumns& columns) {
  join_rows(mask, shape, columns);
}
TL_CLONES void join_portable(const CoverageMask& mask, const QuadShape& shape,
                             const QuadColumns& columns) {
  join_rows(mask, shape, columns);
}

template <class Shape, class Columns>
PixelRect join(const CoverageMask& mask, const Shape& shape, const Columns& columns, JoinWay way) {
  if (way == JoinWay::avx512)
    join_avx512(mask, shape, columns);
  else
    join_portable(mask, shape, columns);
  return columns.box;
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

JoinWay fastest_join_way() {
  static const JoinWay way = join_avx512_supported() ? JoinWay::avx512 : JoinWay::portable;
  return way;
}

PixelRect join_coverage(const CoverageMask& mask, const StrokeShape& stroke, JoinWay way) {
  return join(mask, stroke, StrokeColumns(stroke, mask), way);
}
PixelRect join_coverage(const CoverageMask& mask, const QuadShape& quad, JoinWay way) {
  return join(mask, quad, QuadColumns(quad, mask), way);
}

}  // namespace touchline
