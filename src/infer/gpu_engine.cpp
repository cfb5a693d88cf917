#include "infer/gpu_engine.h"

#include <onnxruntime_cxx_api.h>

#include <algorithm>

#include "infer/cuda_libraries.h"
#include "infer/cuda_provider.h"
#include "infer/picture_network.h"

namespace touchline {

std::string gpu_engine_missing() {
  const auto providers = Ort::GetAvailableProviders();
  if (std::find(providers.begin(), providers.end(), "CUDAExecutionProvider") == providers.end())
    return fmt::format(
        "{} here is its CPU build (providers: {}); ./touchline setup --gpu fetches the GPU build",
        onnxruntime_version(), fmt::join(providers, ", "));
  std::string where;
  const auto loaded = load_cuda_libraries(where);
  if (!loaded) return loaded.error().message;
  // Loads the provider's library, which a network would otherwise wait for. That says itself what
  // is wrong with it.
  OrtCUDAProviderOptionsV2* none = nullptr;
  if (OrtStatus* refused = Ort::GetApi().CreateCUDAProviderOptions(&none))
    Ort::GetApi().ReleaseStatus(refused);
  else
    Ort::GetApi().ReleaseCUDAProviderOptions(none);
  return {};
}

void read_ahead(const ModelManifest& manifest, const EngineOptions& options) {
  if (verify_unless_kept(manifest, options)) ort::read_ports_ahead(engine_spec(manifest), options);
}

}  // namespace touchline
