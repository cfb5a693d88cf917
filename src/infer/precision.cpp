#include "infer/precision.h"

#include "base/log.h"
#include "infer/engines.h"

namespace touchline {
namespace {

/// The choice of a precision that has a file of its own.
PrecisionChoice by_file(const EngineSpec& spec, Precision precision, std::string reason) {
  return {precision, std::move(reason), spec.files.at(precision), Precision::f32};
}

Result<PrecisionChoice> gpu_precision(const EngineSpec& spec, Precision asked) {
  const bool half = spec.files.contains(Precision::f16);
  switch (asked) {
    case Precision::f32:
      return PrecisionChoice{asked, "f32 was asked for", {}, Precision::f32};
    case Precision::f16:
      if (!half) return no_precision_file(spec, asked);
      return by_file(spec, asked, "f16 was asked for");
    case Precision::automatic:
      if (half) return by_file(spec, Precision::f16, "f16 by auto: what GPUs multiply fastest");
      return PrecisionChoice{Precision::f32,
                             "f32 by auto: the manifest names no f16 file "
                             "(tools/train/precisions.py makes one)",
                             {},
                             Precision::f32};
    default:
      return fail(Errc::no_device, "precision",
                  "precision {}: networks compute in f16 or f32 on a GPU; use f16, f32 or auto",
                  to_string(asked));
  }
}

Result<PrecisionChoice> onnxruntime_precision(const EngineSpec& spec, Precision asked) {
  switch (asked) {
    case Precision::f16:
      if (!spec.files.contains(asked)) return no_precision_file(spec, asked);
      return by_file(spec, asked,
                     "f16 was asked for: slow on a CPU, what a GPU's f16 is checked with");
    case Precision::int8:
      if (!spec.files.contains(asked)) return no_precision_file(spec, asked);
      return by_file(spec, asked, "int8 was asked for");
    case Precision::f32:
    case Precision::automatic:
      return PrecisionChoice{
          Precision::f32, "f32: the fast precision of its CPU provider", {}, Precision::f32};
    default:
      return fail(
          Errc::no_device, "precision",
          "precision {}: ONNX Runtime has no {} on a CPU; use f32 or auto, or the engine openvino",
          to_string(asked), to_string(asked));
  }
}

}  // namespace

const char* to_string(Precision precision) {
  switch (precision) {
    case Precision::automatic:
      return "auto";
    case Precision::f32:
      return "f32";
    case Precision::bf16:
      return "bf16";
    case Precision::f16:
      return "f16";
    case Precision::int8:
      return "int8";
  }
  return "?";
}

Result<PrecisionChoice> choose_precision(const EngineSpec& spec, const EngineOptions& options) {
  const bool on_gpu = options.device.is_cuda();
  if (options.kind == EngineKind::openvino || (options.kind == EngineKind::automatic && !on_gpu))
    return openvino_precision(spec, options);
  return on_gpu ? gpu_precision(spec, options.precision)
                : onnxruntime_precision(spec, options.precision);
}

Error no_precision_file(const EngineSpec& spec, Precision precision) {
  const auto shown = redact(spec.model_path);
  return fail(Errc::no_device, "precision",
              "precision {0}: the manifest of {1} names no {0} file; 'python3 "
              "tools/train/precisions.py MODEL.yaml --{0}{2}' makes one, or use f32 or auto",
              to_string(precision), shown,
              precision == Precision::int8 ? " --pictures FOLDER" : "");
}

EngineSpec of_precision(EngineSpec spec, const PrecisionChoice& choice) {
  if (choice.file) spec.model_path = choice.file->path;
  return spec;
}

}  // namespace touchline
