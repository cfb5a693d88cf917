#include "infer/onnx_f16.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "infer/onnx_message.h"

namespace touchline {
namespace {

using namespace onnx;
using wire::put;

/// The name under which a tensor also exists in 32 bits.
std::string wide(std::string_view name) { return std::string(name) + "/f32"; }

std::string cast(std::string_view from, std::string_view to, Element type) {
  std::string attribute, node;
  put(attribute, attribute_field::name, "to");
  put(attribute, attribute_field::integer, type);
  put(attribute, attribute_field::type, 2);  // INT
  put(node, node_field::input, from);
  put(node, node_field::output, to);
  put(node, node_field::op, "Cast");
  put(node, node_field::attribute, attribute);
  return node;
}

class Graph {
 public:
  /// Reads the graph and decides which tensors must exist in which width.
  Status read(std::string_view bytes);
  [[nodiscard]] Result<std::string> write();

 private:
  struct Port {
    std::string_view name;
    Element type = kUnknown;
  };
  static Result<Port> port(std::string_view value_info);
  static Result<std::string> half_port(std::string_view value_info);
  [[nodiscard]] Element type_of(std::string_view name) const {
    const auto at = types_.find(name);
    return at == types_.end() ? kUnknown : at->second;
  }
  [[nodiscard]] Element result_type(const Node& node, std::size_t output) const;
  Status read_initializer(std::string_view bytes);
  Status take_uses(const Node& node);
  Status write_initializer(const Fields& tensor, std::string& out);
  Status write_node(const Node& node, std::string& out);
  Result<std::string> half_attribute(const Attribute& attribute) const;

