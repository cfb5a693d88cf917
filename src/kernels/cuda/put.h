// A tensor's number written in its own width. Only .cu files include it.
#pragma once

#include "kernels/cuda/kernel.h"
#include "kernels/half.h"

namespace touchline {

inline __device__ void put(float* at, float value) { *at = value; }
inline __device__ void put(Half* at, float value) { at->bits = half_bits(value); }

}  // namespace touchline
