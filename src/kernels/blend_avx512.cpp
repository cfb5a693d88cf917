#include "kernels/blend_avx512.h"
#include <algorithm>
#include "kernels/avx512.h"

#include "kernels/blend_cpu.h"

namespace touchline {

#if defined(__x86_64__)

#define TL_AVX512BW __attribute__((target("avx512f,avx512bw,avx512vl,bmi2")))
#define TL_AVX512BW_INLINE TL_AVX512BW __attribute__((always_inline)) inline

bool blend_avx512_supported() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("bmi2");
}

namespace {

constexpr int kLanes = 32;
/// Looking for empty blocks pays in wide shapes; in narrow ones the branch, taken at random, costs
/// more than blending nothing.
constexpr int kWide = 160;

/// blend_weight() in 16-bit lanes.
TL_AVX512BW_INLINE __m512i weight32(__m512i coverage, __m512i opacity, __m512i half) {
  const __m512i a =
      _mm512_srli_epi16(_mm512_add_epi16(_mm512_mullo_epi16(coverage, opacity), half), 8);
  return _mm512_add_epi16(a, _mm512_srli_epi16(a, 7));
}

/// blend_sample() in 16-bit lanes: from * (256 - w) + to * w = 256 * from + w * (to - from), whose
/// value fits 16 bits, so that it does not matter that the product may wrap.
TL_AVX512BW_INLINE __m256i sample32(__m256i from, __m512i to, __m512i weight, __m512i half) {
  const __m512i wide = _mm512_cvtepu8_epi16(from);
  const __m512i change = _mm512_mullo_epi16(weight, _mm512_sub_epi16(to, wide));
  const __m512i sum = _mm512_add_epi16(_mm512_slli_epi16(wide, 8), _mm512_add_epi16(change, half));
  return _mm512_cvtepi16_epi8(_mm512_srli_epi16(sum, 8));
}

TL_AVX512BW_INLINE __mmask32 first_lanes(int count) {
  return _bzhi_u32(0xFFFFFFFFU, static_cast<unsigned>(count < kLanes ? count : kLanes));
}

}  // namespace

TL_AVX512BW void blend_avx512(const BlendSingle& op, const BlendWindow& w) {
  const bool look = w.x1 - w.x0 > kWide;
  const __m512i opacity = _mm512_set1_epi16(static_cast<short>(op.opacity));
  const __m512i to = _mm512_set1_epi16(op.value), half = _mm512_set1_epi16(128);
  for (int y = w.y0; y < w.y1; ++y) {
    const std::uint8_t* coverage = op.coverage + y * op.coverage_pitch;
    std::uint8_t* row = op.plane + y * op.pitch;
    for (int x = w.x0; x < w.x1; x += kLanes) {
      const __mmask32 lanes = first_lanes(w.x1 - x);
      const __m256i cover = _mm256_maskz_loadu_epi8(lanes, coverage + x);
      if (look && _mm256_testz_si256(cover, cover)) continue;
      const __m256i from = _mm256_maskz_loadu_epi8(lanes, row + x);
      const __m512i weight = weight32(_mm512_cvtepu8_epi16(cover), opacity, half);
      _mm256_mask_storeu_epi8(row + x, lanes, sample32(from, to, weight, half));
    }
  }
}

TL_AVX512BW void blend_avx512(const BlendPair& op, const BlendWindow& w) {
  const bool look = w.x1 - w.x0 > kWide / 2;
  const __m512i opacity = _mm512_set1_epi16(static_cast<short>(op.opacity));
  const __m512i to = _mm512_set1_epi32(op.first | op.second << 16);
  const __m512i half = _mm512_set1_epi16(128);
  constexpr int kPairs = kLanes / 2;
  for (int y = w.y0; y < w.y1; ++y) {
    const std::uint8_t* coverage = op.coverage + y * op.coverage_pitch;
    std::uint8_t* row = op.plane + y * op.pitch;
    for (int x = w.x0; x < w.x1; x += kPairs) {
      const __mmask32 lanes = first_lanes(2 * (w.x1 - x));
      const auto pairs = static_cast<__mmask16>(first_lanes(w.x1 - x));
      const __m128i cover = _mm_maskz_loadu_epi8(pairs, coverage + x);
      if (look && _mm_testz_si128(cover, cover)) continue;
      const __m512i wide = _mm512_cvtepu8_epi32(cover);
      const __m512i twice = _mm512_or_si512(wide, _mm512_slli_epi32(wide, 16));
      const __m256i from = _mm256_maskz_loadu_epi8(lanes, row + 2 * x);
      const __m512i weight = weight32(twice, opacity, half);
      _mm256_mask_storeu_epi8(row + 2 * x, lanes, sample32(from, to, weight, half));
    }
  }
}

