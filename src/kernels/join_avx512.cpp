#include "kernels/join_avx512.h"

#include "kernels/avx512.h"

namespace touchline {

#if defined(__x86_64__)

#define TL_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl")))
#define TL_AVX512_INLINE TL_AVX512 __attribute__((always_inline)) inline

bool join_avx512_supported() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512vl");
}

namespace {

TL_AVX512_INLINE __m512 all(float v) { return _mm512_set1_ps(v); }

TL_AVX512_INLINE __m512 clamp01x16(__m512 v) {
  return _mm512_min_ps(_mm512_max_ps(v, _mm512_setzero_ps()), all(1));
}

/// Middles of the block's pixels.
TL_AVX512_INLINE __m512 middles(int x) {
  const __m512i lanes = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  return _mm512_add_ps(_mm512_cvtepi32_ps(_mm512_add_epi32(_mm512_set1_epi32(x), lanes)),
                       all(0.5F));
}

/// JoinCoverage::value() and larger() in lanes.
TL_AVX512_INLINE void join16(std::uint8_t* there, __m512 share) {
  const __m512i value =
      _mm512_cvttps_epi32(_mm512_add_ps(_mm512_mul_ps(share, all(255.0F)), all(0.5F)));
  auto* const at = reinterpret_cast<__m128i*>(there);
  _mm_storeu_si128(at, _mm_max_epu8(_mm_loadu_si128(at), _mm512_cvtepi32_epi8(value)));
}

}  // namespace

TL_AVX512 void join_avx512(const CoverageMask& mask, const StrokeShape& s,
                           const StrokeColumns& columns) {
  const __m512 x0 = all(s.x0), y0 = all(s.y0), dx = all(s.dx), dy = all(s.dy), ux = all(s.ux);
  const __m512 half = all(0.5F);
  for (int y = columns.box.y0; y < columns.box.y1; ++y) {
    const RowSpan row = columns.at(y);
    widen(mask, y, row);
    const float middle = static_cast<float>(y) + 0.5F;
    const __m512 py = all(middle), along_y = all((middle - s.y0) * s.uy);
    std::uint8_t* const there = mask.data + static_cast<std::ptrdiff_t>(y) * mask.width;
    for (int x = row.first; x < row.last; x += kJoinBlock) {
      const __m512 px = middles(x);
      const __m512 t = clamp01x16(_mm512_add_ps(_mm512_mul_ps(_mm512_sub_ps(px, x0), ux), along_y));
      const __m512 ox = _mm512_sub_ps(px, _mm512_add_ps(x0, _mm512_mul_ps(t, dx)));
      const __m512 oy = _mm512_sub_ps(py, _mm512_add_ps(y0, _mm512_mul_ps(t, dy)));
      const __m512 r = _mm512_add_ps(all(s.r0), _mm512_mul_ps(t, all(s.dr)));
      const __m512 sharpness =
          _mm512_add_ps(all(s.sharpness0), _mm512_mul_ps(t, all(s.dsharpness)));
      const __m512 d2 = _mm512_add_ps(_mm512_mul_ps(ox, ox), _mm512_mul_ps(oy, oy));
      const __m512 d = _mm512_mul_ps(_mm512_sub_ps(d2, _mm512_mul_ps(r, r)), sharpness);
      const __m512 strength = _mm512_add_ps(all(s.strength0), _mm512_mul_ps(t, all(s.dstrength)));
      join16(there + x, _mm512_mul_ps(clamp01x16(_mm512_sub_ps(half, d)), strength));
    }
  }
}

TL_AVX512 void join_avx512(const CoverageMask& mask, const QuadShape& q,
                           const QuadColumns& columns) {
  const __m512 half = all(0.5F), strength = all(q.strength);
  for (int y = columns.box.y0; y < columns.box.y1; ++y) {
    const RowSpan row = columns.at(y);
    widen(mask, y, row);
    const float middle = static_cast<float>(y) + 0.5F;
    std::uint8_t* const there = mask.data + static_cast<std::ptrdiff_t>(y) * mask.width;
    for (int x = row.first; x < row.last; x += kJoinBlock) {
      const __m512 px = middles(x);
      __m512 d[4];
      for (int i = 0; i < 4; ++i)
        d[i] = _mm512_sub_ps(_mm512_add_ps(_mm512_mul_ps(all(q.nx[i]), px), all(q.ny[i] * middle)),
                             all(q.c[i]));
      const __m512 furthest = _mm512_max_ps(_mm512_max_ps(d[0], d[1]), _mm512_max_ps(d[2], d[3]));
      join16(there + x, _mm512_mul_ps(clamp01x16(_mm512_sub_ps(half, furthest)), strength));
    }
  }
}

#else

bool join_avx512_supported() { return false; }
void join_avx512(const CoverageMask&, const StrokeShape&, const StrokeColumns&) {}
void join_avx512(const CoverageMask&, const QuadShape&, const QuadColumns&) {}

#endif

}  // namespace touchline
