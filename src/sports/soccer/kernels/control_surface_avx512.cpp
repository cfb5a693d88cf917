#include "sports/soccer/kernels/control_surface_avx512.h"
#include "kernels/avx512.h"

namespace touchline {

#if defined(__x86_64__)

#define TL_AVX512 __attribute__((target("avx512f,avx512dq")))
#define TL_AVX512_INLINE TL_AVX512 __attribute__((always_inline)) inline

bool control_avx512_supported() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq");
}

namespace {

/// Rows that share a load of the squared distances along x.
constexpr int kRows = 4;

/// exp2_below_zero() in lanes.
TL_AVX512_INLINE __m512 exp2_below_zero16(__m512 x) {
  const __m512 shifted = _mm512_add_ps(x, _mm512_set1_ps(kRounder));
  const __m512 f = _mm512_sub_ps(x, _mm512_sub_ps(shifted, _mm512_set1_ps(kRounder)));
  __m512 p = _mm512_set1_ps(exp2_factor(0));
  for (int i = 1; i < 6; ++i)
    p = _mm512_add_ps(_mm512_mul_ps(p, f), _mm512_set1_ps(exp2_factor(i)));
  const __m512i exponent = _mm512_slli_epi32(_mm512_castps_si512(shifted), 23);
  return _mm512_castsi512_ps(_mm512_add_epi32(_mm512_castps_si512(p), exponent));
}

/// lesser() in lanes; integers have twice the units.
TL_AVX512_INLINE __m512 lesser16(__m512 a, __m512 b) {
  return _mm512_castsi512_ps(_mm512_min_epi32(_mm512_castps_si512(a), _mm512_castps_si512(b)));
}

/// Square roots, rounded exactly as IEEE 754 asks, in a third of the time of the instruction:
/// estimate, one Newton step on root and half its inverse, then the root's own remainder
/// (Markstein's method). For normal numbers far from the ends of float's range;
/// control_surface_test tries every mantissa.
TL_AVX512_INLINE __m512 sqrt16(__m512 x) {
  const __m512 half = _mm512_set1_ps(0.5F);
  const __m512 y = _mm512_rsqrt14_ps(x);
  const __m512 g = _mm512_mul_ps(x, y), h = _mm512_mul_ps(half, y);
  const __m512 rho = _mm512_fnmadd_ps(g, h, half);
  const __m512 g1 = _mm512_fmadd_ps(g, rho, g), h1 = _mm512_fmadd_ps(h, rho, h);
  return _mm512_fmadd_ps(_mm512_fnmadd_ps(g1, g1, x), h1, g1);
}

/// control_excess() in lanes. One root by the instruction and one by hand keep the divider and the
/// multipliers busy at the same time.
TL_AVX512_INLINE __m512 control_excess16(__m512 d2_a, __m512 d2_b, __m512 gain) {
  const __m512 sign = _mm512_set1_ps(-0.0F), half = _mm512_set1_ps(0.5F);
  const __m512 lead = _mm512_mul_ps(gain, _mm512_sub_ps(_mm512_sqrt_ps(d2_b), sqrt16(d2_a)));
  const __m512 below = _mm512_max_ps(_mm512_or_ps(lead, sign), _mm512_set1_ps(-126.0F));
  const __m512 one_more = _mm512_add_ps(_mm512_set1_ps(1.0F), exp2_below_zero16(below));
  const __m512 excess = _mm512_sub_ps(_mm512_div_ps(_mm512_set1_ps(1.0F), one_more), half);
  return _mm512_or_ps(excess, _mm512_and_ps(lead, sign));
}

/// The least squared distance of players [first, end) to 16 cells of each of kRows rows, from
/// squared distances along x (`dx2`) and along y (`dy2`, the first of these rows).
TL_AVX512_INLINE void nearest16(const float* dx2, const float* dy2, int dy2_pitch, int first,
                                int end, __m512 (&best)[kRows]) {
  for (int r = 0; r < kRows; ++r) best[r] = _mm512_set1_ps(std::numeric_limits<float>::max());
  for (int i = first; i < end; ++i) {
    const __m512 along = _mm512_loadu_ps(dx2 + i * kControlLanes);
    for (int r = 0; r < kRows; ++r) {
      const __m512 across = _mm512_set1_ps(dy2[i * dy2_pitch + r]);
      best[r] = lesser16(_mm512_add_ps(along, across), best[r]);
    }
  }
}

/// Squared distances of every player to `cells` (a multiple of 16) places along one axis, plus
/// `least`.
TL_AVX512_INLINE void squared_distances(const float* cell, int cells, const float* players,
                                        int count, float least, float* d2) {
  const __m512 floor = _mm512_set1_ps(least);
  for (int i = 0; i < count; ++i) {
    const __m512 player = _mm512_set1_ps(players[i]);
    for (int k = 0; k < cells; k += kControlLanes) {
      const __m512 d = _mm512_sub_ps(_mm512_loadu_ps(cell + k), player);
      _mm512_storeu_ps(d2 + i * cells + k, _mm512_add_ps(_mm512_mul_ps(d, d), floor));
    }
  }
}

}  // namespace

TL_AVX512 void control_avx512(const ControlProblem& p, float* scratch, float* out,
                              float (&sums)[kControlLanes]) {
  const __m512 gain = _mm512_set1_ps(p.gain_per_m * kLog2E), half = _mm512_set1_ps(0.5F);
  __m512 sum = _mm512_setzero_ps();
  const int padded = padded_cells(p.rows);
  float *dx2 = scratch, *dy2 = scratch + p.count * kControlLanes;
  squared_distances(p.cell_y, padded, p.y, p.count, 0, dy2);
  for (int column = 0; column < p.columns; column += kControlLanes) {
    const int left = p.columns - column;
    const auto lanes = static_cast<__mmask16>(left < kControlLanes ? (1U << left) - 1 : 0xFFFFU);
    squared_distances(p.cell_x + column, kControlLanes, p.x, p.count, kLeastD2, dx2);
    for (int row = 0; row < p.rows; row += kRows) {
      __m512 a[kRows], b[kRows];
      nearest16(dx2, dy2 + row, padded, 0, p.count_a, a);
      nearest16(dx2, dy2 + row, padded, p.count_a, p.count, b);
      for (int r = 0; r < kRows; ++r) a[r] = control_excess16(a[r], b[r], gain);
      for (int r = 0; r < kRows && row + r < p.rows; ++r) {
        sum = _mm512_mask_add_ps(sum, lanes, sum, a[r]);
        _mm512_mask_storeu_ps(out + (row + r) * p.columns + column, lanes,
                              _mm512_add_ps(half, a[r]));
      }
    }
  }
  _mm512_storeu_ps(sums, sum);
}

TL_AVX512 void control_roots_avx512(const float* values, int count, float* roots) {
  for (int i = 0; i < count; i += kControlLanes)
    _mm512_storeu_ps(roots + i, sqrt16(_mm512_loadu_ps(values + i)));
}

#else

bool control_avx512_supported() { return false; }
void control_avx512(const ControlProblem&, float*, float*, float (&)[kControlLanes]) {}
void control_roots_avx512(const float*, int, float*) {}

#endif

}  // namespace touchline
