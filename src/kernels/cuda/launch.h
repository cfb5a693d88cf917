// The GPU driver of a pixel functor: the counterpart of kernels/rows.h.
#pragma once

#include "kernels/cuda/images.h"
#include "memory/cuda.h"

namespace touchline {

/// A warp reads and writes 32 neighbours of a row.
inline constexpr cuda::Grid kTile{32, 8, 1};

/// Blocks of kTile that cover width x height, `depth` times.
constexpr cuda::Grid tiles(int width, int height, int depth = 1) {
  const auto blocks = [](int size, unsigned tile) {
    return (static_cast<unsigned>(size) + tile - 1) / tile;
  };
  return {blocks(width, kTile.x), blocks(height, kTile.y), static_cast<unsigned>(depth)};
}

}  // namespace touchline
