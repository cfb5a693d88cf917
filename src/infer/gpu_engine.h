// Whether networks can run on a GPU here.
#pragma once

#include <string>

namespace touchline {

/// Why ONNX Runtime cannot compute on a GPU in this process; empty when it can.
std::string gpu_engine_missing();

}  // namespace touchline
