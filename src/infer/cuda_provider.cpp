#include "infer/cuda_provider.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "base/hash.h"
#include "base/log.h"
#include "infer/cuda_libraries.h"
#include "infer/engines.h"
#include "infer/gpu_engine.h"
#include "infer/onnxruntime_common.h"

namespace touchline::ort {
namespace {

using Settings = std::vector<std::pair<const char*, std::string>>;

struct Keys {
  std::vector<const char*> names, values;
  explicit Keys(const Settings& settings) {
    for (const auto& [name, value] : settings) {
      names.push_back(name);
      values.push_back(value.c_str());
    }
  }
};

void append_cuda(Ort::SessionOptions& options, const CudaSetup& setup, cuda::Stream& stream) {
  const auto& tuning = setup.tuning;
  const auto flag = [](bool on) { return std::string(on ? "1" : "0"); };
  const Settings settings{
      {"device_id", std::to_string(stream.context()->info().index)},
      // Without a graph the library gives pinned memory back from a callback of the stream, where
      // CUDA forbids to free it: an arena that grows ahead keeps it.
      {"arena_extend_strategy", tuning.graph ? "kSameAsRequested" : "kNextPowerOfTwo"},
      {"cudnn_conv_algo_search", "HEURISTIC"},
      {"cudnn_conv_use_max_workspace", "1"},
      // f32 is f32, who wants less takes f16. And f16 needs it: the library takes "no TF32" for "no
      // tensor cores".
      {"use_tf32", flag(setup.precision == Precision::f16)},
      {"prefer_nhwc", flag(tuning.channels_last)},
      {"fuse_conv_bias", flag(tuning.fuse_bias)},
      {"enable_cuda_graph", flag(tuning.graph)},
  };
  const auto& api = Ort::GetApi();
  OrtCUDAProviderOptionsV2* raw = nullptr;
  Ort::ThrowOnError(api.CreateCUDAProviderOptions(&raw));
  const std::unique_ptr<OrtCUDAProviderOptionsV2, void (*)(OrtCUDAProviderOptionsV2*)> cuda(
      raw, [](auto* p) { Ort::GetApi().ReleaseCUDAProviderOptions(p); });
  const Keys keys(settings);
  Ort::ThrowOnError(api.UpdateCUDAProviderOptions(cuda.get(), keys.names.data(), keys.values.data(),
                                                  keys.names.size()));
  Ort::ThrowOnError(
      api.UpdateCUDAProviderOptionsWithValue(cuda.get(), "user_compute_stream", stream.handle()));
  options.AppendExecutionProvider_CUDA_V2(*cuda);
}

void append_tensorrt(Ort::SessionOptions& options, const CudaSetup& setup, cuda::Stream& stream) {
  Settings settings{
      {"device_id", std::to_string(stream.context()->info().index)},
      {"trt_fp16_enable", setup.precision == Precision::f16 ? "1" : "0"},
  };
  if (!setup.engine_cache.empty()) {
    settings.emplace_back("trt_engine_cache_enable", "1");
    settings.emplace_back("trt_engine_cache_path", setup.engine_cache);
    settings.emplace_back("trt_timing_cache_enable", "1");
    settings.emplace_back("trt_timing_cache_path", setup.engine_cache);
  }
  const auto& api = Ort::GetApi();
  OrtTensorRTProviderOptionsV2* raw = nullptr;
  Ort::ThrowOnError(api.CreateTensorRTProviderOptions(&raw));
  const std::unique_ptr<OrtTensorRTProviderOptionsV2, void (*)(OrtTensorRTProviderOptionsV2*)>
      tensorrt(raw, [](auto* p) { Ort::GetApi().ReleaseTensorRTProviderOptions(p); });
  const Keys keys(settings);
  Ort::ThrowOnError(api.UpdateTensorRTProviderOptions(tensorrt.get(), keys.names.data(),
                                                      keys.values.data(), keys.names.size()));
  Ort::ThrowOnError(api.UpdateTensorRTProviderOptionsWithValue(
      tensorrt.get(), "user_compute_stream", stream.handle()));
  options.AppendExecutionProvider_TensorRT_V2(*tensorrt);
}

Result<std::shared_ptr<Ort::Session>> open(const CudaSetup& setup, cuda::Stream& stream) {
  TL_CHECK(stream.context()->bind());
  try {
    Ort::SessionOptions options;
    options.SetIntraOpNumThreads(1);
    options.SetInterOpNumThreads(1);
    options.SetGraphOptimizationLevel(GraphOptimizationLevel::ORT_ENABLE_ALL);
    for (const auto& [name, size] : setup.sizes)
      Ort::ThrowOnError(Ort::GetApi().AddFreeDimensionOverrideByName(options, name.c_str(), size));
    if (setup.kind == EngineKind::tensorrt) append_tensorrt(options, setup, stream);
    if (!setup.tuning.emulated) append_cuda(options, setup, stream);
    return load(setup.spec, options);
  } catch (const std::exception& e) {
    return cuda_error(setup.spec, "load it", e);
  }
}

/// What the CPU's provider, which is always there, reads in the file: names, types and sizes.
Result<InputShape> look_at(const EngineSpec& spec, Precision precision) {
  Ort::SessionOptions options;
  options.SetIntraOpNumThreads(1);
  options.SetGraphOptimizationLevel(GraphOptimizationLevel::ORT_DISABLE_ALL);
  options.AddConfigEntry("session.disable_prepacking", "1");
  TL_ASSIGN(const auto model, load(spec, options));
  return check_ports(*model, spec, precision);
}

/// What was read ahead of the networks that are made of it. Thread safe.
class Ahead {
 public:
  void keep(const EngineSpec& spec, InputShape ports) {
    const std::lock_guard lock(mutex_);
    ports_[key(spec)] = std::move(ports);
  }
  std::optional<InputShape> take(const EngineSpec& spec) {
    const std::lock_guard lock(mutex_);
    const auto found = ports_.extract(key(spec));
    if (found.empty()) return std::nullopt;
    return found.mapped();
  }

