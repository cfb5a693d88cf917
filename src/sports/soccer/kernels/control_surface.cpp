// Built with -fno-math-errno and -fno-trapping-math (see CMakeLists.txt), as shape_cpu.cpp is.
#include "sports/soccer/kernels/control_surface.h"

#include <algorithm>

#include "kernels/blend_clones.h"
#include "sports/soccer/kernels/control_surface_avx512.h"

namespace touchline {
namespace {

/// Least squared distance of players [first, end) to 16 neighbouring cells. dx2: squared distances
/// along x, by player.
inline void nearest(const ControlProblem& p, const float* dx2, float cell_y, int first, int end,
                    int lanes, float* best) {
  for (int k = 0; k < lanes; ++k) best[k] = std::numeric_limits<float>::max();
  for (int i = first; i < end; ++i) {
    const float dy = cell_y - p.y[i], dy2 = dy * dy;
    const float* along = dx2 + i * kControlLanes;
#pragma GCC ivdep
    for (int k = 0; k < lanes; ++k) best[k] = lesser(along[k] + dy2, best[k]);
  }
}

inline void distances_along(const ControlProblem& p, int column, float* dx2) {
  for (int i = 0; i < p.count; ++i) {
    for (int k = 0; k < kControlLanes; ++k) {
      const float dx = p.cell_x[column + k] - p.x[i];
      dx2[i * kControlLanes + k] = dx * dx + kLeastD2;
    }
  }
}

TL_CLONES void control_portable(const ControlProblem& p, float* scratch, float* out,
                                float (&sums)[kControlLanes]) {
  const float gain = p.gain_per_m * kLog2E;
  float a[kControlLanes], b[kControlLanes], excess[kControlLanes];
  for (float& sum : sums) sum = 0;
  for (int column = 0; column < p.columns; column += kControlLanes) {
    distances_along(p, column, scratch);
    const int lanes = lanes_of_block(p, column), inside = std::min(p.columns - column, lanes);
    for (int row = 0; row < p.rows; ++row) {
      nearest(p, scratch, p.cell_y[row], 0, p.count_a, lanes, a);
      nearest(p, scratch, p.cell_y[row], p.count_a, p.count, lanes, b);
      for (int k = 0; k < lanes; ++k) excess[k] = control_excess(a[k], b[k], gain);
      float* cells = out + row * p.columns + column;
      for (int k = 0; k < inside; ++k) {
        sums[k] += excess[k];
        cells[k] = 0.5F + excess[k];
      }
    }
  }
}

}  // namespace

bool control_supports(ControlWay way) {
  return way == ControlWay::portable || control_avx512_supported();
}

ControlWay fastest_control_way() {
  static const ControlWay fastest =
      control_avx512_supported() ? ControlWay::avx512 : ControlWay::portable;
  return fastest;
}

float control_surface(const ControlProblem& problem, float* scratch, float* out, ControlWay way) {
  float sums[kControlLanes];
  if (way == ControlWay::avx512) {
    control_avx512(problem, scratch, out, sums);
  } else {
    control_portable(problem, scratch, out, sums);
  }
  return control_share(sums, problem.columns * problem.rows);
}

}  // namespace touchline
