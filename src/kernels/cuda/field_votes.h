// Whether pictures in GPU memory are woven of fields: rows of each are kept there until the next
// one comes, and only the blocks' votes cross to the host.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/portable.h"
#include "kernels/cuda/exchange.h"
#include "kernels/field_votes.h"

namespace touchline {

/// Sample x of row y of the packed bands: CompareFields::kRows rows of each.
struct GatherRows {
  static constexpr std::size_t kMostBands = 16;

  const std::uint8_t* tops[kMostBands] = {};  ///< the first sample of each band
  std::ptrdiff_t pitch = 0;                   ///< bytes
  int step = 1;                               ///< bytes from one sample to the next
  int width = 0, bands = 0;
  std::uint8_t* out = nullptr;

  [[nodiscard]] TL_HD int rows() const { return bands * CompareFields::kRows; }
  TL_HD void operator()(int x, int y) const {
    constexpr int kRows = CompareFields::kRows;
    if (x >= width || y >= rows()) return;
    const std::uint8_t* row = tops[y / kRows] + y % kRows * pitch;
    out[static_cast<std::ptrdiff_t>(y) * width + x] = row[std::ptrdiff_t{x} * step];
  }
};

/// For one stream of pictures, on the GPU of `stream`, which outlives it. One thread at a time.
class DeviceFieldVotes {
 public:
  explicit DeviceFieldVotes(cuda::Stream& stream)
      : stream_(stream), exchange_(stream, "field_votes", "vote_blocks") {}

  /// Keeps the rows of a picture. `compare`: what compare_fields() says of them and the rows of the
  /// call before, which were as many and as wide; there until the next call. Waits for the GPU:
  /// nothing reads the picture any more.
  Result<std::span<const BlockVote>> look(GatherRows rows, bool compare);

 private:
  Status reserve(std::size_t bytes);

  cuda::Stream& stream_;
  cuda::Kernel gather_;
  Exchange exchange_;
  std::array<Buffer, 2> kept_;  ///< rows of the last picture, and of the one before it
  std::size_t capacity_ = 0;
};

}  // namespace touchline
