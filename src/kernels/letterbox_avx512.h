// The hand-tuned letterbox for CPUs with AVX-512 VBMI and VNNI (Ice Lake, Zen 4 and later).
// Bit-equal to LetterboxPixel: tests/kernels/letterbox_parity_test.cpp holds it to that.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/letterbox.h"
#include "kernels/letterbox_axis.h"

namespace touchline {

/// How 16 neighbouring outputs pick and weigh four taps each: one byte permutation, one dot
/// product.
struct alignas(64) TapGroup {
  std::uint8_t index[64];  ///< byte of the 128 bytes loaded at `offset`
  std::int8_t weight[64];
  std::int32_t offset = 0;  ///< bytes from the row's start; both 64-byte loads stay inside the row
  std::int32_t second = 0;  ///< of the second load; equal to `offset` where one load is enough
};

/// Per 16 outputs, `rounds` groups of up to four taps.
struct TapTable {
  int rounds = 0;
  std::vector<TapGroup> groups;
};

/// How 16 neighbouring outputs pick and weigh bytes of one 64-byte load per row.
struct alignas(64) BlockTaps {
  std::uint8_t index[64];
  std::int8_t weight[64];
  std::int32_t offset = 0;  ///< bytes from the row's start; the load stays inside the row
};
struct FewTapsBlock {
  BlockTaps luma, chroma;
};

/// For scales with few taps; no blocks where it does not apply.
struct FewTapsTables {
  bool pairs = false;  ///< two luma taps at most: two rows share a permutation
  int alike = 0;       ///< this many blocks differ from the first in their offsets only: nearly
                       ///< all at scales such as 2, 3 and 4, which need no more tables than one
  std::vector<FewTapsBlock> blocks;
};

struct LetterboxTables {
  bool usable = false;
  TapTable luma, u, v;
  FewTapsTables few_taps;
};

/// True when this CPU can run sample_avx512().
bool letterbox_avx512_supported();

/// Works the tables out; `usable` is false when rows are too short or the scale too large for them.
LetterboxTables make_letterbox_tables(const ResampleAxis& luma_x, const ResampleAxis& chroma_x,
                                      const FrameInfo& info);
FewTapsTables make_few_taps_tables(const ResampleAxis& luma_x, const ResampleAxis& chroma_x,
                                   const FrameInfo& info);
bool fits_few_taps(const LetterboxPixel& pixel, const FewTapsTables& tables);

/// The picture's rectangle, `width` x `height` outputs: any scale that the tables hold, and the
/// common ones.
void sample_avx512(const LetterboxPixel& pixel, const LetterboxTables& tables, int width,
                   int height);
void sample_few_taps(const LetterboxPixel& pixel, const FewTapsTables& tables, int width,
                     int height);

}  // namespace touchline
