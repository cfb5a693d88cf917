// Lines and polygons that move with every frame: gathered in one mask, then blended in one colour.
#pragma once

#include <cstdint>
#include <vector>

#include "image/frame.h"
#include "kernels/blend_cpu.h"
#include "kernels/shape_cpu.h"

namespace touchline {

class Strokes {
 public:
  /// A mask for frames of this size.
  Strokes(int width, int height);

  /// What overlaps is not counted twice. Shapes that are no numbers are left out.
  void add(const StrokeShape& stroke);
  void add(const QuadShape& quad);
  /// Blends what was added and forgets it.
  void blend_into(Image& image, const YuvColour& colour);

 private:
  void touch(const PixelRect& box);

  int width_, height_;              ///< padded to whole blocks and even rows
  std::vector<std::uint8_t> mask_;  ///< all zero between draws
  std::vector<RowSpan> rows_;       ///< what each pair of rows holds
  int top_, bottom_ = 0;            ///< pairs of rows touched
};

}  // namespace touchline
