#include "kernels/blend_avx512.h"

#if defined(__x86_64__)
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wuninitialized"  // GCC 12, PR 105593
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>
#endif

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
  const __m512i opacity = _mm512_set1_epi16(static_cast<short>(op.opacity));
  const __m512i to = _mm512_set1_epi16(op.value), half = _mm512_set1_epi16(128);
  for (int y = w.y0; y < w.y1; ++y) {
    const std::uint8_t* coverage = op.coverage + y * op.coverage_pitch;
    std::uint8_t* row = op.plane + y * op.pitch;
    for (int x = w.x0; x < w.x1; x += kLanes) {
      const __mmask32 lanes = first_lanes(w.x1 - x);
      const __m256i cover = _mm256_maskz_loadu_epi8(lanes, coverage + x);
      if (_mm256_testz_si256(cover, cover)) continue;
      const __m256i from = _mm256_maskz_loadu_epi8(lanes, row + x);
      const __m512i weight = weight32(_mm512_cvtepu8_epi16(cover), opacity, half);
      _mm256_mask_storeu_epi8(row + x, lanes, sample32(from, to, weight, half));
    }
  }
}

TL_AVX512BW void blend_avx512(const BlendPair& op, const BlendWindow& w) {
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
      if (_mm_testz_si128(cover, cover)) continue;
      const __m512i wide = _mm512_cvtepu8_epi32(cover);
      const __m512i twice = _mm512_or_si512(wide, _mm512_slli_epi32(wide, 16));
      const __m256i from = _mm256_maskz_loadu_epi8(lanes, row + 2 * x);
      const __m512i weight = weight32(twice, opacity, half);
      _mm256_mask_storeu_epi8(row + 2 * x, lanes, sample32(from, to, weight, half));
    }
  }
}

#else

bool blend_avx512_supported() { return false; }
void blend_avx512(const BlendSingle&, const BlendWindow&) {}
void blend_avx512(const BlendPair&, const BlendWindow&) {}

#endif

}  // namespace touchline
