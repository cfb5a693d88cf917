// The canvas that is a picture on the host: everything is blended at once.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/canvas.h"
#include "kernels/shape_cpu.h"

namespace touchline {

class ImageCanvas final : public Canvas {
 public:
  /// For pictures of this size.
  ImageCanvas(int width, int height);
  /// What is drawn from now on goes into `image`, which must live as long.
  void draw_on(Image& image) { image_ = &image; }

  void blend(const CoverageView& shape, int x, int y, const YuvColour& colour) override {
    touchline::blend(*image_, shape, x, y, colour);
  }
  void blend_picture(const Image& picture, const CoverageView& shape, int x, int y,
                     std::uint16_t opacity, DeviceCopy*) override {
    touchline::blend_picture(*image_, picture, shape, x, y, opacity);
  }
  void blend_gathered(const YuvColour& colour) override;

 private:
  void join(const StrokeShape& stroke) override { touch(join_coverage(mask(), stroke)); }
  void join(const QuadShape& quad) override { touch(join_coverage(mask(), quad)); }
  void touch(const PixelRect& box);
  CoverageMask mask() { return {mask_.data(), width_, height_, rows_.data()}; }

  Image* image_ = nullptr;
  int width_, height_;              ///< padded to whole blocks and even rows
  std::vector<std::uint8_t> mask_;  ///< all zero but while shapes are gathered
  std::vector<RowSpan> rows_;       ///< what each pair of rows holds
  int top_, bottom_ = 0;            ///< pairs of rows touched
};

}  // namespace touchline
