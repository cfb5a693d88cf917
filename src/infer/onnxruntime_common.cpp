#include "infer/onnxruntime_common.h"

#include <algorithm>

#include "base/log.h"

namespace touchline {

std::string onnxruntime_version() {
  return fmt::format("ONNX Runtime {}", Ort::GetVersionString());
}

namespace ort {
namespace {

/// What the library would print. Its errors come as exceptions too, and those are reported.
void to_log(void*, OrtLoggingLevel, const char*, const char*, const char*, const char* message) {
  log()->debug("ONNX Runtime: {}", short_reason(message));
}

bool is_float(ONNXTensorElementDataType type) {
  return type == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT ||
         type == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16;
}

ONNXTensorElementDataType element_type(const Ort::TypeInfo& info) {
  return info.GetONNXType() == ONNX_TYPE_TENSOR ? info.GetTensorTypeAndShapeInfo().GetElementType()
                                                : ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
}

std::vector<std::string> input_names(const Ort::Session& model) {
  Ort::AllocatorWithDefaultOptions allocator;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < model.GetInputCount(); ++i)
    names.emplace_back(model.GetInputNameAllocated(i, allocator).get());
  return names;
}

std::vector<std::string> output_names(const Ort::Session& model) {
  Ort::AllocatorWithDefaultOptions allocator;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < model.GetOutputCount(); ++i)
    names.emplace_back(model.GetOutputNameAllocated(i, allocator).get());
  return names;
}

}  // namespace

Ort::Env& environment() {
  // Never destroyed, because sessions may outlive statics.
  static auto& instance = *new Ort::Env(ORT_LOGGING_LEVEL_ERROR, "touchline", to_log, nullptr);
  return instance;
}

Error bad_model(const EngineSpec& spec, const char* doing, const std::exception& e) {
  const auto shown = redact(spec.model_path);
  return fail(Errc::bad_model, shown, "model {}: ONNX Runtime cannot {}: {}", shown, doing,
              short_reason(e.what()));
}

Result<std::shared_ptr<Ort::Session>> load(const EngineSpec& spec,
                                           const Ort::SessionOptions& settings) {
  try {
    return std::make_shared<Ort::Session>(environment(), spec.model_path.c_str(), settings);
  } catch (const std::exception& e) {
    return bad_model(spec, "load it", e);
  }
}

Result<InputShape> check_ports(const Ort::Session& model, const EngineSpec& spec,
                               Precision precision) {
  const auto shown = redact(spec.model_path);
  const auto inputs = input_names(model);
  if (inputs.size() != 1 || inputs[0] != spec.input) {
    return fail(Errc::bad_model, shown, "model {}: must have one input, '{}'; it has [{}]", shown,
                spec.input, fmt::join(inputs, ", "));
  }
  const auto input = model.GetInputTypeInfo(0);
  const bool half = precision == Precision::f16;
  if (element_type(input) !=
      (half ? ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16 : ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT)) {
    return fail(Errc::bad_model, shown, "model {}: input '{}' must be a tensor of {}{}", shown,
                spec.input, half ? "f16" : "f32",
                half ? ", as tools/train/precisions.py makes it" : "");
  }
  const auto outputs = output_names(model);
  for (const auto& name : spec.outputs) {
    const auto at = std::find(outputs.begin(), outputs.end(), name);
    if (at == outputs.end())
      return fail(Errc::bad_model, shown, "model {}: has no output '{}'", shown, name);
    const auto element =
        element_type(model.GetOutputTypeInfo(static_cast<std::size_t>(at - outputs.begin())));
    if (!is_float(element) && element != ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64) {
      return fail(Errc::bad_model, shown, "model {}: output '{}' must be a tensor of f32 or i64",
                  shown, name);
    }
  }
  const auto info = input.GetTensorTypeAndShapeInfo();
  InputShape shape{info.GetShape(), {}};
  std::vector<const char*> names(shape.sizes.size(), "");
  info.GetSymbolicDimensions(names.data(), names.size());
  shape.names.assign(names.begin(), names.end());
  return shape;
}

}  // namespace ort
}  // namespace touchline
