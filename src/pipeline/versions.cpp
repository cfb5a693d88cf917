#include <nlohmann/json.hpp>

#include "infer/engine.h"
#include "pipeline/outputs.h"
#include "source/source.h"
#include "touchline/tools.h"

namespace touchline {

nlohmann::ordered_json version_table() {
  return {{"touchline", TOUCHLINE_VERSION},
          {"media", media_library_version()},
          {"openvino", openvino_version()},
          {"onnxruntime", onnxruntime_version()},
          {"compiler", std::string("GCC-compatible ") + __VERSION__}};
}

std::string version() { return TOUCHLINE_VERSION; }
std::string versions() { return version_table().dump(2); }

}  // namespace touchline
