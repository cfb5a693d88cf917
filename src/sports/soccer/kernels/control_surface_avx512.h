// The control surface by hand for CPUs with AVX-512, bit-equal to ControlCell.
#pragma once

#include "sports/soccer/kernels/control_surface.h"

namespace touchline {

/// True when this CPU can run the functions below.
bool control_avx512_supported();

/// Like control_surface(); leaves the sum of the excesses over one half in `sums`, by lane.
void control_avx512(const ControlProblem& problem, float* scratch, float* out,
                    float (&sums)[kControlLanes]);

/// The square roots it uses, for the test that tries every mantissa; `count` a multiple of 16.
void control_roots_avx512(const float* values, int count, float* roots);

}  // namespace touchline
