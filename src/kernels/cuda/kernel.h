// How a GPU kernel is written here, so that nvcc compiles it for GPUs and the tests' emulated
// driver runs the same source on the host. Only .cu files include it.
//
//   struct BrightenArgs { BrightenPixel pixel; int width, height; };   // in the operation's header
//   TL_KERNEL(brighten, BrightenArgs) {
//     const int x = thread_x(), y = thread_y();
//     if (x < args.width && y < args.height) args.pixel(x, y);
//   }
//
// A kernel takes one trivially copyable struct, `args`. One that calls __syncthreads() or uses
// __shared__ memory says TL_KERNEL_SYNC. No dynamic shared memory, no warp intrinsics.
#pragma once

#if defined(__CUDACC__)
#define TL_KERNEL(name, Args) extern "C" __global__ void name(const __grid_constant__ Args args)
#define TL_KERNEL_SYNC(name, Args) TL_KERNEL(name, Args)
#else
#include TL_KERNEL_HEADER  // the header of the tests' driver
#endif

namespace touchline {

inline __device__ int thread_x() { return static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x); }
inline __device__ int thread_y() { return static_cast<int>(blockIdx.y * blockDim.y + threadIdx.y); }
inline __device__ int thread_z() { return static_cast<int>(blockIdx.z * blockDim.z + threadIdx.z); }

}  // namespace touchline
