// Opening a network with ONNX Runtime's CUDA or TensorRT provider. Private to infer.
#pragma once

#include <onnxruntime_cxx_api.h>

#include <memory>
#include <string>
#include <vector>

#include "infer/device_networks.h"

namespace touchline::ort {

/// What every session of a network has in common.
struct CudaSetup {
  EngineSpec spec;
  std::vector<std::int64_t> shape;                          ///< batch x 3 x h x w
  std::vector<std::pair<std::string, std::int64_t>> sizes;  ///< the free sizes of the file, fixed
  bool rows_vary = false;
  EngineKind kind = EngineKind::onnxruntime;
  Precision precision = Precision::f16;
  CudaTuning tuning;
  std::string engine_cache;  ///< folder of TensorRT's engines
  std::string reason;
  int batch = 1;
  [[nodiscard]] TensorType type() const {
    return precision == Precision::f16 ? TensorType::f16 : TensorType::f32;
  }
};
/// Looks at the file and the libraries. Errc::bad_model; Errc::no_device says what is missing.
Result<CudaSetup> cuda_setup(const DeviceNetworkSpec& spec, const EngineOptions& options,
                             const cuda::SharedContext& context, const CudaTuning& tuning);

/// One network on one stream; its tuning is what the library took of the setup's.
struct CudaModel : CudaSetup {
  std::shared_ptr<Ort::Session> session;
  cuda::Stream* stream = nullptr;
  Status reload_without_graph();
};
Result<CudaModel> load_cuda(const CudaSetup& setup, cuda::Stream& stream);

/// What the library calls the memory of the model's GPU.
/// See read_ahead().
void read_ports_ahead(const EngineSpec& spec, const EngineOptions& options);

Ort::MemoryInfo gpu_memory(const CudaModel& model);

/// An exception of the library as an Error: Errc::no_device when the GPU or a library is to blame,
/// else Errc::bad_model.
Error cuda_error(const EngineSpec& spec, const char* doing, const std::exception& e);

}  // namespace touchline::ort
