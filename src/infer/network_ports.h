// What goes into a network and comes out of it, as its file says.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace touchline {

/// A tensor at the edge of a network; -1 is a free size.
struct Port {
  std::string name;
  std::string type;  ///< "f32", "i64"
  std::vector<std::int64_t> shape;
};
/// "heat f32 [1, 4, 96, 160]"
std::string to_text(const Port& port);

struct NetworkPorts {
  std::vector<Port> inputs, outputs;
};

/// Inputs and outputs of an ONNX file. Where its one input leaves the size of a picture free, the
/// outputs are those of `width` x `height`. Errc::bad_model for what is no ONNX file, a damaged
/// one, and one that OpenVINO cannot read.
Result<NetworkPorts> read_ports(const std::string& onnx_path, int width, int height);

}  // namespace touchline
