#include "pipeline/device_choice.h"

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
    auto gpu = cuda::Context::open(0);
    const std::string missing = gpu ? missing_for_gpu(a.settings()) : gpu.error().message;
    if (missing.empty()) {
      a.gpu = std::move(*gpu);
      a.device = {Device::Kind::cuda, 0};
    }
    a.device_why = missing.empty() ? "auto: the first GPU" : "auto: " + missing;
  } else {
    TL_ASSIGN(a.device, parse_device(asked));
    a.device_why = "asked for";
    if (a.device.is_cuda()) {
      TL_ASSIGN(a.gpu, cuda::Context::open(a.device.index));
      if (const auto missing = missing_for_gpu(a.settings()); !missing.empty())
        return fail(Errc::no_device, "device", "device {}: {}", asked, missing);
    }
  }
  size_inference(a);
  return {};
}

}  // namespace touchline
