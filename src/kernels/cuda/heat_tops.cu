#include "kernels/cuda/heat_tops.h"

#include "kernels/cuda/kernel.h"

namespace touchline {

/// A block per channel: each thread keeps the best of its cells, then halves meet.
template <class Sample>
inline __device__ void find_tops(const HeatTopsWork& work) {
  __shared__ std::uint64_t best[HeatTopsWork::kThreads];
  constexpr std::uint64_t kNone = ~std::uint64_t{0};
  const int cells = work.width * work.height, thread = static_cast<int>(threadIdx.x);
  const HeatMapOf<Sample> map{
      static_cast<const Sample*>(work.heat) + std::ptrdiff_t{blockIdx.x} * cells, work.width,
      work.height};
  std::uint64_t mine = kNone;
  for (int i = thread; i < cells; i += HeatTopsWork::kThreads)
    if (const float score = to_float(map.data[i]); score > -std::numeric_limits<float>::infinity())
      mine = std::min(mine, heat_key(score, static_cast<std::uint32_t>(i)));
  best[thread] = mine;
  for (int half = HeatTopsWork::kThreads / 2; half > 0; half /= 2) {
    __syncthreads();
    if (thread < half) best[thread] = std::min(best[thread], best[thread + half]);
  }
  if (thread > 0) return;
  HeatTop& out = work.out[blockIdx.x];
  out = {.score = -std::numeric_limits<float>::infinity()};
  if (best[0] == kNone) return;
  const auto place = static_cast<int>(static_cast<std::uint32_t>(best[0]));
  out = heat_top(map, place % work.width, place / work.width);
}

TL_KERNEL_SYNC(heat_tops_f32, HeatTopsWork) { find_tops<float>(args); }
TL_KERNEL_SYNC(heat_tops_f16, HeatTopsWork) { find_tops<Half>(args); }

}  // namespace touchline
