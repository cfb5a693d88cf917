// ONNX Runtime's CPU provider: one session whose Run() is called from many threads, each computing
// on its own.
#include <onnxruntime_cxx_api.h>

#include <algorithm>

#include "base/log.h"
#include "infer/onnxruntime_common.h"
#include "kernels/half.h"
#include "kernels/half_rows.h"

namespace touchline {
namespace {

using SharedModel = std::shared_ptr<Ort::Session>;

class OnnxruntimeSession final : public EngineSession {
 public:
  OnnxruntimeSession(SharedModel model, const EngineSpec& spec, Precision precision)
      : model_(std::move(model)), spec_(spec), half_(precision == Precision::f16) {
    for (const auto& name : spec_.outputs) names_.push_back(name.c_str());
    views_.resize(names_.size());
    converted_.resize(names_.size());
  }

  Result<std::span<const TensorView>> run(std::span<const float> input,
                                          std::span<const std::int64_t> shape) override {
    TL_CHECK(check_input(input.size(), shape));
    try {
      const auto value = tensor(input, shape);
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
  /// The input in place, or a copy of it in 16 bits.
  Ort::Value tensor(std::span<const float> input, std::span<const std::int64_t> shape) {
    if (!half_)
      return Ort::Value::CreateTensor<float>(memory_, const_cast<float*>(input.data()),
                                             input.size(), shape.data(), shape.size());
    halves_.resize(input.size());
    std::transform(input.begin(), input.end(), halves_.begin(), half_bits);
    return Ort::Value::CreateTensor(memory_, halves_.data(), halves_.size() * 2, shape.data(),
                                    shape.size(), ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16);
  }
  void view(const Ort::Value& value, std::size_t i) {
    const auto info = value.GetTensorTypeAndShapeInfo();
    views_[i].shape = info.GetShape();
    const auto type = info.GetElementType();
    if (type == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT) {
      views_[i].data = value.GetTensorData<float>();
      return;
    }
    const auto count = info.GetElementCount();
    if (type == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16) {
      const auto* from = static_cast<const std::uint16_t*>(value.GetTensorRawData());
      converted_[i].resize(count);
      widen_halves({from, count}, converted_[i].data());
    } else {
      const auto* from = value.GetTensorData<std::int64_t>();
      converted_[i].assign(from, from + count);
    }
    views_[i].data = converted_[i].data();
  }

  SharedModel model_;
  EngineSpec spec_;
  bool half_;
  std::vector<std::uint16_t> halves_;
  std::vector<const char*> names_;
  Ort::MemoryInfo memory_ = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
  Ort::RunOptions run_;
  std::vector<Ort::Value> outputs_;
  std::vector<TensorView> views_;
  std::vector<std::vector<float>> converted_;
};

class OnnxruntimeEngine final : public InferenceEngine {
 public:
  OnnxruntimeEngine(SharedModel model, EngineSpec spec, EngineInfo info)
      : model_(std::move(model)), spec_(std::move(spec)), info_(std::move(info)) {}

  Result<std::unique_ptr<EngineSession>> session() override {
    try {
      return std::unique_ptr<EngineSession>(
          std::make_unique<OnnxruntimeSession>(model_, spec_, info_.precision));
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

}  // namespace

Result<std::unique_ptr<InferenceEngine>> make_onnxruntime_engine(const EngineSpec& spec,
                                                                 const EngineOptions& options,
                                                                 const std::string& reason) {
  TL_ASSIGN(const auto choice, choose_precision(spec, options));
  const auto chosen = of_precision(spec, choice);
  try {
    Ort::SessionOptions settings;
    settings.SetIntraOpNumThreads(1);
    settings.SetInterOpNumThreads(1);
    settings.SetGraphOptimizationLevel(GraphOptimizationLevel::ORT_ENABLE_ALL);
    TL_ASSIGN(auto model, ort::load(chosen, settings));
    TL_CHECK(ort::check_ports(*model, chosen, choice.precision));
    EngineInfo info{EngineKind::onnxruntime,       choice.precision, onnxruntime_version(), "CPU",
                    reason + "; " + choice.reason, options.streams};
    return std::unique_ptr<InferenceEngine>(
        std::make_unique<OnnxruntimeEngine>(std::move(model), chosen, std::move(info)));
  } catch (const std::exception& e) {
    return ort::bad_model(chosen, "load it", e);
  }
}

}  // namespace touchline
