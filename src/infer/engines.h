// The engines behind make_engine(), each in its own file. Private to infer.
#pragma once

#include <optional>

#include "infer/engine.h"

namespace touchline {

/// `options.kind` is already decided; `reason` says why.
Result<std::unique_ptr<InferenceEngine>> make_openvino_engine(const EngineSpec& spec,
                                                              const EngineOptions& options,
                                                              const std::string& reason);
Result<std::unique_ptr<InferenceEngine>> make_onnxruntime_engine(const EngineSpec& spec,
                                                                 const EngineOptions& options,
                                                                 const std::string& reason);

struct PrecisionChoice {
  Precision precision = Precision::f32;  ///< never `automatic`
  std::string reason;
  std::optional<PrecisionFile> file;  ///< what is read then; nothing: the spec's model_path
  Precision floats = Precision::f32;  ///< of layers of floats: `precision` unless that is int8
};
/// What the engine of the options computes `spec` in. Errc::no_device for a precision that was
/// asked for and is not here, or has no file.
Result<PrecisionChoice> choose_precision(const EngineSpec& spec, const EngineOptions& options);
Result<PrecisionChoice> openvino_precision(const EngineSpec& spec, const EngineOptions& options);
/// That `spec` has no file for it, and how one is made.
Error no_precision_file(const EngineSpec& spec, Precision precision);
/// `spec` with the file of that choice as its model_path.
EngineSpec of_precision(EngineSpec spec, const PrecisionChoice& choice);

/// Whether an earlier start tried this very network, found it sound, and keeps it in the cache.
bool openvino_keeps(const EngineSpec& spec, const EngineOptions& options,
                    const PrecisionChoice& choice);

/// Where OpenVINO's compiled network is kept: another place for whatever is different, be it the
/// file, how it is read, the library's `settings` in words, its `version` or the `processor`.
/// Empty: nothing is kept.
std::string kept_path(const EngineSpec& spec, const EngineOptions& options,
                      const std::string& settings, const std::string& version,
                      const std::string& processor);

/// The first line of a library's message, cut to a readable length and without passwords.
std::string short_reason(const char* what);

/// Elements of a shape; -1 when a size is not positive.
std::int64_t element_count(std::span<const std::int64_t> shape);

/// Errc::usage unless `floats` fill `shape`.
Status check_input(std::size_t floats, std::span<const std::int64_t> shape);

}  // namespace touchline
