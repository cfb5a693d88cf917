// Whether networks can run on a GPU here.
#pragma once

#include <string>

#include "infer/engine.h"
#include "infer/manifest.h"

namespace touchline {

/// Why ONNX Runtime cannot compute on a GPU in this process; empty when it can.
std::string gpu_engine_missing();

/// Reads what must be known of the file by which `options` would compute `manifest` on a GPU, so
/// that the network made of it next does not wait for that. What is wrong with the file is said
/// then. Thread safe.
void read_ahead(const ModelManifest& manifest, const EngineOptions& options);

}  // namespace touchline
