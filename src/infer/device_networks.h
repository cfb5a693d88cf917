// The networks behind make_device_network(), each in its own file. Private to infer.
#pragma once

#include "infer/device_network.h"

namespace touchline {

/// Computed on the CPU by the engine of the options, on tensors that a GPU prepared.
Result<std::unique_ptr<DeviceNetwork>> make_host_network(const DeviceNetworkSpec& spec,
                                                         const EngineOptions& options,
                                                         const cuda::SharedContext& context);

/// How the CUDA provider works: what was measured best, and what tests measure it against.
struct CudaTuning {
  bool channels_last = true;  ///< of f16: the layout of tensor cores
  bool graph = true;          ///< one launch for all kernels of a run
  bool fuse_bias = false;     ///< a convolution adds its bias itself: kernels compiled at start-up
  /// Only for tests with the emulated driver, whose memory the host can read: the CPU's provider in
  /// place of the GPU's.
  bool emulated = false;
};
/// Computed by ONNX Runtime's CUDA or TensorRT provider.
Result<std::unique_ptr<DeviceNetwork>> make_cuda_network(const DeviceNetworkSpec& spec,
                                                         const EngineOptions& options,
                                                         const cuda::SharedContext& context,
                                                         const CudaTuning& tuning = {});

/// Buffers of a pool that is used once. Errc::no_device when memory has run out.
Result<Buffer> device_buffer(std::size_t bytes, const cuda::SharedContext& context);
Result<Buffer> pinned_buffer(std::size_t bytes, const cuda::SharedContext& context);

}  // namespace touchline
