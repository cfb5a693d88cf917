// A frame's brightness at a few reduced sizes: what motion between pictures is measured on.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/portable.h"
#include "image/frame.h"

namespace touchline {

/// One sample of a luma plane halved `halvings` times (1..5): the rounded mean of 2x2 rounded means
/// and so on.
struct HalvedLuma {
  const std::uint8_t* data = nullptr;
  std::ptrdiff_t pitch = 0;
  int width = 0, height = 0;  ///< of the plane
  int halvings = 1;

  TL_HD std::uint8_t operator()(int x, int y) const {
    if (width < 2) return 0;
    switch (halvings) {
      case 1:
        return static_cast<std::uint8_t>(at<1>(x, y));
      case 2:
        return static_cast<std::uint8_t>(at<2>(x, y));
      case 3:
        return static_cast<std::uint8_t>(eighth(x, y));
      case 4:
        return static_cast<std::uint8_t>(at<4>(x, y));
      default:
        return static_cast<std::uint8_t>(at<5>(x, y));
    }
  }

 private:
  template <int kHalvings>
  TL_HD int at(int x, int y) const {
    if constexpr (kHalvings == 0) {
      return data[y * pitch + x];
    } else {
      const int top = 2 * y, low = height >> (kHalvings - 1) > 1 ? top + 1 : top;
      return (finer<kHalvings>(2 * x, top) + finer<kHalvings>(2 * x + 1, top) +
              finer<kHalvings>(2 * x, low) + finer<kHalvings>(2 * x + 1, low) + 2) >>
             2;
    }
  }
  template <int kHalvings>
  TL_HD int finer(int x, int y) const {
    if constexpr (kHalvings == 4)
      return eighth(x, y);
    else
      return at<kHalvings - 1>(x, y);
  }
  /// Of pictures wider than 2880: a call, or the code of all 1024 pixels would be written out.
  __attribute__((noinline)) TL_HD int eighth(int x, int y) const { return at<3>(x, y); }
};

/// Level 0 is the luma plane halved once, and on until it is at most 720 samples wide; every
/// further level is half the one before. A sample is the rounded mean of 2x2 of the finer level, so
/// a point at (x, y) of the frame (pixel centres at +0.5) lies at (x, y) / (scale() 2^level). Reuse
/// it: it keeps its memory.
class LumaPyramid {
 public:
  static constexpr int kLevels = 4;
  /// Level 0 of a plane of this size.
  struct Base {
    int halvings = 1, width = 0, height = 0;
  };
  static Base base(int width, int height);

  /// Of a luma plane on the host.
  void build(const Plane<const std::uint8_t>& luma);
  /// Of a level 0 that was made elsewhere; `samples` are copied.
  void build(const Base& base, const std::uint8_t* samples);
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
  void build_levels(Plane<const std::uint8_t> level, std::size_t store);

  std::array<std::vector<std::uint8_t>, kMostHalvings + kLevels> stores_;
  std::array<Size, kLevels> sizes_{};
  double scale_ = 1;
};

}  // namespace touchline
