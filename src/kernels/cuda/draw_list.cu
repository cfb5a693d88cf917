#include "kernels/cuda/draw_tile.h"
#include "kernels/cuda/kernel.h"

namespace touchline {

// One block per tile that anything is drawn on.
TL_KERNEL(draw_tiles, DrawTiles) {
  args(static_cast<int>(blockIdx.x), static_cast<int>(threadIdx.x), static_cast<int>(threadIdx.y));
}

}  // namespace touchline
