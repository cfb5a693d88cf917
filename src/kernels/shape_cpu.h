// CPU driver of the shapes: fills a packed mask with a shape's coverage.
#pragma once

#include <cstdint>

#include "kernels/shape.h"

namespace touchline {

/// Half-open columns of a pair of rows.
struct RowSpan {
  int first = 0, last = 0;
};

/// A packed mask of coverage 0..255.
struct CoverageMask {
  std::uint8_t* data = nullptr;
  int width = 0, height = 0;
  RowSpan* spans = nullptr;  ///< when there: join_coverage() widens those of the rows it writes
};

void draw_coverage(const CoverageMask& mask, const RingShape& shape);
void draw_coverage(const CoverageMask& mask, const DashedRingShape& shape);
void draw_coverage(const CoverageMask& mask, const RingShadowShape& shape);
void draw_coverage(const CoverageMask& mask, const RoundedBoxShape& shape);
void draw_coverage(const CoverageMask& mask, const CornerShape& shape);
void draw_coverage(const CoverageMask& mask, const PointerShape& shape);

/// Half-open, in pixels.
struct PixelRect {
  int x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  [[nodiscard]] bool empty() const { return x0 >= x1 || y0 >= y1; }
};

/// Joins a stroke into a mask whose width is a multiple of 16. Returns the rectangle that may have
/// changed.
PixelRect join_coverage(const CoverageMask& mask, const StrokeShape& stroke);
PixelRect join_coverage(const CoverageMask& mask, const QuadShape& quad);

}  // namespace touchline
