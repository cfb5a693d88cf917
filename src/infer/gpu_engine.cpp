#include "infer/gpu_engine.h"

#include <onnxruntime_cxx_api.h>

#include <algorithm>

#include "infer/cuda_libraries.h"
#include "infer/engine.h"

namespace touchline {

std::string gpu_engine_missing() {
  const auto providers = Ort::GetAvailableProviders();
  if (std::find(providers.begin(), providers.end(), "CUDAExecutionProvider") == providers.end())
    return fmt::format(
        "{} here is its CPU build (providers: {}); ./touchline setup --gpu fetches the GPU build",
        onnxruntime_version(), fmt::join(providers, ", "));
  std::string where;
  const auto loaded = load_cuda_libraries(where);
  return loaded ? "" : loaded.error().message;
}

}  // namespace touchline
