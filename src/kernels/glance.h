// A frame at a glance: the few thousand samples of it by which grass, cuts and camera motion are
// judged. Made on the host here, and on a GPU by kernels/cuda/glance.h: the same bytes.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "kernels/luma_pyramid.h"
#include "kernels/yuv_reader.h"

namespace touchline {

/// Mean luma of 64 x 36 cells and mean chroma of 32 x 18, whatever the frame's size. Of each cell
/// at most five rows are read.
struct GlanceCells {
  static constexpr int kWidth = 64, kHeight = 36, kChromaWidth = 32, kChromaHeight = 18;
  std::array<std::uint8_t, kWidth * kHeight> luma{};
  std::array<std::uint8_t, kChromaWidth * kChromaHeight> u{}, v{};  ///< 128 in a grey frame
};

struct Glance {
  int width = 0, height = 0;  ///< of the frame
  GlanceCells cells;
  /// About 5 000 samples on an even grid over the picture, and over its lower three quarters; none
  /// of a grey frame.
  std::vector<Yuv8> all, lower;
  LumaPyramid pyramid;  ///< as it was before, when it was not asked for
};

/// Looks at host frames. Reuse it and the Glance: they keep their memory.
class GlanceMaker {
 public:
  /// `motion`: the pyramid too.
  void make(const Frame& frame, bool motion, Glance& out);

 private:
  std::vector<std::uint16_t> sums_;
};

/// The whole glance of one host frame.
Glance glance(const Frame& frame);

/// Places on an even grid of the chroma plane; `first` + column * `step` across.
struct SampleGrid {
  int step = 2, first_x = 0, first_y = 0, columns = 0, rows = 0;
  [[nodiscard]] TL_HD int size() const { return columns * rows; }
  [[nodiscard]] TL_HD Yuv8 operator()(const YuvReader& picture, int i) const {
    return picture.at(first_x + i % columns * step, first_y + i / columns * step);
  }
};

/// The grid of Glance::all (from_row 0) and Glance::lower (a quarter of the height).
SampleGrid sample_grid(int width, int height, int from_row);
void read_samples(const YuvReader& picture, const SampleGrid& grid, std::vector<Yuv8>& out);

/// Samples begin..end of `count` belong to cell `i` of `cells`; at least one.
struct CellSpan {
  int begin = 0, end = 0;
};
TL_HD constexpr CellSpan cell_span(int i, int count, int cells) {
  const int begin = i * count / cells, end = (i + 1) * count / cells;
  return {begin, end > begin ? end : begin + 1};
}
inline constexpr int kRowsPerCell = 5;
/// The `k`th of `rows` rows that are read of a cell, in a plane `height` high.
TL_HD constexpr int cell_row(const CellSpan& cell, int k, int rows, int height) {
  const int row = cell.begin + (2 * k + 1) * (cell.end - cell.begin) / (2 * rows);
  return row < height ? row : height - 1;
}

/// The mean of one cell of a plane.
struct CellMean {
  const std::uint8_t* data = nullptr;  ///< of the channel's first sample
  std::ptrdiff_t pitch = 0;
  int width = 0, height = 0, channels = 1;  ///< of the plane
  int columns = 0, rows = 0;                ///< cells

  TL_HD std::uint8_t operator()(int cx, int cy) const {
    const CellSpan across = cell_span(cx, width, columns), down = cell_span(cy, height, rows);
    const int high = down.end - down.begin, read = high < kRowsPerCell ? high : kRowsPerCell;
    int sum = 0;
    for (int k = 0; k < read; ++k) {
      const std::uint8_t* row = data + cell_row(down, k, read, height) * pitch;
      for (int x = across.begin; x < across.end; ++x) sum += row[x * channels];
    }
    const int n = read * (across.end - across.begin);
    return static_cast<std::uint8_t>((sum + n / 2) / n);
  }
};

/// The cells of one channel of `frame`: 0 luma, 1 u, 2 v. It must have that channel.
CellMean cell_mean(const Frame& frame, int channel);

}  // namespace touchline
