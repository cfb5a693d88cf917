// Glances of frames in GPU memory: the same bytes as the host's, some 160 KB of a 1080p frame, of
// many frames in one launch and one copy.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "kernels/glance.h"
#include "memory/cuda.h"

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

/// One row of threads for every frame.
struct GlanceWorks {
  const GlanceWork* of = nullptr;
};

/// A frame to be glanced at; `motion`: its pyramid too.
struct GlanceOf {
  const Frame* frame = nullptr;
  bool motion = false;
};

/// The glance of one frame as it came from the GPU. It shares memory with those that were fetched
/// along with it: let go of it soon.
class FetchedGlance {
 public:
  FetchedGlance() = default;
  FetchedGlance(const GlanceOf& of, const GlanceWork& work);
  /// What GlanceMaker::make() gives of the frame.
  void read(Glance& out) const;
  /// The same without cells and pyramid: what grass is learned from.
  void read_samples(Glance& out) const;

 private:
  friend class DeviceGlances;
  GlanceWork work_;
  int width_ = 0, height_ = 0;
  bool motion_ = false;
  Buffer memory_;
  const std::uint8_t* from_ = nullptr;
};

/// Glances of frames on the GPU of `stream`, which outlives it: those of a batch in one launch and
/// one copy. One thread at a time.
class DeviceGlances {
 public:
  explicit DeviceGlances(cuda::Stream& stream) : stream_(stream) {}
  /// One each, in their order; there until the next call. Waits for the GPU.
  Result<std::span<FetchedGlance>> make(std::span<const GlanceOf> frames);

 private:
  Status prepare(std::span<const GlanceOf> frames);
  Status fetch(std::span<const GlanceOf> frames);

  cuda::Stream& stream_;
  cuda::Kernel kernel_;
  std::optional<Pool> pinned_;
  Buffer works_, device_works_, device_bytes_;
  std::size_t works_capacity_ = 0, bytes_capacity_ = 0, bytes_ = 0;
  std::vector<FetchedGlance> fetched_;
};

/// GlanceMaker's twin: of one frame. One thread at a time.
class DeviceGlance {
 public:
  explicit DeviceGlance(cuda::Stream& stream) : glances_(stream) {}
  /// Waits for the GPU. `motion`: the pyramid too.
  Status make(const Frame& frame, bool motion, Glance& out);

 private:
  DeviceGlances glances_;
};

}  // namespace touchline
