// What the CPU and the GPU provider of ONNX Runtime share. Private to infer.
#pragma once

#include <onnxruntime_cxx_api.h>

#include <memory>
#include <string>
#include <vector>

#include "infer/engines.h"

namespace touchline::ort {

/// One per process, as the library wants.
Ort::Env& environment();

/// Loads the model of `spec`, whose file is that of the precision. Errc::bad_model.
Result<std::shared_ptr<Ort::Session>> load(const EngineSpec& spec,
                                           const Ort::SessionOptions& settings);

/// What a network says of its input: sizes, -1 where free, and the names of the free ones.
struct InputShape {
  std::vector<std::int64_t> sizes;
  std::vector<std::string> names;
};
/// The names and types that the caller relies on are there: one input of floats as wide as the
/// precision, outputs of floats or i64. Errc::bad_model.
Result<InputShape> check_ports(const Ort::Session& model, const EngineSpec& spec,
                               Precision precision);

/// An exception of the library as an Error: Errc::bad_model, `doing` something with the model.
Error bad_model(const EngineSpec& spec, const char* doing, const std::exception& e);

}  // namespace touchline::ort
