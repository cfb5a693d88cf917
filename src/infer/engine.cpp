#include "infer/engine.h"

#include <filesystem>
#include <string_view>

#include "base/log.h"
#include "infer/engines.h"

namespace touchline {

const char* to_string(EngineKind kind) {
  switch (kind) {
    case EngineKind::automatic:
      return "auto";
    case EngineKind::openvino:
      return "openvino";
    case EngineKind::onnxruntime:
      return "onnxruntime";
    case EngineKind::tensorrt:
      return "tensorrt";
  }
  return "?";
}

std::string short_reason(const char* what) {
  constexpr std::size_t kLongest = 300;
  std::string_view text(what);
  // OpenVINO puts the place in its source on the lines before the message itself.
  while (text.starts_with("Exception from ") || text.starts_with("Check '")) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos || end + 1 >= text.size()) break;
    text.remove_prefix(end + 1);
  }
  text = text.substr(0, text.find('\n'));
  return redact(text.substr(0, kLongest));
}

std::int64_t element_count(std::span<const std::int64_t> shape) {
  std::int64_t count = 1;
  for (const auto size : shape) {
    if (size <= 0) return -1;
    count *= size;
  }
  return count;
}

Status check_input(std::size_t floats, std::span<const std::int64_t> shape) {
  if (element_count(shape) == static_cast<std::int64_t>(floats)) return {};
  return fail(Errc::usage, "input", "{} floats do not fill an input of shape [{}]", floats,
              fmt::join(shape, ", "));
}

Result<std::unique_ptr<InferenceEngine>> make_engine(const EngineSpec& spec,
                                                     const EngineOptions& options) {
  const auto shown = redact(spec.model_path);
  std::error_code error;
  if (!std::filesystem::is_regular_file(spec.model_path, error)) {
    return fail(Errc::bad_model, shown, "model {}: no such file", shown);
  }
  if (spec.outputs.empty())
    return fail(Errc::usage, shown, "model {}: no output was asked for", shown);
  if (options.streams < 1)
    return fail(Errc::usage, shown, "{} inference streams: at least 1", options.streams);
  switch (options.kind) {
    case EngineKind::onnxruntime:
      return make_onnxruntime_engine(spec, options, "onnxruntime was asked for");
    case EngineKind::openvino:
      return make_openvino_engine(spec, options, "openvino was asked for");
    case EngineKind::tensorrt:
      return fail(Errc::no_device, "tensorrt",
                  "the engine tensorrt needs a GPU: use --device cuda:0, or another engine");
    case EngineKind::automatic:
      break;
  }
  return make_openvino_engine(spec, options, "openvino by auto: the faster engine on CPUs");
}

}  // namespace touchline
