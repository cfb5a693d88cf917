#include "infer/network_ports.h"

#include <filesystem>

#include "infer/engines.h"
#include "infer/openvino_core.h"

namespace touchline {
namespace {

Port port_of(const ov::Output<ov::Node>& port) {
  Port out{port.get_any_name(), port.get_element_type().to_string(), {}};
  const auto& shape = port.get_partial_shape();
  if (shape.rank().is_static())
    for (const auto& size : shape)
      out.shape.push_back(size.is_static() ? static_cast<std::int64_t>(size.get_length()) : -1);
  return out;
}

/// One picture of that size, where the file leaves it free.
void settle_size(ov::Model& model, int width, int height) {
  if (model.inputs().size() != 1) return;
  auto shape = model.input().get_partial_shape();
  if (shape.rank().is_dynamic() || shape.size() != 4) return;
  const ov::Dimension picture[] = {1, shape[1], height, width};
  for (std::size_t i = 0; i < 4; ++i)
    if (shape[i].is_dynamic()) shape[i] = picture[i];
  model.reshape(shape);
}

}  // namespace

std::string to_text(const Port& port) {
  return fmt::format("{} {} [{}]", port.name, port.type, fmt::join(port.shape, ", "));
}

Result<NetworkPorts> read_ports(const std::string& onnx_path, int width, int height) {
  std::error_code missing;
  const auto bytes = std::filesystem::file_size(onnx_path, missing);
  if (missing) return fail(Errc::bad_model, onnx_path, "network {}: cannot be read", onnx_path);
  try {
    const auto model = read_network(onnx_path);
    settle_size(*model, width, height);
    NetworkPorts ports;
    for (const auto& port : model->inputs()) ports.inputs.push_back(port_of(port));
    for (const auto& port : model->outputs()) ports.outputs.push_back(port_of(port));
    if (!ports.outputs.empty()) return ports;
    return fail(Errc::bad_model, onnx_path,
                "network {}: is no ONNX file: it holds no graph with an output", onnx_path);
  } catch (const std::exception& e) {
    return fail(Errc::bad_model, onnx_path,
                "network {}: OpenVINO cannot read it as an ONNX file ({} bytes): {}; export or "
                "fetch it again if it was cut short",
                onnx_path, bytes, short_reason(e.what()));
  }
}

}  // namespace touchline
