// Pictures of ten bits to eight through a table: tone mapping, once it is worked out for a grid of
// colours, costs a look-up and an interpolation a sample.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "image/frame.h"

namespace touchline {

/// Colours on a grid of the YUV cube and what becomes of them, in 1/64 of an eight-bit step.
/// Between the nodes all three axes are interpolated, in integers: every way gives the same sample.
class ToneTable {
 public:
  /// Nodes are kLumaStep and kChromaStep ten-bit steps apart, from 0 to 1024.
  static constexpr int kLumaStep = 16, kChromaStep = 32;
  static constexpr int kLumas = 1024 / kLumaStep + 1, kChromas = 1024 / kChromaStep + 1;
  static constexpr int kNodes = kLumas * kChromas * kChromas;
  /// Of nodes, `y` the fastest and `u` the slowest.
  static constexpr int node(int y, int u, int v) { return (u * kChromas + v) * kLumas + y; }

  /// `becomes`: kNodes colours (Y, U, V) in 1/64 of an eight-bit step, 0..16320.
  explicit ToneTable(const std::vector<std::array<std::uint16_t, 3>>& becomes);

  // A node and the one above it in luma share a word (the lower in its low half), so that one load
  // brings both. Chroma looks at every second luma node only.
  static constexpr int kCoarseLumas = 1024 / kChromaStep + 1;
  [[nodiscard]] const std::uint32_t* luma() const { return luma_.data(); }
  [[nodiscard]] const std::uint32_t* chroma(int channel) const {
    return chroma_[static_cast<std::size_t>(channel)].data();
  }

 private:
  std::vector<std::uint32_t> luma_;
  std::array<std::vector<std::uint32_t>, 2> chroma_;
};

/// A 4:2:0 picture of ten bits in 16-bit words; pitches in bytes.
struct TenBitPicture {
  std::array<const std::uint16_t*, 3> planes{};
  std::array<std::ptrdiff_t, 3> pitches{};
  int width = 0, height = 0;

  [[nodiscard]] const std::uint16_t* row(std::size_t plane, int y) const {
    return reinterpret_cast<const std::uint16_t*>(
        reinterpret_cast<const std::uint8_t*>(planes[plane]) + y * pitches[plane]);
  }
};

/// The same size in eight bits.
struct EightBitPicture {
  std::array<std::uint8_t*, 3> planes{};
  std::array<std::ptrdiff_t, 3> pitches{};

  [[nodiscard]] std::uint8_t* row(std::size_t plane, int y) const {
    return planes[plane] + y * pitches[plane];
  }
};

enum class ToneWay { plain, avx2 };
bool tone_supports(ToneWay way);
ToneWay fastest_tone_way();

/// Each luma sample with the chroma of its 2x2 block, each chroma sample with the block's mean
/// luma.
void map_tones(const ToneTable& table, const TenBitPicture& from, const EightBitPicture& to,
               ToneWay way = fastest_tone_way());

}  // namespace touchline
