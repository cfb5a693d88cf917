#include "infer/network_ports.h"

#include <fstream>
#include <iterator>

#include "infer/engines.h"
#include "infer/onnx_message.h"
#include "infer/openvino_core.h"

namespace touchline {
namespace {

/// Whether the bytes are a whole ONNX file: libraries say of a cut one only that they cannot.
Status check_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(Errc::bad_model, path, "network {}: cannot be read", path);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  const auto model = wire::fields(bytes);
  const auto graph = model ? wire::fields(onnx::text(*model, onnx::model_field::graph)) : model;
  if (!graph)
    return fail(Errc::bad_model, path,
                "network {}: is no whole ONNX file: {} ({} bytes); export or fetch it again", path,
                graph.error().message, bytes.size());
  if (!onnx::last(*graph, onnx::graph_field::output))
    return fail(Errc::bad_model, path,
                "network {}: is no ONNX file: it holds no graph with an output", path);
  return {};
}

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
  TL_CHECK(check_file(onnx_path));
  try {
    const auto model = read_onnx(onnx_path);
    settle_size(*model, width, height);
    NetworkPorts ports;
    for (const auto& port : model->inputs()) ports.inputs.push_back(port_of(port));
    for (const auto& port : model->outputs()) ports.outputs.push_back(port_of(port));
    return ports;
  } catch (const std::exception& e) {
    return fail(Errc::bad_model, onnx_path, "network {}: OpenVINO cannot read it: {}", onnx_path,
                short_reason(e.what()));
  }
}

}  // namespace touchline
