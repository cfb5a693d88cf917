// Samples of a frame in GPU memory, wherever they are asked for: one launch and one small copy a
// call.
#pragma once

#include <span>
#include <vector>

#include "kernels/cuda/exchange.h"
#include "kernels/line_profile.h"
#include "kernels/yuv_reader.h"

namespace touchline {

/// A pixel; x < 0: none, whose sample is zero.
struct Place {
  std::int16_t x = -1, y = -1;
  [[nodiscard]] TL_HD bool exists() const { return x >= 0; }
};

/// Sample `i` of profile `line`.
struct ReadProfiles {
  YuvReader picture;
  const LineProfile* lines = nullptr;
  int count = 0;
  float* out = nullptr;

  TL_HD void operator()(int i, int line) const {
    if (line >= count) return;
    const LineProfile profile = lines[line];
    if (i < profile.samples())
      out[profile.first + i] = profile_sample(picture, profile, i - profile.half);
  }
};

/// YuvReader::mean_at() of one place.
struct ReadPlaces {
  YuvReader picture;
  const Place* places = nullptr;
  int count = 0;
  Yuv8* out = nullptr;

  TL_HD void operator()(int i) const {
    if (i >= count) return;
    const Place at = places[i];
    out[i] = at.exists() ? picture.mean_at(at.x, at.y) : Yuv8{};
  }
};

/// Reads frames on the GPU of `stream`, which outlives it. One thread at a time; what it gave is
/// there until the next call of the same function.
class FrameSampler {
 public:
  explicit FrameSampler(cuda::Stream& stream)
      : profiles_(stream, "gather", "read_profiles"), samples_(stream, "gather", "read_places") {}

  /// Emptied, for its caller to fill.
  std::vector<LineProfile>& lines();
  std::vector<Place>& places();

  /// The samples of all lines(), each from its `first` on: they follow one another.
  Result<std::span<const float>> read_lines(const Frame& frame);
  /// The samples of all places(), in their order, of a frame with chroma.
  Result<std::span<const Yuv8>> read_places(const Frame& frame);

 private:
  std::vector<LineProfile> lines_;
  std::vector<Place> places_;
  Exchange profiles_, samples_;
};

}  // namespace touchline
