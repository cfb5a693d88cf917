// Points and boxes in image coordinates: x right, y down, pixel centres at +0.5.
#pragma once

#include <algorithm>
#include <cmath>

#include "base/portable.h"

namespace touchline {

struct Vec2f {
  float x = 0, y = 0;
  bool operator==(const Vec2f&) const = default;
};

inline double distance(Vec2f a, Vec2f b) { return std::hypot(a.x - b.x, a.y - b.y); }

/// Top-left corner and size, in pixels.
struct Box {
  float x = 0, y = 0, w = 0, h = 0;
  [[nodiscard]] TL_HD float right() const { return x + w; }
  [[nodiscard]] TL_HD float bottom() const { return y + h; }
  [[nodiscard]] TL_HD float area() const { return w * h; }
  [[nodiscard]] TL_HD Vec2f center() const { return {x + w / 2, y + h / 2}; }
  /// Where a standing person meets the ground: the middle of the lower side.
  [[nodiscard]] TL_HD Vec2f foot() const { return {x + w / 2, y + h}; }
  bool operator==(const Box&) const = default;
};

TL_HD inline float intersection_area(const Box& a, const Box& b) {
  const float w = std::min(a.right(), b.right()) - std::max(a.x, b.x);
  const float h = std::min(a.bottom(), b.bottom()) - std::max(a.y, b.y);
  return w > 0 && h > 0 ? w * h : 0.0F;
}

/// Intersection over union, 0..1; 0 for two empty boxes.
TL_HD inline float iou(const Box& a, const Box& b) {
  const float overlap = intersection_area(a, b);
  const float total = a.area() + b.area() - overlap;
  return total > 0 ? overlap / total : 0.0F;
}

/// `box` cut to the rectangle [0, width] x [0, height]; size 0 when it lies outside.
TL_HD inline Box clip(const Box& box, float width, float height) {
  const float x0 = std::clamp(box.x, 0.0F, width), y0 = std::clamp(box.y, 0.0F, height);
  const float x1 = std::clamp(box.right(), 0.0F, width),
              y1 = std::clamp(box.bottom(), 0.0F, height);
  return {x0, y0, x1 - x0, y1 - y0};
}

}  // namespace touchline
