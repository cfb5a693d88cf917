#include "kernels/cuda/row_bands.h"

#include <algorithm>

#include "base/assert.h"
#include "kernels/cuda/launch.h"

namespace touchline {

Result<const std::uint8_t*> DeviceRowBands::read(std::span<const std::uint8_t* const> bands,
                                                 std::ptrdiff_t pitch, int row_bytes, int count) {
  TL_ASSERT(!bands.empty() && bands.size() <= GatherRows::kMostBands && count > 0);
  GatherRows work;
  std::copy(bands.begin(), bands.end(), work.bands);
  work.pitch = pitch, work.row_bytes = row_bytes, work.count = count;
  work.rows = count * static_cast<int>(bands.size());
  TL_CHECK(exchange_.reserve(
      0, static_cast<std::size_t>(work.rows) * static_cast<std::size_t>(row_bytes)));
  work.out = exchange_.device_output();
  TL_CHECK(exchange_.run(nullptr, tiles(row_bytes, work.rows), kTile, work));
  return exchange_.output();
}

}  // namespace touchline
