// What every user of OpenVINO shares. Private to infer.
#pragma once

#include <memory>
#include <openvino/openvino.hpp>
#include <string>

#include "infer/precision.h"

namespace touchline {

/// One per process: it owns the plug-ins. Never destroyed, because threads of the library may
/// outlive statics.
ov::Core& openvino_core();

/// Reads ONNX, or TFLite where the file is called so, and nothing else: Core::read_model() would
/// hand a file it does not know to every front end in turn, and those print. The input of TFLite,
/// whose channels come last, is fed with channels first, as ONNX's is. Throws.
std::shared_ptr<ov::Model> read_network(const std::string& path);

/// What the library calls a precision of floats.
ov::element::Type to_ov(Precision precision);

}  // namespace touchline
