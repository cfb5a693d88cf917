// The hand-tuned letterbox for CPUs with AVX2 and FMA (Haswell, Zen and later).
// Bit-equal to LetterboxPixel: tests/kernels/letterbox_parity_test.cpp holds it to that.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/letterbox.h"
#include "kernels/letterbox_axis.h"

namespace touchline {

/// Two 16-byte loads of one row, and the pairs of neighbouring taps that come from them: the first
/// load feeds the first half of `index` and `weight`, the second the second.
struct alignas(32) PairTerm {
  std::uint8_t index[32];  ///< byte of the half's own load; 0x80 gives zero
  std::int8_t weight[32];
  std::int32_t offset[2];  ///< bytes from the row's start; both loads stay inside the row
};

/// How 16 neighbouring outputs of a row become 16-bit sums, in the order 0-3, 8-11, 4-7, 12-15: the
/// order in which joining two rows (by unpacking) brings 0-7 and 8-15 together.
struct PairTable {
  enum class Kind {
    pairs,  ///< up to two taps: one vector of 16 outputs
    quads,  ///< any number of taps: two vectors of 8 outputs, each the sum of two pairs
    joint,  ///< up to two taps of NV12 chroma: two vectors, each of 8 U and 8 V
  };
  Kind kind = Kind::quads;
  int terms = 0;                 ///< per vector, the same for all; those with little to do weigh 0
  std::vector<PairTerm> blocks;  ///< per 16 outputs: the first vector's terms, then the second's
};

struct PairTables {
  bool usable = false;
  PairTable luma, u, v;  ///< `u` serves both where it is joint
};

/// True when this CPU can run sample_avx2().
bool letterbox_avx2_supported();

/// Works the tables out for any scale; `usable` is false when rows are too short for a load.
PairTables make_pair_tables(const ResampleAxis& luma_x, const ResampleAxis& chroma_x,
                            const FrameInfo& info);

/// The picture's rectangle, `width` x `height` outputs.
void sample_avx2(const LetterboxPixel& pixel, const PairTables& tables, int width, int height);

}  // namespace touchline
