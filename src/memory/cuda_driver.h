// The NVIDIA driver's own interface (libcuda), loaded at run time: a machine without it runs the
// same binary. Private to memory/; everybody else uses memory/cuda.h.
#pragma once

#include <cstddef>

#include "base/result.h"

namespace touchline::cuda {

// The driver API's ABI, which is stable: opaque handles and plain integers.
using DevicePointer = unsigned long long;
inline DevicePointer address(const void* device) { return reinterpret_cast<DevicePointer>(device); }

/// CUDA_MEMCPY2D of the driver API.
struct Copy2D {
  std::size_t src_x = 0, src_y = 0;
  unsigned src_kind = 0;
  const void* src_host = nullptr;
  DevicePointer src_device = 0;
  void* src_array = nullptr;
  std::size_t src_pitch = 0;
  std::size_t dst_x = 0, dst_y = 0;
  unsigned dst_kind = 0;
  void* dst_host = nullptr;
  DevicePointer dst_device = 0;
  void* dst_array = nullptr;
  std::size_t dst_pitch = 0;
  std::size_t width_bytes = 0, height = 0;
};
inline constexpr unsigned kHostMemory = 1, kDeviceMemory = 2;

/// Every function used: NAME, then its parameters. All return CUresult, an int.
#define TL_CUDA_DRIVER_FUNCTIONS(X)                                                               \
  X(cuInit, (unsigned))                                                                           \
  X(cuDriverGetVersion, (int*))                                                                   \
  X(cuGetErrorName, (int, const char**))                                                          \
  X(cuGetErrorString, (int, const char**))                                                        \
  X(cuDeviceGetCount, (int*))                                                                     \
  X(cuDeviceGet, (int*, int))                                                                     \
  X(cuDeviceGetName, (char*, int, int))                                                           \
  X(cuDeviceGetAttribute, (int*, int, int))                                                       \
  X(cuDeviceTotalMem_v2, (std::size_t*, int))                                                     \
  X(cuDevicePrimaryCtxSetFlags_v2, (int, unsigned))                                               \
  X(cuDevicePrimaryCtxRetain, (void**, int))                                                      \
  X(cuDevicePrimaryCtxRelease_v2, (int))                                                          \
  X(cuCtxSetCurrent, (void*))                                                                     \
  X(cuThreadExchangeStreamCaptureMode, (int*))                                                    \
  X(cuCtxGetCurrent, (void**))                                                                    \
  X(cuMemGetInfo_v2, (std::size_t*, std::size_t*))                                                \
  X(cuMemAlloc_v2, (DevicePointer*, std::size_t))                                                 \
  X(cuMemFree_v2, (DevicePointer))                                                                \
  X(cuMemHostAlloc, (void**, std::size_t, unsigned))                                              \
  X(cuMemFreeHost, (void*))                                                                       \
  X(cuMemcpyHtoDAsync_v2, (DevicePointer, const void*, std::size_t, void*))                       \
  X(cuMemcpyDtoHAsync_v2, (void*, DevicePointer, std::size_t, void*))                             \
  X(cuMemcpyDtoDAsync_v2, (DevicePointer, DevicePointer, std::size_t, void*))                     \
  X(cuMemcpy2DAsync_v2, (const Copy2D*, void*))                                                   \
  X(cuMemsetD8Async, (DevicePointer, unsigned char, std::size_t, void*))                          \
  X(cuStreamCreateWithPriority, (void**, unsigned, int))                                          \
  X(cuCtxGetStreamPriorityRange, (int*, int*))                                                    \
  X(cuStreamDestroy_v2, (void*))                                                                  \
  X(cuStreamSynchronize, (void*))                                                                 \
  X(cuStreamWaitEvent, (void*, void*, unsigned))                                                  \
  X(cuEventCreate, (void**, unsigned))                                                            \
  X(cuEventDestroy_v2, (void*))                                                                   \
  X(cuEventRecord, (void*, void*))                                                                \
  X(cuEventQuery, (void*))                                                                        \
  X(cuEventSynchronize, (void*))                                                                  \
  X(cuEventElapsedTime, (float*, void*, void*))                                                   \
  X(cuModuleLoadData, (void**, const void*))                                                      \
  X(cuModuleUnload, (void*))                                                                      \
  X(cuModuleGetFunction, (void**, void*, const char*))                                            \
  X(cuLaunchKernel, (void*, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, \
                     void*, void**, void**))

struct Driver {
#define TL_CUDA_MEMBER(name, parameters) int(*name) parameters = nullptr;
  TL_CUDA_DRIVER_FUNCTIONS(TL_CUDA_MEMBER)
#undef TL_CUDA_MEMBER
};

/// The driver, initialised; looked for once. TOUCHLINE_CUDA_DRIVER names another library than
/// libcuda.so.1. Errc::no_device says what is missing.
Result<const Driver*> driver();

/// An error of the driver in words: `what` was tried. Errc::no_device.
Error driver_error(const Driver& driver, int code, const std::string& what);

}  // namespace touchline::cuda