namespace {

/// One block of a row of luma under `cover`, up to the image's edge.
TL_AVX512BW_INLINE void blend_luma(std::uint8_t* row, __mmask32 lanes, __m256i cover, __m512i to,
                                   __m512i opacity, __m512i half) {
  const __m256i from = _mm256_maskz_loadu_epi8(lanes, row);
  const __m512i weight = weight32(_mm512_cvtepu8_epi16(cover), opacity, half);
  _mm256_mask_storeu_epi8(row, lanes, sample32(from, to, weight, half));
}

/// HalveCoverage in lanes: 16 means of four, as 16 bits each.
TL_AVX512BW_INLINE __m256i halve16(__m256i top, __m256i low) {
  const __m256i ones = _mm256_set1_epi8(1);
  const __m256i sum =
      _mm256_add_epi16(_mm256_maddubs_epi16(top, ones), _mm256_maddubs_epi16(low, ones));
  return _mm256_srli_epi16(_mm256_add_epi16(sum, _mm256_set1_epi16(2)), 2);
}

/// Both planes of a block of chroma: u in the lower half of the lanes, v in the upper.
TL_AVX512BW_INLINE void blend_chroma(std::uint8_t* u, std::uint8_t* v, __mmask16 lanes,
                                     __m256i cover, __m512i to, __m512i opacity, __m512i half) {
  const __m512i both = _mm512_inserti64x4(_mm512_castsi256_si512(cover), cover, 1);
  const __m256i from = _mm256_inserti128_si256(
      _mm256_castsi128_si256(_mm_maskz_loadu_epi8(lanes, u)), _mm_maskz_loadu_epi8(lanes, v), 1);
  const __m256i mixed = sample32(from, to, weight32(both, opacity, half), half);
  _mm_mask_storeu_epi8(u, lanes, _mm256_castsi256_si128(mixed));
  _mm_mask_storeu_epi8(v, lanes, _mm256_extracti128_si256(mixed, 1));
}

TL_AVX512BW_INLINE void blend_pairs(std::uint8_t* pairs, __mmask32 lanes, __m256i cover, __m512i to,
                                    __m512i opacity, __m512i half) {
  const __m512i wide = _mm512_cvtepu16_epi32(cover);
  const __m512i twice = _mm512_or_si512(wide, _mm512_slli_epi32(wide, 16));
  const __m256i from = _mm256_maskz_loadu_epi8(lanes, pairs);
  _mm256_mask_storeu_epi8(pairs, lanes, sample32(from, to, weight32(twice, opacity, half), half));
}

}  // namespace

TL_AVX512BW void blend_avx512(const MaskRows& rows, const YuvColour& colour) {
  const __m512i opacity = _mm512_set1_epi16(static_cast<short>(colour.opacity));
  const __m512i half = _mm512_set1_epi16(128), to_y = _mm512_set1_epi16(colour.y);
  const __m256i u = _mm256_set1_epi16(colour.u), v = _mm256_set1_epi16(colour.v);
  const __m512i to_planes = _mm512_inserti64x4(_mm512_castsi256_si512(u), v, 1);
  const __m512i to_pairs = _mm512_set1_epi32(colour.u | colour.v << 16);
  for (int x = rows.x0; x < rows.x1; x += kLanes) {
    auto* const above = reinterpret_cast<__m256i*>(rows.mask + x);
    auto* const below = reinterpret_cast<__m256i*>(rows.mask + rows.mask_pitch + x);
    const __m256i top = _mm256_loadu_si256(above), low = _mm256_loadu_si256(below);
    const __m256i any = _mm256_or_si256(top, low);
    if (_mm256_testz_si256(any, any)) continue;
    _mm256_storeu_si256(above, _mm256_setzero_si256());
    _mm256_storeu_si256(below, _mm256_setzero_si256());
    const int left = rows.width - x, left_chroma = (left + 1) / 2;
    if (left <= 0) continue;
    const __mmask32 lanes = first_lanes(left);
    blend_luma(rows.top + x, lanes, top, to_y, opacity, half);
    if (rows.low) blend_luma(rows.low + x, lanes, low, to_y, opacity, half);
    const __m256i cover = halve16(top, low);
    if (rows.v)
      blend_chroma(rows.u + x / 2, rows.v + x / 2, static_cast<__mmask16>(first_lanes(left_chroma)),
                   cover, to_planes, opacity, half);
    else
      blend_pairs(rows.u + x, first_lanes(2 * left_chroma), cover, to_pairs, opacity, half);
  }
}

