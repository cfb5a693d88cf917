// Built with -fno-math-errno and -fno-trapping-math (see CMakeLists.txt), as shape_cpu.cpp is.
#include <cmath>

#include "kernels/blend_clones.h"
#include "kernels/control_surface.h"

namespace touchline {
namespace {

/// Sixteen neighbouring cells and who is nearest to each.
struct Cells {
  float x[kControlLanes], d2[2][kControlLanes], weight[2][kControlLanes];
};

inline float squared_distance(const ControlProblem& p, int player, float x, float y) {
  const float dx = x - p.x[player], dy = y - p.y[player];
  return (dx * dx + kLeastD2) + dy * dy;
}

/// The logistic's slope over the distance of each team's nearest: what a metre of (dx, dy) is
/// worth.
inline void weigh(const ControlProblem& p, float y, Cells& c) {
  const int first[] = {0, p.count_a}, end[] = {p.count_a, p.count};
  for (int team = 0; team < 2; ++team) {
    for (float& value : c.d2[team]) value = std::numeric_limits<float>::max();
    for (int i = first[team]; i < end[team]; ++i)
      for (int k = 0; k < kControlLanes; ++k) {
        c.d2[team][k] = lesser(squared_distance(p, i, c.x[k], y), c.d2[team][k]);
      }
  }
  for (int k = 0; k < kControlLanes; ++k) {
    const float h = control_excess(c.d2[0][k], c.d2[1][k], p.gain_per_m * kLog2E);
    const float slope = p.gain_per_m * (0.25F - h * h);
    c.weight[0][k] = slope / sqrtf(c.d2[0][k]);
    c.weight[1][k] = -slope / sqrtf(c.d2[1][k]);
  }
}

/// Adds what 16 cells say about player i of `team`.
inline void add(const ControlProblem& p, int i, int team, float y, const Cells& c, int lanes,
                float& slope_x, float& slope_y) {
  float along[kControlLanes], nearest[kControlLanes];
  for (int k = 0; k < kControlLanes; ++k) {
    const bool is_nearest = squared_distance(p, i, c.x[k], y) <= c.d2[team][k];
    nearest[k] = is_nearest ? c.weight[team][k] : 0.0F;
    along[k] = nearest[k] * (c.x[k] - p.x[i]);
  }
  float sum = 0, sum_x = 0;
  for (int k = 0; k < lanes; ++k) {
    sum += nearest[k];
    sum_x += along[k];
  }
  slope_x += sum_x;
  slope_y += sum * (y - p.y[i]);
}

}  // namespace

TL_CLONES void control_slopes(const ControlProblem& p, float* slope_x, float* slope_y) {
  for (int i = 0; i < p.count; ++i) slope_x[i] = slope_y[i] = 0;
  Cells cells;
  for (int column = 0; column < p.columns; column += kControlLanes) {
    const int lanes = p.columns - column < kControlLanes ? p.columns - column : kControlLanes;
    for (int k = 0; k < kControlLanes; ++k) cells.x[k] = p.cell_x[column + k];
    for (int row = 0; row < p.rows; ++row) {
      weigh(p, p.cell_y[row], cells);
      for (int i = 0; i < p.count; ++i)
        add(p, i, i < p.count_a ? 0 : 1, p.cell_y[row], cells, lanes, slope_x[i], slope_y[i]);
    }
  }
  const auto count = static_cast<float>(p.columns * p.rows);
  for (int i = 0; i < p.count; ++i) {
    slope_x[i] /= count;
    slope_y[i] /= count;
  }
}

}  // namespace touchline