  Fields fields_;
  std::vector<Node> nodes_;
  std::vector<Fields> initializers_;
  std::map<std::string_view, Element> types_;  ///< as they were
  std::set<std::string_view> constants_;       ///< values known before the run
  std::set<std::string_view> used_wide_;       ///< constants that are needed in 32 bits,
  std::set<std::string_view> used_;            ///< tensors that are needed in 16
  std::set<std::string_view> exists_wide_;     ///< tensors written in 32 bits so far
};

Result<Graph::Port> Graph::port(std::string_view value_info) {
  TL_ASSIGN(const auto info, wire::fields(value_info));
  TL_ASSIGN(const auto type, wire::fields(text(info, 2)));
  const Field* tensor = last(type, 1);
  if (!tensor) return refuse("'{}' is not a tensor", text(info, 1));
  TL_ASSIGN(const auto fields, wire::fields(tensor->bytes));
  return Port{text(info, 1), static_cast<Element>(integer(fields, 1))};
}

/// An input's or output's description with its element type replaced.
Result<std::string> Graph::half_port(std::string_view value_info) {
  TL_ASSIGN(const auto info, wire::fields(value_info));
  TL_ASSIGN(const auto type, wire::fields(text(info, 2)));
  TL_ASSIGN(const auto tensor, wire::fields(text(type, 1)));
  std::string inner, middle, outer;
  put(inner, 1, kHalf);
  for (const auto& field : tensor)
    if (field.number != 1) inner += field.whole;
  put(middle, 1, inner);
  for (const auto& field : info)
    if (field.number != 2) outer += field.whole;
  put(outer, 2, middle);
  return outer;
}

/// The element type an operator gives: by its rule, else that of its first input.
Element Graph::result_type(const Node& node, std::size_t output) const {
  const auto input = [&](std::size_t i) {
    return i < node.inputs.size() ? type_of(node.inputs[i]) : kUnknown;
  };
  const auto& op = node.op;
  for (const auto* key : {"to", "dtype"})
    if (const auto* a = node.attribute(key))
      return static_cast<Element>(integer(a->fields, attribute_field::integer));
  if (op == "Constant" || op == "ConstantOfShape") {
    if (const auto* a = node.attribute("value"))
      return static_cast<Element>(integer(a->tensor, tensor_field::type));
    return op == "ConstantOfShape" || node.gives_f32() ? kFloat : kUnknown;
  }
  if (one_of(op, {"Shape", "Size", "NonZero", "ArgMax", "ArgMin", "NonMaxSuppression"}))
    return kInt64;
  if (one_of(op, {"Greater", "Less", "Equal", "GreaterOrEqual", "LessOrEqual", "Not", "And", "Or",
                  "Xor", "IsNaN", "IsInf"}))
    return kBool;
  if (output > 0 && one_of(op, {"TopK", "MaxPool", "Unique"})) return kInt64;
  if (output > 0 && op == "Dropout") return kBool;
  if (op == "OneHot") return input(2);
  return input(op == "Where" || op == "CastLike" ? 1 : 0);
}

Status Graph::read_initializer(std::string_view bytes) {
  TL_ASSIGN(auto tensor, wire::fields(bytes));
  const auto name = text(tensor, tensor_field::name);
  if (integer(tensor, tensor_field::location) != 0 || last(tensor, tensor_field::external))
    return refuse("the weights '{}' lie in another file", name);
  types_[name] = static_cast<Element>(integer(tensor, tensor_field::type));
  constants_.insert(name);
  initializers_.push_back(std::move(tensor));
  return {};
}

/// Which of its inputs a node needs in 32 bits and which in 16.
Status Graph::take_uses(const Node& node) {
  for (std::size_t i = 0; i < node.inputs.size(); ++i) {
    const auto name = node.inputs[i];
    if (type_of(name) != kFloat || !node.wants_f32(i)) {
      used_.insert(name);
    } else if (constants_.contains(name)) {
      used_wide_.insert(name);
    } else if (node.op != "NonMaxSuppression") {
      return refuse("{} computes its input '{}', and 16 bits would round it", node.op, name);
    }
  }
  for (std::size_t i = 0; i < node.outputs.size(); ++i)
    types_[node.outputs[i]] = result_type(node, i);
  if (node.op == "Constant") constants_.insert(node.outputs.begin(), node.outputs.end());
  return {};
}

Status Graph::read(std::string_view bytes) {
  TL_ASSIGN(fields_, wire::fields(bytes));
  for (const auto& field : fields_) {
    if (field.number == graph_field::sparse) return refuse("it has sparse weights");
    if (field.number == graph_field::initializer) TL_CHECK(read_initializer(field.bytes));
    if (field.number == graph_field::input) {
      TL_ASSIGN(const auto input, port(field.bytes));
      types_[input.name] = input.type;
    }
  }
  for (const auto& field : fields_) {  // in the order of computation, as the format demands
    if (field.number == graph_field::node) {
      TL_ASSIGN(auto node, read_node(field.bytes));
      nodes_.push_back(std::move(node));
      TL_CHECK(take_uses(nodes_.back()));
    }
    if (field.number == graph_field::output) {
      TL_ASSIGN(const auto output, port(field.bytes));
      used_.insert(output.name);
    }
  }
  for (const auto& [name, type] : types_)
    if (name.ends_with("/f32")) return refuse("a tensor is named '{}' already", name);
  return {};
}

/// A float constant in the widths that are needed; all others as they are.
Status Graph::write_initializer(const Fields& tensor, std::string& out) {
  const auto name = text(tensor, tensor_field::name);
  if (type_of(name) != kFloat) {
    std::string same;
    for (const auto& field : tensor) same += field.whole;
    put(out, graph_field::initializer, same);
    return {};
  }
  if (used_wide_.contains(name)) {
    std::string same;
    for (const auto& field : tensor)
      if (field.number != tensor_field::name) same += field.whole;
    put(same, tensor_field::name, wide(name));
    put(out, graph_field::initializer, same);
    exists_wide_.insert(name);
  }
  if (!used_.contains(name)) return {};
  TL_ASSIGN(const auto half, half_tensor(tensor));
  put(out, graph_field::initializer, half);
  return {};
}

Result<std::string> Graph::half_attribute(const Attribute& attribute) const {
  std::string out;
  for (const auto& field : attribute.fields) {
    const bool to_float = field.number == attribute_field::integer && field.value == kFloat &&
                          (attribute.name == "to" || attribute.name == "dtype");
    if (to_float) {
      put(out, attribute_field::integer, kHalf);
    } else if (field.number == attribute_field::tensor &&
               integer(attribute.tensor, tensor_field::type) == kFloat) {
      TL_ASSIGN(const auto half, half_tensor(attribute.tensor));
      put(out, attribute_field::tensor, half);
    } else {
      out += field.whole;
    }
  }
  return out;
}

/// A node with casts before the inputs and after the outputs that have 32 bits.
Status Graph::write_node(const Node& node, std::string& out) {
  const bool constant =
      node.op == "Constant" && !node.outputs.empty() && type_of(node.outputs[0]) == kFloat;
  std::string rewritten, after;
  for (std::size_t i = 0; i < node.inputs.size(); ++i) {
    const auto name = node.inputs[i];
    const bool widen = type_of(name) == kFloat && node.wants_f32(i);
    if (widen && exists_wide_.insert(name).second)
      put(out, graph_field::node, cast(name, wide(name), kFloat));
    put(rewritten, node_field::input, widen ? wide(name) : name);
  }
  std::string keeps = rewritten;  // the same node, all in 32 bits
  for (const auto name : node.outputs) {
    put(rewritten, node_field::output, name);
    put(keeps, node_field::output, wide(name));
    if (type_of(name) == kFloat && node.gives_f32())
      put(after, graph_field::node, cast(wide(name), name, kHalf));
  }
  for (const auto& field : node.fields) {
    if (field.number == node_field::input || field.number == node_field::output) continue;
    keeps += field.whole;
    if (field.number != node_field::attribute) rewritten += field.whole;
  }
  const bool wide_constant = constant && used_wide_.contains(node.outputs[0]);
  if (wide_constant || !after.empty()) {
    put(out, graph_field::node, keeps);
    exists_wide_.insert(node.outputs.begin(), node.outputs.end());
  }
  if (!after.empty()) {
    out += after;
    return {};
  }
  if (constant && !used_.contains(node.outputs[0])) return {};
  for (const auto& attribute : node.attributes) {
    TL_ASSIGN(const auto half, half_attribute(attribute));
    put(rewritten, node_field::attribute, half);
  }
  put(out, graph_field::node, rewritten);
  return {};
}

Result<std::string> Graph::write() {
  std::string out;
  for (const auto& tensor : initializers_) TL_CHECK(write_initializer(tensor, out));
  for (const auto& node : nodes_) TL_CHECK(write_node(node, out));
  for (const auto& field : fields_) {
    const bool is_port = field.number == graph_field::input || field.number == graph_field::output;
    if (is_port) {
      TL_ASSIGN(const auto found, port(field.bytes));
      if (constants_.contains(found.name) && field.number == graph_field::input)
        continue;  // an initializer that could be overridden: no longer
      std::string half(field.bytes);
      if (found.type == kFloat) {
        TL_ASSIGN(half, half_port(field.bytes));
      }
      put(out, field.number, half);
    } else if (field.number != graph_field::node && field.number != graph_field::initializer &&
               field.number != graph_field::value_info) {
      out += field.whole;
    }
  }
  return out;
}

}  // namespace

Result<std::string> to_f16(std::string_view onnx_model) {
  TL_ASSIGN(const auto model, wire::fields(onnx_model));
  const auto graphs = std::count_if(model.begin(), model.end(),
                                    [](const Field& f) { return f.number == model_field::graph; });
  if (graphs != 1) return refuse("it has {} graphs", graphs);
  std::string out;
  for (const auto& field : model) {
    if (field.number == model_field::training || field.number == model_field::functions)
      return refuse("it has training steps or functions of its own");
    if (field.number != model_field::graph) {
      out += field.whole;
      continue;
    }
    Graph graph;
    TL_CHECK(graph.read(field.bytes));
    TL_ASSIGN(const auto half, graph.write());
    put(out, model_field::graph, half);
  }
  return out;
}

}  // namespace touchline
