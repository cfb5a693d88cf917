// Networks fed in a GPU's memory: the counterpart of engine.h for pictures that never leave it.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/result.h"
#include "infer/engine.h"
#include "kernels/cuda/letterbox_batch.h"
#include "memory/cuda.h"

namespace touchline {

/// An output in GPU memory; `shape` counts whole batches.
struct DeviceTensor {
  std::vector<std::int64_t> shape;
  TensorType type = TensorType::f32;
  const void* data = nullptr;  ///< null for an output of whole numbers
};

/// One thread's network, which works on one stream. Its buffers stay where they are.
class DeviceNetworkSession {
 public:
  virtual ~DeviceNetworkSession() = default;
  /// Where the pictures go: batch x 3 x height x width of the network's tensor type, on the GPU.
  [[nodiscard]] virtual void* input() = 0;
  /// Queues the forward pass; the first `pictures` results of it will be read.
  virtual Status run(int pictures) = 0;
  /// The outputs of the last run on the GPU, in the order of EngineSpec::outputs, written once the
  /// stream's work is done. Empty for a network that is not computed there.
  [[nodiscard]] virtual std::span<const DeviceTensor> outputs() const = 0;
  /// The outputs of one picture of the last run (shape 1 x ...) in host memory, as f32: waits for
  /// them. Valid until the next call.
  virtual Result<std::span<const TensorView>> results(int picture) = 0;
};

class DeviceNetwork {
 public:
  virtual ~DeviceNetwork() = default;
  /// `stream` must outlive the session.
  virtual Result<std::unique_ptr<DeviceNetworkSession>> session(cuda::Stream& stream) = 0;
  [[nodiscard]] virtual const EngineInfo& info() const = 0;
  /// Pictures of a run.
  [[nodiscard]] virtual int batch() const = 0;
  [[nodiscard]] virtual TensorType input_type() const = 0;
};

/// What is known of a network before it is loaded.
struct DeviceNetworkSpec {
  EngineSpec engine;       ///< `input_shape` of one picture
  bool rows_vary = false;  ///< outputs have as many rows as were found: one picture a run
};

/// Loads `spec` for options.device. With engine openvino the network is computed by the CPU and
/// only pictures are prepared on the GPU: their tensors are copied (counted as pictures in
/// Traffic). Errc::bad_model; Errc::no_device says which library is missing and what to do.
Result<std::unique_ptr<DeviceNetwork>> make_device_network(const DeviceNetworkSpec& spec,
                                                           const EngineOptions& options,
                                                           cuda::SharedContext context);

}  // namespace touchline
