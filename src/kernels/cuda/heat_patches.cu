#include "kernels/cuda/heat_patches.h"

#include "kernels/cuda/kernel.h"

namespace touchline {

/// A block per point of a body: each thread keeps the best of its cells, then halves meet, then nine
/// threads take a cell each of those around it.
template <class Sample>
inline __device__ void find_patches(const HeatPatchesWork& work) {
  __shared__ std::uint64_t best[HeatPatchesWork::kThreads];
  constexpr std::uint64_t kNone = ~std::uint64_t{0};
  const int cells = work.width * work.height, thread = static_cast<int>(threadIdx.x);
  const auto point = static_cast<int>(blockIdx.x), body = static_cast<int>(blockIdx.y);
  const std::ptrdiff_t input = std::ptrdiff_t{work.channels} * cells;
  const Sample* plain = static_cast<const Sample*>(work.heat) + body * work.views * input;
  BodyHeat<Sample> map{{plain + std::ptrdiff_t{point} * cells, work.width, work.height}};
  if (work.views == 2) map.mirrored = plain + input + std::ptrdiff_t{work.partner[point]} * cells;
  std::uint64_t mine = kNone;
  for (int i = thread; i < cells; i += HeatPatchesWork::kThreads)
    if (const float score = map.at(i % work.width, i / work.width);
        score > -std::numeric_limits<float>::infinity())
      mine = std::min(mine, heat_key(score, static_cast<std::uint32_t>(i)));
  best[thread] = mine;
  for (int half = HeatPatchesWork::kThreads / 2; half > 0; half /= 2) {
    __syncthreads();
    if (thread < half) best[thread] = std::min(best[thread], best[thread + half]);
  }
  __syncthreads();
  if (thread >= 9) return;
  HeatPatch& out = work.out[body * work.channels + point];
  const bool any = best[0] != kNone;
  const auto place = any ? static_cast<int>(static_cast<std::uint32_t>(best[0])) : 0;
  const int x = place % work.width, y = place / work.width;
  out.around[thread] = any ? around_top(map, work.blur, x, y, thread) : 0;
  if (thread > 0) return;
  out.x = x;
  out.y = y;
  out.score = any ? map.at(x, y) : -std::numeric_limits<float>::infinity();
}

TL_KERNEL_SYNC(heat_patches_f32, HeatPatchesWork) { find_patches<float>(args); }
TL_KERNEL_SYNC(heat_patches_f16, HeatPatchesWork) { find_patches<Half>(args); }

}  // namespace touchline
