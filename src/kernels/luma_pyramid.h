// A frame's brightness at a few reduced sizes: what motion between pictures is measured on.
#pragma once

#include <cstdint>
#include <vector>

#include "image/frame.h"

namespace touchline {

/// Level 0 is the luma plane halved once, and on until it is at most 720 samples wide; every
/// further level is half the one before. A sample is the rounded mean of 2x2 of the finer level, so
/// a point at (x, y) of the frame (pixel centres at +0.5) lies at (x, y) / (scale() 2^level). Reuse
/// it: it keeps its memory.
class LumaPyramid {
 public:
  static constexpr int kLevels = 4;
  void build(const Frame& frame);
  /// Valid until the next build().
  [[nodiscard]] Plane<const std::uint8_t> level(int index) const {
    const Size& size = sizes_[static_cast<std::size_t>(index)];
    return {stores_[size.store].data(), size.width, size.height, size.width};
  }
  /// Source pixels per sample of level 0.
  [[nodiscard]] double scale() const { return scale_; }
  [[nodiscard]] bool empty() const { return sizes_[0].width == 0; }

 private:
  static constexpr int kMostHalvings = 5;  ///< down to level 0
  struct Size {
    int width = 0, height = 0;
    std::size_t store = 0;
  };
  std::array<std::vector<std::uint8_t>, kMostHalvings + kLevels> stores_;
  std::array<Size, kLevels> sizes_{};
  double scale_ = 1;
};

}  // namespace touchline
