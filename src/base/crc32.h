// CRC-32 as zlib, PNG and Python's zlib.crc32() have it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace touchline {
namespace crc32_tables {

/// Row k holds what a byte does k bytes later, so that eight can be taken at once.
constexpr auto make() {
  std::array<std::array<std::uint32_t, 256>, 8> rows{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit) value = value >> 1U ^ ((value & 1U) != 0 ? 0xEDB88320U : 0U);
    rows[0][byte] = value;
  }
  for (std::size_t k = 1; k < rows.size(); ++k)
    for (std::size_t byte = 0; byte < 256; ++byte)
      rows[k][byte] = rows[k - 1][byte] >> 8U ^ rows[0][rows[k - 1][byte] & 0xFFU];
  return rows;
}
inline constexpr auto kRows = make();

}  // namespace crc32_tables

inline std::uint32_t crc32(const void* data, std::size_t bytes) {
  const auto& rows = crc32_tables::kRows;
  const auto* at = static_cast<const std::uint8_t*>(data);
  std::uint32_t crc = 0xFFFFFFFFU;
  for (; bytes >= 8; bytes -= 8, at += 8) {
    std::uint32_t sum = 0;
    crc ^= std::uint32_t{at[0]} | std::uint32_t{at[1]} << 8U | std::uint32_t{at[2]} << 16U |
           std::uint32_t{at[3]} << 24U;
    for (std::size_t i = 0; i < 4; ++i) sum ^= rows[7 - i][crc >> 8 * i & 0xFFU];
    for (std::size_t i = 4; i < 8; ++i) sum ^= rows[7 - i][at[i]];
    crc = sum;
  }
  for (; bytes > 0; --bytes, ++at) crc = crc >> 8U ^ rows[0][(crc ^ *at) & 0xFFU];
  return ~crc;
}

}  // namespace touchline
