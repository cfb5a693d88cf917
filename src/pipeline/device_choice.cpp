#include "pipeline/device_choice.h"

#include "base/guarded.h"
#include "infer/gpu_engine.h"
#include "kernels/cuda/images.h"

namespace touchline {
namespace {

/// What a GPU run needs besides the driver, in words; empty when all is there.
std::string missing_for_gpu(const Settings& s) {
  if (!*kernel_targets()) return "this build has no GPU code";
  // A network that was put on the CPU by hand needs nothing of ONNX Runtime's.
  if (s.detect.engine == EngineKind::openvino) return {};
  return gpu_engine_missing();
}

/// Reads the networks' files by which GPU `index` would compute.
void read_networks_ahead(const Assembly& a, int index) {
  auto engine = a.engine;
  engine.device = {Device::Kind::cuda, index};
  read_ahead(a.model, engine);
  if (a.landmarks) read_ahead(*a.landmarks, engine);
}

/// Opens GPU `index`; beside that loads what its networks need, which takes as long. `missing`:
/// what is not there, in words; empty when all is.
Result<cuda::SharedContext> open_gpu(const Assembly& a, int index, std::string& missing) {
  if (!cuda::driver_installed()) return cuda::Context::open(index);
  const auto& s = a.settings();
  auto loading =
      start_async("the GPU's libraries", [&s] { return Result<std::string>(missing_for_gpu(s)); });
  std::future<Status> reading;
  if (s.detect.engine != EngineKind::openvino)
    reading = start_async("networks", [&a, index] { read_networks_ahead(a, index); });
  auto gpu = cuda::Context::open(index);
  if (reading.valid()) reading.wait();  // what it found is said when the networks are made
  const auto loaded = loading.get();
  missing = loaded ? *loaded : loaded.error().message;
  return gpu;
}

}  // namespace

void size_inference(Assembly& a) {
  constexpr int kGpuStreams = 2, kGpuBatch = 16;
  const auto& s = a.settings().detect;
  const bool gpu = a.device.is_cuda();
  a.engine.device = a.device;
  a.engine.streams = s.streams ? s.streams : gpu ? kGpuStreams : a.cores;
  // Cameras give one frame each at a time: a larger batch would only be padded.
  const int fill = a.settings().input.realtime
                       ? std::min<int>(static_cast<int>(a.sources), kGpuBatch)
                       : kGpuBatch;
  a.max_batch = s.max_batch ? s.max_batch : gpu ? fill : 1;
  a.engine.max_batch = a.max_batch;
}

Status choose_device(Assembly& a) {
  const auto& asked = a.settings().device;
  if (asked == "auto") {
    std::string missing;
    auto gpu = open_gpu(a, 0, missing);
    if (!gpu) missing = gpu.error().message;
    if (missing.empty()) {
      a.gpu = std::move(*gpu);
      a.device = {Device::Kind::cuda, 0};
    }
    a.device_why = missing.empty() ? "auto: the first GPU" : "auto: " + missing;
  } else {
    TL_ASSIGN(a.device, parse_device(asked));
    a.device_why = "asked for";
    if (a.device.is_cuda()) {
      std::string missing;
      TL_ASSIGN(a.gpu, open_gpu(a, a.device.index, missing));
      if (!missing.empty()) return fail(Errc::no_device, "device", "device {}: {}", asked, missing);
    }
  }
  size_inference(a);
  return {};
}

}  // namespace touchline
