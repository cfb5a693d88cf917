#include "kernels/tone_table_avx2.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace touchline {

#if defined(__x86_64__)

#define TL_AVX2 __attribute__((target("avx2")))
#define TL_AVX2_INLINE TL_AVX2 __attribute__((always_inline)) inline

bool tone_avx2_supported() { return __builtin_cpu_supports("avx2"); }

namespace {

/// Eight places in the plane of chroma: the cell, and the weights of its four corners.
struct Places {
  __m256i cell, w00, w01, w10, w11;
};

TL_AVX2_INLINE __m256i load_eight(const std::uint16_t* at) {
  const __m256i wide = _mm256_cvtepu16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at)));
  return _mm256_min_epi32(wide, _mm256_set1_epi32(1023));
}

TL_AVX2_INLINE Places places(__m256i u, __m256i v) {
  const __m256i low = _mm256_set1_epi32(31), whole = _mm256_set1_epi32(32);
  const __m256i fu = _mm256_and_si256(u, low), fv = _mm256_and_si256(v, low);
  const __m256i gu = _mm256_sub_epi32(whole, fu), gv = _mm256_sub_epi32(whole, fv);
  // Products of small numbers: 16-bit multiplies do, the upper halves stay zero.
  const __m256i row =
      _mm256_mullo_epi16(_mm256_srli_epi32(u, 5), _mm256_set1_epi32(ToneTable::kChromas));
  return {_mm256_add_epi32(row, _mm256_srli_epi32(v, 5)), _mm256_mullo_epi16(gu, gv),
          _mm256_mullo_epi16(gu, fv), _mm256_mullo_epi16(fu, gv), _mm256_mullo_epi16(fu, fv)};
}

/// The first or second four of eight, each twice: chroma of eight lumas.
TL_AVX2_INLINE __m256i doubled(__m256i eight, bool second) {
  const __m256i index = second ? _mm256_setr_epi32(4, 4, 5, 5, 6, 6, 7, 7)
                               : _mm256_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3);
  return _mm256_permutevar8x32_epi32(eight, index);
}

TL_AVX2_INLINE Places doubled(const Places& p, bool second) {
  return {doubled(p.cell, second), doubled(p.w00, second), doubled(p.w01, second),
          doubled(p.w10, second), doubled(p.w11, second)};
}

TL_AVX2_INLINE __m256i corner(const std::uint32_t* table, int offset, __m256i index, __m256i along,
                              __m256i weight) {
  const __m256i pair =
      _mm256_i32gather_epi32(reinterpret_cast<const int*>(table) + offset, index, 4);
  return _mm256_mullo_epi32(_mm256_madd_epi16(pair, along), weight);
}

/// Eight samples, 0..255 in 32-bit lanes: `bits` is log2 of the luma step.
template <int lumas, int bits>
TL_AVX2_INLINE __m256i between(const std::uint32_t* table, const Places& at, __m256i luma) {
  const __m256i above = _mm256_and_si256(luma, _mm256_set1_epi32((1 << bits) - 1));
  const __m256i along = _mm256_or_si256(_mm256_sub_epi32(_mm256_set1_epi32(1 << bits), above),
                                        _mm256_slli_epi32(above, 16));
  const __m256i index = _mm256_add_epi32(_mm256_mullo_epi32(at.cell, _mm256_set1_epi32(lumas)),
                                         _mm256_srli_epi32(luma, bits));
  constexpr int kNextU = ToneTable::kChromas * lumas;
  const __m256i sum =
      _mm256_add_epi32(_mm256_add_epi32(corner(table, 0, index, along, at.w00),
                                        corner(table, lumas, index, along, at.w01)),
                       _mm256_add_epi32(corner(table, kNextU, index, along, at.w10),
                                        corner(table, kNextU + lumas, index, along, at.w11)));
  constexpr int kShift = 16 + bits;
  return _mm256_srli_epi32(_mm256_add_epi32(sum, _mm256_set1_epi32(1 << (kShift - 1))), kShift);
}

/// 16 lanes of two vectors as bytes.
TL_AVX2_INLINE __m128i bytes(__m256i first, __m256i second) {
  const __m256i words = _mm256_permute4x64_epi64(_mm256_packus_epi32(first, second), 0xd8);
  return _mm_packus_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
}

}  // namespace

TL_AVX2 int map_rows_avx2(const ToneTable& table, const TenBitPicture& from,
                          const EightBitPicture& to, int cy) {
  const std::uint16_t* rows[] = {from.row(0, 2 * cy), from.row(0, 2 * cy + 1)};
  std::uint8_t* out[] = {to.row(0, 2 * cy), to.row(0, 2 * cy + 1)};
  const std::uint16_t *cb = from.row(1, cy), *cr = from.row(2, cy);
  int cx = 0;
  for (; 2 * cx + 16 <= from.width; cx += 8) {
    const Places at = places(load_eight(cb + cx), load_eight(cr + cx));
    const Places first = doubled(at, false), second = doubled(at, true);
    __m256i sums[2] = {_mm256_setzero_si256(), _mm256_setzero_si256()};
    for (int j = 0; j < 2; ++j) {
      const __m256i a = load_eight(rows[j] + 2 * cx), b = load_eight(rows[j] + 2 * cx + 8);
      sums[0] = _mm256_add_epi32(sums[0], a);
      sums[1] = _mm256_add_epi32(sums[1], b);
      _mm_storeu_si128(reinterpret_cast<__m128i*>(out[j] + 2 * cx),
                       bytes(between<ToneTable::kLumas, 4>(table.luma(), first, a),
                             between<ToneTable::kLumas, 4>(table.luma(), second, b)));
    }
    // Neighbouring columns added: hadd works within halves, the permutation puts them in order.
    const __m256i blocks = _mm256_permute4x64_epi64(_mm256_hadd_epi32(sums[0], sums[1]), 0xd8);
    const __m256i mean = _mm256_srli_epi32(_mm256_add_epi32(blocks, _mm256_set1_epi32(2)), 2);
    const __m128i chroma = bytes(between<ToneTable::kCoarseLumas, 5>(table.chroma(0), at, mean),
                                 between<ToneTable::kCoarseLumas, 5>(table.chroma(1), at, mean));
    _mm_storel_epi64(reinterpret_cast<__m128i*>(to.row(1, cy) + cx), chroma);
    _mm_storel_epi64(reinterpret_cast<__m128i*>(to.row(2, cy) + cx),
                     _mm_unpackhi_epi64(chroma, chroma));
  }
  return cx;
}

#else

bool tone_avx2_supported() { return false; }
int map_rows_avx2(const ToneTable&, const TenBitPicture&, const EightBitPicture&, int) { return 0; }

#endif

}  // namespace touchline
