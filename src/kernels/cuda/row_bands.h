// Bands of rows of a picture in GPU memory, brought to the host in one launch and one copy.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/portable.h"
#include "kernels/cuda/exchange.h"

namespace touchline {

/// Byte x of row y of the packed bands: `count` rows of each.
struct GatherRows {
  static constexpr std::size_t kMostBands = 16;

  const std::uint8_t* bands[kMostBands] = {};  ///< where each starts
  std::ptrdiff_t pitch = 0;
  int row_bytes = 0, rows = 0, count = 1;  ///< rows: of all bands
  std::uint8_t* out = nullptr;

  TL_HD void operator()(int x, int y) const {
    if (x < row_bytes && y < rows)
      out[static_cast<std::ptrdiff_t>(y) * row_bytes + x] = bands[y / count][y % count * pitch + x];
  }
};

/// On the GPU of `stream`, which outlives it. One thread at a time.
class DeviceRowBands {
 public:
  explicit DeviceRowBands(cuda::Stream& stream) : exchange_(stream, "row_bands", "gather_rows") {}
  /// `count` rows of `row_bytes`, `pitch` apart, from each of `bands` on (at most kMostBands),
  /// packed: waits for the GPU. There until the next call.
  Result<const std::uint8_t*> read(std::span<const std::uint8_t* const> bands, std::ptrdiff_t pitch,
                                   int row_bytes, int count);

 private:
  Exchange exchange_;
};

}  // namespace touchline
