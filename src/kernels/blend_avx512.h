// The blending functors by hand for CPUs with AVX-512BW, bit-equal to blend.h.
#pragma once

#include "kernels/blend.h"

namespace touchline {

/// Half-open, in samples of a plane (pairs for NV12 chroma).
struct BlendWindow {
  int x0 = 0, y0 = 0, x1 = 0, y1 = 0;
};

/// True when this CPU can run the functions below.
bool blend_avx512_supported();

void blend_avx512(const BlendSingle& op, const BlendWindow& window);
void blend_avx512(const BlendPair& op, const BlendWindow& window);

}  // namespace touchline
