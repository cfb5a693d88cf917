// ONNX Runtime's CPU provider: one session whose Run() is called from many threads, each computing
// on its own.
#include <onnxruntime_cxx_api.h>
#include <algorithm>

#include "base/log.h"
#include "infer/engines.h"

namespace touchline {
namespace {

/// One per process, as the library wants. Never destroyed, because sessions may outlive statics.
Ort::Env& environment() {
  static auto& instance = *new Ort::Env(ORT_LOGGING_LEVEL_ERROR, "touchline");
  return instance;
}

using SharedModel = std::shared_ptr<Ort::Session>;

class OnnxruntimeSession final : public EngineSession {
 public:
  OnnxruntimeSession(SharedModel model, const EngineSpec& spec)
      : model_(std::move(model)), spec_(spec) {
    for (const auto& name : spec_.outputs) names_.push_back(name.c_str());
    views_.resize(names_.size());
    converted_.resize(names_.size());
  }

  Result<std::span<const TensorView>> run(std::span<const float> input,
                                          std::span<const std::int64_t> shape) override {
    TL_CHECK(check_input(input.size(), shape));
    try {
      const auto value = Ort::Value::CreateTensor<float>(memory_, const_cast<float*>(input.data()),
                                                         input.size(), shape.data(), shape.size());
      const char* name = spec_.input.c_str();
      outputs_ = model_->Run(run_, &name, &value, 1, names_.data(), names_.size());
      for (std::size_t i = 0; i < outputs_.size(); ++i) view(outputs_[i], i);
    } catch (const std::exception& e) {
      const auto shown = redact(spec_.model_path);
      return fail(Errc::bad_model, shown,
                  "model {}: ONNX Runtime cannot run it on an input of [{}]: {}", shown,
                  fmt::join(shape, ", "), short_reason(e.what()));
    }
    return std::span<const TensorView>(views_);
  }

 private:
  void view(const Ort::Value& value, std::size_t i) {
    const auto info = value.GetTensorTypeAndShapeInfo();
    views_[i].shape = info.GetShape();
    if (info.GetElementType() == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT) {
      views_[i].data = value.GetTensorData<float>();
    } else {
      const auto* from = value.GetTensorData<std::int64_t>();
      converted_[i].assign(from, from + info.GetElementCount());
      views_[i].data = converted_[i].data();
    }
  }

  SharedModel model_;
  EngineSpec spec_;
  std::vector<const char*> names_;
  Ort::MemoryInfo memory_ = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
  Ort::RunOptions run_;
  std::vector<Ort::Value> outputs_;
  std::vector<TensorView> views_;
  std::vector<std::vector<float>> converted_;
};

class OnnxruntimeEngine final : public Engine {
 public:
  OnnxruntimeEngine(SharedModel model, EngineSpec spec, EngineInfo info)
      : model_(std::move(model)), spec_(std::move(spec)), info_(std::move(info)) {}

  Result<std::unique_ptr<EngineSession>> session() override {
    try {
      return std::unique_ptr<EngineSession>(std::make_unique<OnnxruntimeSession>(model_, spec_));
    } catch (const std::exception& e) {
      return fail(Errc::internal, spec_.model_path, "ONNX Runtime gives no session: {}",
                  short_reason(e.what()));
    }
  }
  [[nodiscard]] const EngineInfo& info() const override { return info_; }

 private:
  SharedModel model_;
  EngineSpec spec_;
  EngineInfo info_;
};

std::vector<std::string> input_names(const Ort::Session& model) {
  Ort::AllocatorWithDefaultOptions allocator;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < model.GetInputCount(); ++i) {
    names.emplace_back(model.GetInputNameAllocated(i, allocator).get());
  }
  return names;
}

std::vector<std::string> output_names(const Ort::Session& model) {
  Ort::AllocatorWithDefaultOptions allocator;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < model.GetOutputCount(); ++i) {
    names.emplace_back(model.GetOutputNameAllocated(i, allocator).get());
  }
  return names;
}

/// The names and types the caller relies on are there.
Status check_ports(const Ort::Session& model, const EngineSpec& spec) {
  const auto shown = redact(spec.model_path);
  const auto inputs = input_names(model);
  if (inputs.size() != 1 || inputs[0] != spec.input) {
    return fail(Errc::bad_model, shown, "model {}: must have one input, '{}'; it has [{}]", shown,
                spec.input, fmt::join(inputs, ", "));
  }
  const auto type = model.GetInputTypeInfo(0);
  if (type.GetONNXType() != ONNX_TYPE_TENSOR ||
      type.GetTensorTypeAndShapeInfo().GetElementType() != ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT) {
    return fail(Errc::bad_model, shown, "model {}: input '{}' must be a tensor of f32", shown,
                spec.input);
  }
  const auto outputs = output_names(model);
  for (const auto& name : spec.outputs) {
    const auto at = std::find(outputs.begin(), outputs.end(), name);
    if (at == outputs.end())
      return fail(Errc::bad_model, shown, "model {}: has no output '{}'", shown, name);
    const auto out = model.GetOutputTypeInfo(static_cast<std::size_t>(at - outputs.begin()));
    const auto element = out.GetONNXType() == ONNX_TYPE_TENSOR
                             ? out.GetTensorTypeAndShapeInfo().GetElementType()
                             : ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
    if (element != ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT &&
        element != ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64) {
      return fail(Errc::bad_model, shown, "model {}: output '{}' must be a tensor of f32 or i64",
                  shown, name);
    }
  }
  return {};
}

}  // namespace

std::string onnxruntime_version() {
  return fmt::format("ONNX Runtime {}", Ort::GetVersionString());
}

Result<std::unique_ptr<Engine>> make_onnxruntime_engine(const EngineSpec& spec,
                                                        const EngineOptions& options,
                                                        const std::string& reason) {
  if (options.precision != Precision::automatic && options.precision != Precision::f32) {
    return fail(Errc::no_device, "precision",
                "precision {}: ONNX Runtime computes in f32 on a CPU; use f32 or auto, or the "
                "engine openvino",
                to_string(options.precision));
  }
  const auto shown = redact(spec.model_path);
  try {
    Ort::SessionOptions settings;
    settings.SetIntraOpNumThreads(1);
    settings.SetInterOpNumThreads(1);
    settings.SetGraphOptimizationLevel(GraphOptimizationLevel::ORT_ENABLE_ALL);
    auto model = std::make_shared<Ort::Session>(environment(), spec.model_path.c_str(), settings);
    TL_CHECK(check_ports(*model, spec));
    EngineInfo info{EngineKind::onnxruntime,
                    Precision::f32,
                    onnxruntime_version(),
                    "CPU",
                    reason + "; f32: the only precision of its CPU provider",
                    options.streams};
    return std::unique_ptr<Engine>(
        std::make_unique<OnnxruntimeEngine>(std::move(model), spec, std::move(info)));
  } catch (const std::exception& e) {
    return fail(Errc::bad_model, shown, "model {}: ONNX Runtime cannot load it: {}", shown,
                short_reason(e.what()));
  }
}

}  // namespace touchline