 private:
  static std::string key(const EngineSpec& spec) {
    return fmt::format("{} {}", spec.model_path, spec.identity);
  }
  std::mutex mutex_;
  std::map<std::string, InputShape> ports_;
};

Ahead& ahead() {
  static Ahead all;
  return all;
}

Result<InputShape> ports_of(const EngineSpec& spec, Precision precision) {
  if (auto known = ahead().take(spec)) return std::move(*known);
  return look_at(spec, precision);
}

/// Fixes the sizes that the file leaves free; a batch that the file fixes is taken as it is.
Status fix_sizes(const InputShape& input, CudaSetup& setup) {
  const auto shown = redact(setup.spec.model_path);
  if (input.sizes.size() != setup.shape.size())
    return fail(Errc::bad_model, shown, "model {}: input '{}' has {} sizes, must have {}", shown,
                setup.spec.input, input.sizes.size(), setup.shape.size());
  if (input.sizes[0] > 0) setup.shape[0] = input.sizes[0];
  for (std::size_t i = 0; i < input.sizes.size(); ++i) {
    if (input.sizes[i] > 0 && input.sizes[i] != setup.shape[i])
      return fail(Errc::bad_model, shown, "model {}: input '{}' is [{}], the manifest says [{}]",
                  shown, setup.spec.input, fmt::join(input.sizes, ", "),
                  fmt::join(setup.shape, ", "));
    if (input.sizes[i] <= 0 && !input.names[i].empty())
      setup.sizes.emplace_back(input.names[i], setup.shape[i]);
  }
  setup.batch = static_cast<int>(setup.shape[0]);
  return {};
}

/// Channels last in f16, where the manifest says that the network fits it.
void choose_layout(const PrecisionChoice& choice, CudaSetup& setup) {
  auto& wanted = setup.tuning.channels_last;
  if (!wanted) return;
  wanted = choice.file && choice.file->channels_last;
  if (!wanted && choice.precision == Precision::f16)
    log()->info("model {}: computed channels first, as its manifest has no channels_last",
                redact(setup.spec.model_path));
}

/// The library has the provider, and that finds what it needs; `where` CUDA's libraries are.
Status check_provider(EngineKind kind, std::string& where) {
  if (const auto missing = gpu_engine_missing(); !missing.empty())
    return fail(Errc::no_device, "onnxruntime",
                "networks on a GPU: {}; --engine openvino computes on the CPU", missing);
  const auto all = Ort::GetAvailableProviders();
  if (kind == EngineKind::tensorrt &&
      std::find(all.begin(), all.end(), "TensorrtExecutionProvider") == all.end())
    return fail(Errc::no_device, "tensorrt",
                "the engine tensorrt: {} here has no TensorRT provider (providers: {}); use the "
                "engine onnxruntime",
                onnxruntime_version(), fmt::join(all, ", "));
  return load_cuda_libraries(where);
}

/// A folder per network, size of its input, GPU and versions: an engine fits nothing else.
Result<std::string> engine_cache(const CudaSetup& setup, const std::string& cache_dir,
                                 const cuda::GpuInfo& gpu) {
  if (cache_dir.empty() || setup.kind != EngineKind::tensorrt) return std::string();
  TL_ASSIGN(const auto model, sha256_file(setup.spec.model_path));
  const auto key =
      sha256(fmt::format("{}|{}|{}|{}|{}|{}", model, gpu.name, gpu.driver, onnxruntime_version(),
                         to_string(setup.precision), fmt::join(setup.shape, "x")));
  const auto folder = std::filesystem::path(cache_dir) / "tensorrt" / key.substr(0, 16);
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error)
    return fail(Errc::io, folder.string(), "cannot make the folder {} for TensorRT's engines: {}",
                folder.string(), error.message());
  return folder.string();
}

}  // namespace

