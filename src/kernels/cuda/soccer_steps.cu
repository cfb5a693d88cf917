#include "kernels/cuda/kernel.h"
#include "kernels/cuda/soccer_args.h"

namespace touchline {

/// A block per frame: its threads share out the people and look-ups, then the cells.
TL_KERNEL_SYNC(soccer_steps, SoccerStepsArgs) {
  __shared__ float near_x[kNearPeople], near_y[kNearPeople], excess[kMaxControlCells];
  __shared__ float sums[kControlLanes];
  const int thread = static_cast<int>(threadIdx.x), threads = static_cast<int>(blockDim.x);
  const SoccerJob job = args.jobs ? args.jobs[blockIdx.x] : args.job;
  const float* in = (args.input ? args.input : args.parcel) + job.input;
  float* out = args.output + job.output;
  const int n = job.count, cells = args.columns * args.rows;

  float *out_x = out, *out_y = out + n;
  const bool near = n <= kNearPeople;
  float *x = near ? near_x : out_x, *y = near ? near_y : out_y;
  const ProjectPoint project{job.projection, in, in + n, x, y};
  const AssignKit assign{{in + 2 * n, in + 3 * n, in + 4 * n},
                         args.prototypes,
                         args.kits,
                         args.weight_l,
                         args.weight_a,
                         args.weight_b,
                         reinterpret_cast<std::int32_t*>(out + 3 * n),
                         out + 2 * n};
  for (int i = thread; i < n; i += threads) {
    project(i);
    assign(i);
    if (near) {
      out_x[i] = x[i];
      out_y[i] = y[i];
    }
  }
  const LookUpThreat look_up{args.towards[job.direction > 0 ? 0 : 1], in + 5 * n,
                             in + 5 * n + job.looks, out + 4 * n};
  for (int i = thread; i < job.looks; i += threads) look_up(i);
  __syncthreads();

  float* surface = out + 4 * n + job.looks;
  const ControlCell cell{
      {x, y, job.count_a, n, args.cell_x, args.cell_y, args.columns, args.rows, args.gain_per_m},
      surface};
  for (int i = thread; i < cells; i += threads) {
    excess[i] = cell.excess(i % args.columns, i / args.columns);
    surface[i] = 0.5F + excess[i];
  }
  __syncthreads();
  for (int lane = thread; lane < kControlLanes; lane += threads) {
    float sum = 0;
    for (int column = lane; column < args.columns; column += kControlLanes)
      for (int row = 0; row < args.rows; ++row) sum += excess[row * args.columns + column];
    sums[lane] = sum;
  }
  __syncthreads();
  if (thread == 0) {
    float in_registers[kControlLanes];
    for (int lane = 0; lane < kControlLanes; ++lane) in_registers[lane] = sums[lane];
    surface[cells] = control_share(in_registers, cells);
  }
}

}  // namespace touchline
