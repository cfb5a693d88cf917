// Soft pitch control over a grid of cells, in float32: the arithmetic of one cell, the same for
// every way of computing it, and its CPU drivers. All ways give the same bits: only operations that
// IEEE 754 rounds exactly are used, none is fused, and sums have one order.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "base/portable.h"

namespace touchline {

/// Cells worked on at a time: lists of their middles are padded to a multiple of it.
inline constexpr int kControlLanes = 16;

/// Players of team a first, then those of team b; metres.
struct ControlProblem {
  const float *x, *y;
  int count_a, count;   ///< of team a, and of both
  const float* cell_x;  ///< middles of the columns; padded_cells(columns) finite values
  const float* cell_y;  ///< middles of the rows; padded_cells(rows) finite values
  int columns, rows;
  float gain_per_m;  ///< of the logistic; above 0
};

TL_HD constexpr int padded_cells(int cells) {
  return (cells + kControlLanes - 1) / kControlLanes * kControlLanes;
}

/// Factor i of the minimax polynomial of 2^f over -0.5..0.5, highest power first; relative error
/// 9.2e-8. At 0 it is exactly 1.
TL_HD constexpr float exp2_factor(int i) {
  constexpr float kFactors[] = {1.326472731307149e-3F, 9.671512991189957e-3F, 5.550733581185341e-2F,
                                2.402222442687225e-1F, 6.931470036506653e-1F, 1.0F};
  return kFactors[i];
}
/// 1.5 * 2^23: adding it rounds a small number to an integer, held in the last bits.
inline constexpr float kRounder = 12582912.0F;

/// exp2(x) for -126 <= x <= 0, within 3e-7 of the value.
TL_HD inline float exp2_below_zero(float x) {
  const float shifted = x + kRounder;
  const float f = x - (shifted - kRounder);  // -0.5..0.5
  float p = exp2_factor(0);
  for (int i = 1; i < 6; ++i) p = p * f + exp2_factor(i);
  const auto exponent = std::bit_cast<std::uint32_t>(shifted) << 23U;
  return std::bit_cast<float>(std::bit_cast<std::uint32_t>(p) + exponent);
}

/// Added to squared distances along x, so that none is zero: a micrometre.
inline constexpr float kLeastD2 = 1e-12F;

/// The lesser of two floats that are not negative. Their bits are ordered as they are, and integers
/// go through vectors of every instruction set.
TL_HD inline float lesser(float a, float b) {
  const auto i = std::bit_cast<std::int32_t>(a), j = std::bit_cast<std::int32_t>(b);
  return std::bit_cast<float>(i < j ? i : j);
}

/// The lanes of a block from `column` on: always kControlLanes. Loops over a constant so small are
/// unrolled by GCC 12 before it can make vectors of them; this it does not see through.
inline int lanes_of_block(const ControlProblem& p, int column) {
  const int left = padded_cells(p.columns) - column;
  return left < kControlLanes ? left : kControlLanes;
}

/// What the logistic exceeds one half by: -0.5..0.5, odd to the last bit, so that swapping the
/// teams complements exactly. `gain_log2` is the logistic's gain times log2(e); d2: squared
/// distances of the nearest player of team a and of team b.
TL_HD inline float control_excess(float d2_a, float d2_b, float gain_log2) {
  const float lead = gain_log2 * (sqrtf(d2_b) - sqrtf(d2_a));
  const float e = exp2_below_zero(-lesser(fabsf(lead), 126.0F));
  return copysignf(1.0F / (1.0F + e) - 0.5F, lead);
}

inline constexpr float kLog2E = 1.44269504F;

/// The definition, one cell after another: cell (x, y) gets team a's share.
struct ControlCell {
  ControlProblem problem;
  float* out;

  [[nodiscard]] TL_HD float nearest(int x, int y, int first, int end) const {
    float best = std::numeric_limits<float>::max();
    for (int p = first; p < end; ++p) {
      const float dx = problem.cell_x[x] - problem.x[p], dy = problem.cell_y[y] - problem.y[p];
      const float d2 = (dx * dx + kLeastD2) + dy * dy;
      best = lesser(d2, best);
    }
    return best;
  }
  /// What the share exceeds one half by.
  [[nodiscard]] TL_HD float excess(int x, int y) const {
    const float a = nearest(x, y, 0, problem.count_a);
    const float b = nearest(x, y, problem.count_a, problem.count);
    return control_excess(a, b, problem.gain_per_m * kLog2E);
  }
  TL_HD void operator()(int x, int y) const { out[y * problem.columns + x] = 0.5F + excess(x, y); }
};

/// The mean share of `cells` cells from sums of their excess: lane k's are those of columns k,
/// k + kControlLanes and so on, each from the first row to the last. Changes the sums.
TL_HD inline float control_share(float (&sums)[kControlLanes], int cells) {
  for (int half = kControlLanes / 2; half > 0; half /= 2)
    for (int k = 0; k < half; ++k) sums[k] += sums[k + half];
  return 0.5F + sums[0] / static_cast<float>(cells);
}

/// The ways to compute. All give the same bits.
enum class ControlWay { portable, avx512 };
/// True when this CPU can go this way.
bool control_supports(ControlWay way);
ControlWay fastest_control_way();

/// Floats of scratch memory that control_surface() needs.
constexpr int control_scratch(int players, int rows) {
  return players * (kControlLanes + padded_cells(rows));
}

/// Team a's share of every cell into `out` (columns * rows, row-major). Returns the mean over the
/// cells. Each team has a player. `scratch`: control_scratch(count, rows) floats.
float control_surface(const ControlProblem& problem, float* scratch, float* out,
                      ControlWay way = fastest_control_way());

/// How the mean changes with each player's position: (d mean / dx, d mean / dy) per metre into
/// `slope_x` and `slope_y` (`count` each). By the nearest players alone, which is exact wherever
/// one is nearest. `scratch`: control_scratch(count, rows) floats.
void control_slopes(const ControlProblem& problem, float* scratch, float* slope_x, float* slope_y);

}  // namespace touchline
