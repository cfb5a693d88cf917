// The glance of a frame in GPU memory: the same bytes as the host's, some 160 KB of a 1080p frame,
// in one launch and one copy.
#pragma once

#include "kernels/cuda/exchange.h"
#include "kernels/glance.h"

namespace touchline {

/// Sample `i` of a glance's bytes: cells of luma, u and v, samples of both grids, level 0 of the
/// pyramid. What is not wanted or not there is empty.
struct GlanceWork {
  YuvReader picture;
  CellMean luma, u, v;
  SampleGrid all, lower;
  HalvedLuma halved;
  int level_width = 0, level_height = 0;
  std::uint8_t* out = nullptr;

  [[nodiscard]] TL_HD int items() const {
    return cells(luma) + cells(u) + cells(v) + all.size() + lower.size() +
           level_width * level_height;
  }
  /// Bytes from `out` on.
  [[nodiscard]] TL_HD int bytes() const { return items() + 2 * (all.size() + lower.size()); }

  TL_HD void operator()(int i) const {
    // The slowest first: a cell reads up to some hundred samples.
    std::uint8_t* to = out;
    for (const CellMean* of : {&luma, &u, &v}) {
      if (i < cells(*of)) {
        to[i] = (*of)(i % of->columns, i / of->columns);
        return;
      }
      i -= cells(*of), to += cells(*of);
    }
    for (const SampleGrid* grid : {&all, &lower}) {
      if (i < grid->size()) {
        const Yuv8 sample = (*grid)(picture, i);
        to[3 * i] = sample.y, to[3 * i + 1] = sample.u, to[3 * i + 2] = sample.v;
        return;
      }
      i -= grid->size(), to += 3 * grid->size();
    }
    if (i < level_width * level_height) to[i] = halved(i % level_width, i / level_width);
  }

 private:
  static TL_HD int cells(const CellMean& of) { return of.columns * of.rows; }
};

/// GlanceMaker's twin for frames on the GPU of `stream`, which outlives it. One thread at a time.
class DeviceGlance {
 public:
  explicit DeviceGlance(cuda::Stream& stream) : exchange_(stream, "glance", "make_glance") {}
  /// Waits for the GPU. `motion`: the pyramid too.
  Status make(const Frame& frame, bool motion, Glance& out);

 private:
  Exchange exchange_;
};

}  // namespace touchline
