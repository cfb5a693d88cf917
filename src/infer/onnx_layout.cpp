#include "infer/onnx_layout.h"

#include <set>

#include "infer/onnx_message.h"

namespace touchline {

using namespace onnx;

Result<bool> fits_channels_last(std::string_view onnx_model) {
  TL_ASSIGN(const auto model, wire::fields(onnx_model));
  TL_ASSIGN(const auto graph, wire::fields(text(model, model_field::graph)));
  std::set<std::string_view> convolved;
  for (const auto& field : graph) {  // in the order of computation, as the format demands
    if (field.number != graph_field::node) continue;
    TL_ASSIGN(const auto node, read_node(field.bytes));
    if (one_of(node.op, {"Conv", "ConvTranspose"}))
      convolved.insert(node.outputs.begin(), node.outputs.end());
    if (node.op == "BatchNormalization" &&
        (node.inputs.empty() || !convolved.contains(node.inputs[0])))
      return false;
  }
  return true;
}

}  // namespace touchline
