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
void blend_avx512(const BlendPlane& op, const BlendWindow& window, int step);

/// A pair of rows of a mask, and the samples it lies over from its column 0 on.
struct MaskRows {
  std::uint8_t *top, *low;  ///< luma; low is null below the image
  std::uint8_t *u, *v;      ///< v null: u holds pairs
  std::uint8_t* mask;
  std::ptrdiff_t mask_pitch;
  int width;   ///< luma samples in a row of the image
  int x0, x1;  ///< the mask's columns, whole blocks
};
struct YuvColour;
/// Blends the pair of rows and sets its mask to 0.
void blend_avx512(const MaskRows& rows, const YuvColour& colour);

}  // namespace touchline
