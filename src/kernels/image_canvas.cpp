#include "kernels/image_canvas.h"

#include <algorithm>

namespace touchline {
namespace {

int round_up(int value, int multiple) { return (value + multiple - 1) / multiple * multiple; }

}  // namespace

ImageCanvas::ImageCanvas(int width, int height)
    : width_(round_up(width, kBlendBlock)),
      height_(round_up(height, 2)),
      mask_(static_cast<std::size_t>(width_ * height_)),
      rows_(static_cast<std::size_t>(height_ / 2), RowSpan{width_, 0}),
      top_(height_ / 2) {}

void ImageCanvas::touch(const PixelRect& box) {
  if (box.empty()) return;
  top_ = std::min(top_, box.y0 / 2);
  bottom_ = std::max(bottom_, (box.y1 - 1) / 2 + 1);
}

void ImageCanvas::blend_gathered(const YuvColour& colour) {
  if (top_ < bottom_) blend_mask(*image_, mask(), top_, bottom_, colour);
  top_ = height_ / 2;
  bottom_ = 0;
}

}  // namespace touchline
