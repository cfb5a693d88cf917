// A frame reduced to a few thousand numbers: what a cut is judged by.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "image/frame.h"

namespace touchline {

/// Mean luma of 64 x 36 cells and mean chroma of 32 x 18, whatever the frame's size.
struct Thumbnail {
  static constexpr int kWidth = 64, kHeight = 36, kChromaWidth = 32, kChromaHeight = 18;
  std::array<std::uint8_t, kWidth * kHeight> luma{};
  std::array<std::uint8_t, kChromaWidth * kChromaHeight> u{}, v{};  ///< 128 in a grey frame
  float mean = 0;                                                   ///< of luma
  float grass = 0;         ///< 0..1: cells of grass-like colour
  float green_middle = 0;  ///< the same in the middle third
};

/// Reads at most five rows of each cell. Reuse it: it keeps its memory.
class ThumbnailMaker {
 public:
  void make(const Frame& frame, Thumbnail& out);

 private:
  void reduce(const Plane<const std::uint8_t>& plane, int channels, int channel, int width,
              int height, std::uint8_t* out);
  std::vector<std::uint16_t> sums_;
};

/// Mean absolute difference of luma, cell by cell.
float difference(const Thumbnail& a, const Thumbnail& b);

/// 0: `now` is `before`, its parts moved by at most 6 x 4 cells; about 1: a part of `before` says
/// no more about `now` than a flat grey does. 48 blocks, each against its best place; brightness
/// that changed everywhere alike is taken out first.
float unexplained(const Thumbnail& before, const Thumbnail& now);

/// Half the summed difference of the two chroma histograms (16 x 16 bins, blurred), 0..1.
float colour_change(const Thumbnail& a, const Thumbnail& b);

/// Correlation of luma, -1..1.
float correlation(const Thumbnail& a, const Thumbnail& b);

/// Root mean square residual of `middle` against the best mix of the two ends, over that of the
/// nearer end alone: 0 a perfect dissolve, 1 no better than an end. Also the mix, 0 first..1 last.
float blend_residual(const Thumbnail& first, const Thumbnail& middle, const Thumbnail& last,
                     float& mix);

}  // namespace touchline