void read_ports_ahead(const EngineSpec& spec, const EngineOptions& options) {
  const auto choice = choose_precision(spec, options);
  if (!choice) return;
  const auto file = of_precision(spec, *choice);
  if (auto ports = look_at(file, choice->precision)) ahead().keep(file, std::move(*ports));
}

Error cuda_error(const EngineSpec& spec, const char* doing, const std::exception& e) {
  const std::string_view text = e.what();
  const auto says = [&](const char* word) { return text.find(word) != std::string_view::npos; };
  if (says("cannot open shared object file") || says("load library") || says("load shared library"))
    return fail(Errc::no_device, "onnxruntime",
                "networks on a GPU: a library is missing (CUDA 13, cuDNN 9 or cuBLAS; {}); "
                "./touchline setup --gpu fetches them, --engine openvino computes on the CPU",
                short_reason(e.what()));
  if (says("CUDA failure") || says("CUDNN") || says("CUBLAS") || says("out of memory") ||
      says("Failed to allocate") || says("onnxruntime::CudaCall"))
    return fail(Errc::no_device, "onnxruntime",
                "the GPU cannot {} (model {}): {}; fewer sources or a smaller detect.max_batch "
                "need less memory",
                doing, redact(spec.model_path), short_reason(e.what()));
  return bad_model(spec, doing, e);
}

Result<CudaSetup> cuda_setup(const DeviceNetworkSpec& spec, const EngineOptions& options,
                             const cuda::SharedContext& context, const CudaTuning& tuning) {
  CudaSetup setup;
  setup.kind = options.kind == EngineKind::tensorrt ? options.kind : EngineKind::onnxruntime;
  std::string libraries;
  if (!tuning.emulated) TL_CHECK(check_provider(setup.kind, libraries));
  if (!libraries.empty()) log()->info("CUDA's libraries: {}", libraries);
  TL_ASSIGN(const auto choice, choose_precision(spec.engine, options));
  setup.spec = of_precision(spec.engine, choice);
  setup.precision = choice.precision;
  setup.rows_vary = spec.rows_vary;
  setup.tuning = tuning;
  setup.shape = spec.engine.input_shape;
  setup.shape[0] = spec.rows_vary ? 1 : options.max_batch;
  TL_ASSIGN(const auto input, ports_of(setup.spec, setup.precision));
  choose_layout(choice, setup);
  TL_CHECK(fix_sizes(input, setup));
  TL_ASSIGN(setup.engine_cache, engine_cache(setup, options.cache_dir, context->info()));
  setup.reason = fmt::format("{}; {}; batches of {}",
                             setup.kind == EngineKind::tensorrt ? "tensorrt was asked for"
                             : options.kind == EngineKind::automatic
                                 ? "onnxruntime by auto: the engine of GPUs"
                                 : "onnxruntime was asked for",
                             choice.reason, setup.batch);
  return setup;
}

Ort::MemoryInfo gpu_memory(const CudaModel& model) {
  if (model.tuning.emulated)
    return Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
  return Ort::MemoryInfo("Cuda", OrtDeviceAllocator, model.stream->context()->info().index,
                         OrtMemTypeDefault);
}

Result<CudaModel> load_cuda(const CudaSetup& setup, cuda::Stream& stream) {
  CudaModel model;
  static_cast<CudaSetup&>(model) = setup;
  model.stream = &stream;
  auto& tuning = model.tuning;
  // TensorRT fuses kernels itself; a graph cannot hold outputs of many shapes.
  tuning.graph = tuning.graph && !setup.rows_vary && setup.kind != EngineKind::tensorrt;
  auto session = open(model, stream);
  if (!session && session.error().code == Errc::bad_model &&
      (tuning.graph || tuning.channels_last)) {
    log()->warn("{}; trying without CUDA graphs and in the file's layout", session.error().message);
    tuning.graph = tuning.channels_last = false;
    session = open(model, stream);
  }
  if (!session) return session.error();
  model.session = std::move(*session);
  return model;
}

Status CudaModel::reload_without_graph() {
  tuning.graph = false;
  session.reset();
  TL_ASSIGN(session, open(*this, *stream));
  return {};
}

}  // namespace touchline::ort
