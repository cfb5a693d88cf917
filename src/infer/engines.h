// The engines behind make_engine(), each in its own file. Private to infer.
#pragma once

#include "infer/engine.h"

namespace touchline {

/// `options.kind` is already decided; `reason` says why.
Result<std::unique_ptr<InferenceEngine>> make_openvino_engine(const EngineSpec& spec,
                                                              const EngineOptions& options,
                                                              const std::string& reason);
Result<std::unique_ptr<InferenceEngine>> make_onnxruntime_engine(const EngineSpec& spec,
                                                                 const EngineOptions& options,
                                                                 const std::string& reason);

/// Whether an earlier start tried this very network, found it sound, and keeps it in the cache.
bool openvino_keeps(const EngineSpec& spec, const EngineOptions& options);

/// The first line of a library's message, cut to a readable length and without passwords.
std::string short_reason(const char* what);

/// Elements of a shape; -1 when a size is not positive.
std::int64_t element_count(std::span<const std::int64_t> shape);

/// Errc::usage unless `floats` fill `shape`.
Status check_input(std::size_t floats, std::span<const std::int64_t> shape);

}  // namespace touchline
