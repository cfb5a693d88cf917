// Drawing a shape into a sprite, and a sprite onto the frame.
#pragma once

#include "kernels/canvas.h"
#include "kernels/shape_cpu.h"
#include "overlay/sprite.h"

namespace touchline {

template <class Shape>
void fill(Sprite& sprite, const Shape& shape) {
  draw_coverage({sprite.luma(), sprite.width(), sprite.height()}, shape);
}

inline void stamp(Canvas& canvas, const Sprite& sprite, const Placement& at,
                  const YuvColour& colour) {
  canvas.blend(sprite.view(), at.x - sprite.left(), at.y - sprite.top(), colour);
}

inline std::uint64_t key_of(std::uint64_t detail, const Placement& at) {
  return (detail << 4U) | at.phase();
}

/// Pixels, origin at the frame's top left.
struct Rect {
  float x = 0, y = 0, w = 0, h = 0;
  [[nodiscard]] float right() const { return x + w; }
  [[nodiscard]] float bottom() const { return y + h; }
};

}  // namespace touchline
