#include <nlohmann/json.hpp>

#include "base/json_dump.h"
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
std::string versions() { return json_dump(version_table(), 2); }

}  // namespace touchline