namespace {

/// Up to 32 bytes of a picture over a plane: `samples` of them under each coverage.
TL_AVX512BW_INLINE void blend_block(std::uint8_t* row, const std::uint8_t* picture,
                                    const std::uint8_t* cover, int bytes, int step, __m512i opacity,
                                    __m512i half) {
  const __mmask32 lanes = first_lanes(bytes);
  const __m256i share = _mm256_maskz_loadu_epi8(first_lanes(std::min(bytes, kLanes) / step), cover);
  __m512i wide = _mm512_cvtepu8_epi16(share);
  if (step == 2) {
    wide = _mm512_cvtepu8_epi32(_mm256_castsi256_si128(share));
    wide = _mm512_or_si512(wide, _mm512_slli_epi32(wide, 16));
  }
  const __m256i from = _mm256_maskz_loadu_epi8(lanes, row);
  const __m512i to = _mm512_cvtepu8_epi16(_mm256_maskz_loadu_epi8(lanes, picture));
  _mm256_mask_storeu_epi8(row, lanes, sample32(from, to, weight32(wide, opacity, half), half));
}

/// The 64 bytes under full coverage: 256 * to + keep * (from - to) + 128, by multiplying bytes.
TL_AVX512BW_INLINE void blend_full(std::uint8_t* row, const std::uint8_t* picture, __m512i keep) {
  const __m512i from = _mm512_loadu_si512(row), to = _mm512_loadu_si512(picture);
  const __m512i round = _mm512_set1_epi8(static_cast<char>(128));
  const __m512i low = _mm512_add_epi16(_mm512_maddubs_epi16(_mm512_unpacklo_epi8(from, to), keep),
                                       _mm512_unpacklo_epi8(round, to));
  const __m512i high = _mm512_add_epi16(_mm512_maddubs_epi16(_mm512_unpackhi_epi8(from, to), keep),
                                        _mm512_unpackhi_epi8(round, to));
  _mm512_storeu_si512(row,
                      _mm512_packus_epi16(_mm512_srli_epi16(low, 8), _mm512_srli_epi16(high, 8)));
}

}  // namespace

TL_AVX512BW void blend_avx512(const BlendPlane& op, const BlendWindow& w, int step) {
  const __m512i opacity = _mm512_set1_epi16(static_cast<short>(op.opacity));
  const __m512i half = _mm512_set1_epi16(128);
  const int keep = 256 - blend_weight(255, op.opacity);
  const bool by_bytes = keep < 128;
  const __m512i keeps = _mm512_set1_epi16(static_cast<short>((-keep & 0xFF) << 8 | keep));
  const __m512i full = _mm512_set1_epi8(-1);
  for (int y = w.y0; y < w.y1; ++y) {
    const std::uint8_t* cover = op.coverage + y * op.coverage_pitch;
    const std::uint8_t* picture = op.picture + y * op.picture_pitch;
    std::uint8_t* row = op.plane + y * op.pitch;
    int x = step * w.x0;
    const int end = step * w.x1;
    while (x < end) {
      if (by_bytes && end - x >= 64) {
        const __mmask64 under = step == 1 ? ~0ULL : 0xFFFFFFFFULL;
        const __m512i share = _mm512_maskz_loadu_epi8(under, cover + x / step);
        if (_mm512_mask_cmpneq_epi8_mask(under, share, full) == 0) {
          blend_full(row + x, picture + x, keeps);
          x += 64;
          continue;
        }
      }
      blend_block(row + x, picture + x, cover + x / step, end - x, step, opacity, half);
      x += kLanes;
    }
  }
}

#else

bool blend_avx512_supported() { return false; }
void blend_avx512(const BlendPlane&, const BlendWindow&, int) {}
void blend_avx512(const MaskRows&, const YuvColour&) {}
void blend_avx512(const BlendSingle&, const BlendWindow&) {}
void blend_avx512(const BlendPair&, const BlendWindow&) {}

#endif

}  // namespace touchline
