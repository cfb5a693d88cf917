// A mask that shapes are drawn into before it is blended.
#pragma once

#include <cstdint>

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

/// Half-open, in pixels.
struct PixelRect {
  int x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  [[nodiscard]] bool empty() const { return x0 >= x1 || y0 >= y1; }
};

}  // namespace touchline
