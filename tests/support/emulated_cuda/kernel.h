// Kernels as host code: what kernels/cuda/kernel.h needs where no GPU compiler is at work.
#pragma once

#include <cmath>
#include <cstdint>
#include <type_traits>

#define TL_EMULATED_CUDA 1
#define __device__
#define __host__
#define __global__
#define __forceinline__ inline
#define __shared__ static  // one block runs at a time
#define __launch_bounds__(...)

namespace touchline::emulated {

struct Index {
  unsigned x = 0, y = 0, z = 0;
};

/// What a kernel's symbol is in the emulated driver: how to run one thread of it.
struct EmulatedKernel {
  void (*run)(const void* args);
  bool synchronises;  ///< its threads meet at barriers, so each needs a stack of its own
};

/// Of the thread that runs.
extern Index thread_index, block_index, block_size, grid_size;
void meet_all_threads();

}  // namespace touchline::emulated

#define threadIdx touchline::emulated::thread_index
#define blockIdx touchline::emulated::block_index
#define blockDim touchline::emulated::block_size
#define gridDim touchline::emulated::grid_size
#define __syncthreads touchline::emulated::meet_all_threads

#define TL_EMULATED_KERNEL(name, Args, sync)                                                   \
  static void name##_thread(const Args& args);                                                 \
  static void name##_run(const void* args) { name##_thread(*static_cast<const Args*>(args)); } \
  extern "C" __attribute__((visibility("default")))                                            \
  const touchline::emulated::EmulatedKernel name;                                              \
  const touchline::emulated::EmulatedKernel name{name##_run, sync};                            \
  static void name##_thread([[maybe_unused]] const Args& args)
#define TL_KERNEL(name, Args) TL_EMULATED_KERNEL(name, Args, false)
#define TL_KERNEL_SYNC(name, Args) TL_EMULATED_KERNEL(name, Args, true)

// Threads run one after another, so plain operations are atomic.
template <class T>
T atomicAdd(T* at, std::type_identity_t<T> value) {
  const T before = *at;
  *at = static_cast<T>(before + value);
  return before;
}
template <class T>
T atomicMax(T* at, std::type_identity_t<T> value) {
  const T before = *at;
  if (value > before) *at = value;
  return before;
}
template <class T>
T atomicMin(T* at, std::type_identity_t<T> value) {
  const T before = *at;
  if (value < before) *at = value;
  return before;
}
template <class T>
T __ldg(const T* at) {
  return *at;
}
