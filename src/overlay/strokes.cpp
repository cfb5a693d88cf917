#include "overlay/strokes.h"

#include <algorithm>
#include <cmath>

namespace touchline {
namespace {

int round_up(int value, int multiple) { return (value + multiple - 1) / multiple * multiple; }

constexpr float kFarAway = 1e6F;

}  // namespace

Strokes::Strokes(int width, int height)
    : width_(round_up(width, kBlendBlock)),
      height_(round_up(height, 2)),
      mask_(static_cast<std::size_t>(width_ * height_)),
      rows_(static_cast<std::size_t>(height_ / 2), RowSpan{width_, 0}),
      top_(height_ / 2) {}

void Strokes::add(const StrokeShape& s) {
  // Also false for what is not a number.
  if (!(std::abs(s.x0) + std::abs(s.y0) + std::abs(s.dx) + std::abs(s.dy) < kFarAway)) return;
  touch(join_coverage({mask_.data(), width_, height_, rows_.data()}, s));
}

void Strokes::add(const QuadShape& q) {
  if (!(std::abs(q.x0) + std::abs(q.y0) + std::abs(q.x1) + std::abs(q.y1) < kFarAway)) return;
  if (!(q.strength > 0)) return;
  touch(join_coverage({mask_.data(), width_, height_, rows_.data()}, q));
}

void Strokes::touch(const PixelRect& box) {
  if (box.empty()) return;
  top_ = std::min(top_, box.y0 / 2);
  bottom_ = std::max(bottom_, (box.y1 - 1) / 2 + 1);
}

void Strokes::blend_into(Image& image, const YuvColour& colour) {
  if (top_ < bottom_)
    blend_mask(image, {mask_.data(), width_, height_, rows_.data()}, top_, bottom_, colour);
  top_ = height_ / 2;
  bottom_ = 0;
}

}  // namespace touchline
