#include "kernels/tone_table.h"

#include <algorithm>

#include "kernels/tone_table_avx2.h"

namespace touchline {
namespace {

constexpr std::uint32_t pair_of(std::uint16_t lower, std::uint16_t upper) {
  return lower | static_cast<std::uint32_t>(upper) << 16U;
}

constexpr int clamped(std::uint16_t sample) { return std::min<int>(sample, 1023); }

/// A place in the plane of chroma: its cell and how far into it, in 1/32.
struct ChromaPlace {
  int cell, u, v;
  ChromaPlace(int cb, int cr)
      : cell((cb >> 5) * ToneTable::kChromas + (cr >> 5)), u(cb & 31), v(cr & 31) {}
};

/// The four corners of the chroma cell, each interpolated along luma by `above` of `whole`.
template <int lumas, int whole>
int between(const std::uint32_t* table, const ChromaPlace& at, int luma_node, int above) {
  const std::uint32_t* corner = table + at.cell * lumas + luma_node;
  const auto along = [&](const std::uint32_t* pair) {
    return static_cast<int>(*pair & 0xffffU) * (whole - above) +
           static_cast<int>(*pair >> 16U) * above;
  };
  constexpr int kNextU = ToneTable::kChromas * lumas;
  return along(corner) * ((32 - at.u) * (32 - at.v)) +
         along(corner + lumas) * ((32 - at.u) * at.v) +
         along(corner + kNextU) * (at.u * (32 - at.v)) +
         along(corner + kNextU + lumas) * (at.u * at.v);
}

std::uint8_t rounded(int sum, int shift) {
  return static_cast<std::uint8_t>((sum + (1 << (shift - 1))) >> shift);
}

void map_block(const ToneTable& table, const TenBitPicture& from, const EightBitPicture& to, int cx,
               int cy) {
  const ChromaPlace at(clamped(from.row(1, cy)[cx]), clamped(from.row(2, cy)[cx]));
  int sum = 0;
  for (int j = 0; j < 2; ++j) {
    const int y = std::min(2 * cy + j, from.height - 1);
    for (int i = 0; i < 2; ++i) {
      const int x = std::min(2 * cx + i, from.width - 1);
      const int luma = clamped(from.row(0, y)[x]);
      sum += luma;
      to.row(0, y)[x] =
          rounded(between<ToneTable::kLumas, 16>(table.luma(), at, luma >> 4, luma & 15), 20);
    }
  }
  const int mean = (sum + 2) >> 2;
  for (std::size_t c = 0; c < 2; ++c)
    to.row(c + 1, cy)[cx] =
        rounded(between<ToneTable::kCoarseLumas, 32>(table.chroma(static_cast<int>(c)), at,
                                                     mean >> 5, mean & 31),
                21);
}

}  // namespace

ToneTable::ToneTable(const std::vector<std::array<std::uint16_t, 3>>& becomes) {
  luma_.resize(kNodes);
  for (auto& plane : chroma_)
    plane.resize(static_cast<std::size_t>(kChromas) * kChromas * kCoarseLumas);
  constexpr int kCoarse = kChromaStep / kLumaStep;
  for (int cell = 0; cell < kChromas * kChromas; ++cell) {
    const auto* column = &becomes[static_cast<std::size_t>(cell) * kLumas];
    for (int y = 0; y < kLumas; ++y)
      luma_[static_cast<std::size_t>(cell * kLumas + y)] =
          pair_of(column[y][0], column[std::min(y + 1, kLumas - 1)][0]);
    for (int y = 0; y < kCoarseLumas; ++y)
      for (std::size_t c = 0; c < 2; ++c)
        chroma_[c][static_cast<std::size_t>(cell * kCoarseLumas + y)] = pair_of(
            column[y * kCoarse][c + 1], column[std::min(y + 1, kCoarseLumas - 1) * kCoarse][c + 1]);
  }
}

bool tone_supports(ToneWay way) { return way == ToneWay::plain || tone_avx2_supported(); }
ToneWay fastest_tone_way() { return tone_avx2_supported() ? ToneWay::avx2 : ToneWay::plain; }

void map_tones(const ToneTable& table, const TenBitPicture& from, const EightBitPicture& to,
               ToneWay way) {
  const int columns = (from.width + 1) / 2;
  for (int cy = 0; cy < (from.height + 1) / 2; ++cy) {
    const bool whole_rows = 2 * cy + 1 < from.height;
    int done = way == ToneWay::avx2 && whole_rows ? map_rows_avx2(table, from, to, cy) : 0;
    for (; done < columns; ++done) map_block(table, from, to, done, cy);
  }
}

}  // namespace touchline
