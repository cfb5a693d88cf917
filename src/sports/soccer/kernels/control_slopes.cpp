// Built with -fno-math-errno and -fno-trapping-math (see CMakeLists.txt), as shape_cpu.cpp is.
#include <cmath>

#include "kernels/blend_clones.h"
#include "sports/soccer/kernels/control_surface.h"

namespace touchline {
namespace {

/// Sixteen neighbouring cells and who is nearest to each.
struct Cells {
  float x[kControlLanes], d2[2][kControlLanes], weight[2][kControlLanes];
};

/// The logistic's slope over the distance of each team's nearest: what a metre of (dx, dy) is
/// worth. Only the first `inside` cells are the pitch's.
inline void weigh(const ControlProblem& p, float y, int lanes, int inside, Cells& c) {
  const int first[] = {0, p.count_a}, end[] = {p.count_a, p.count};
  for (int team = 0; team < 2; ++team) {
    float* best = c.d2[team];
    for (int k = 0; k < lanes; ++k) best[k] = std::numeric_limits<float>::max();
    for (int i = first[team]; i < end[team]; ++i) {
      const float px = p.x[i], dy = y - p.y[i], dy2 = dy * dy;
      for (int k = 0; k < lanes; ++k) {
        const float dx = c.x[k] - px;
        best[k] = lesser((dx * dx + kLeastD2) + dy2, best[k]);
      }
    }
  }
  const float gain = p.gain_per_m;
  for (int k = 0; k < lanes; ++k) {
    const float h = control_excess(c.d2[0][k], c.d2[1][k], gain * kLog2E);
    const float slope = gain * (0.25F - h * h);
    c.weight[0][k] = slope / sqrtf(c.d2[0][k]);
    c.weight[1][k] = -slope / sqrtf(c.d2[1][k]);
  }
  for (int k = inside; k < lanes; ++k) c.weight[0][k] = c.weight[1][k] = 0;
}

/// Adds what 16 cells of a row say about a player, by lane; `least`, `weights`: his team's.
inline void add(float player_x, float player_y, const float* least, const float* weights, float y,
                const float* x, int lanes, float* sum_x, float* sum_y) {
  const float dy = y - player_y, dy2 = dy * dy;
#pragma GCC ivdep
  for (int k = 0; k < lanes; ++k) {
    const float dx = x[k] - player_x;
    const float d2 = (dx * dx + kLeastD2) + dy2;
    const auto nearest = static_cast<std::uint32_t>(-static_cast<std::int32_t>(
        std::bit_cast<std::int32_t>(d2) <= std::bit_cast<std::int32_t>(least[k])));
    const auto weight = std::bit_cast<float>(std::bit_cast<std::uint32_t>(weights[k]) & nearest);
    sum_x[k] += weight * dx;
    sum_y[k] += weight * dy;
  }
}

inline float total(const float* sums) {
  float all = 0;
  for (int k = 0; k < kControlLanes; ++k) all += sums[k];
  return all;
}

}  // namespace

TL_CLONES void control_slopes(const ControlProblem& p, float* scratch, float* slope_x,
                              float* slope_y) {
  float *sum_x = scratch, *sum_y = scratch + p.count * kControlLanes;
  for (int i = 0; i < 2 * p.count * kControlLanes; ++i) scratch[i] = 0;
  Cells cells;
  for (int column = 0; column < p.columns; column += kControlLanes) {
    const int lanes = lanes_of_block(p, column);
    for (int k = 0; k < lanes; ++k) cells.x[k] = p.cell_x[column + k];
    for (int row = 0; row < p.rows; ++row) {
      weigh(p, p.cell_y[row], lanes, p.columns - column, cells);
      for (int i = 0; i < p.count; ++i)
        add(p.x[i], p.y[i], cells.d2[i < p.count_a ? 0 : 1], cells.weight[i < p.count_a ? 0 : 1],
            p.cell_y[row], cells.x, lanes, sum_x + i * kControlLanes, sum_y + i * kControlLanes);
    }
  }
  const auto cell_count = static_cast<float>(p.columns * p.rows);
  for (int i = 0; i < p.count; ++i) {
    slope_x[i] = total(sum_x + i * kControlLanes) / cell_count;
    slope_y[i] = total(sum_y + i * kControlLanes) / cell_count;
  }
}

}  // namespace touchline
