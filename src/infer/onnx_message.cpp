#include "infer/onnx_message.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "kernels/half.h"

namespace touchline::onnx {

bool one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

const Field* last(const Fields& fields, std::uint32_t number) {
  const auto at = std::find_if(fields.rbegin(), fields.rend(),
                               [&](const Field& f) { return f.number == number; });
  return at == fields.rend() ? nullptr : &*at;
}
std::string_view text(const Fields& fields, std::uint32_t number) {
  const Field* field = last(fields, number);
  return field ? field->bytes : std::string_view();
}
std::uint64_t integer(const Fields& fields, std::uint32_t number) {
  const Field* field = last(fields, number);
  return field ? field->value : 0;
}

const Attribute* Node::attribute(std::string_view name) const {
  const auto at = std::find_if(attributes.begin(), attributes.end(),
                               [&](const Attribute& a) { return a.name == name; });
  return at == attributes.end() ? nullptr : &*at;
}

namespace {

/// Elements of a tensor by its dims; an error when they cannot be counted.
Result<std::uint64_t> elements(const Fields& tensor) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 32U;
  std::uint64_t count = 1;
  const auto multiply = [&](std::uint64_t size) {
    if (size != 0 && count > kMost / size) return false;
    count *= size;
    return true;
  };
  for (const auto& field : tensor) {
    if (field.number != tensor_field::dims) continue;
    std::vector<std::uint64_t> sizes{field.value};
    if (field.type == wire::Type::bytes) {
      TL_ASSIGN(sizes, wire::packed(field.bytes));
    }
    if (!std::all_of(sizes.begin(), sizes.end(), multiply))
      return refuse("the size of tensor '{}' is absurd", text(tensor, tensor_field::name));
  }
  return count;
}

/// The bytes of a float tensor's values: one field when raw or packed, else many.
std::string float_bytes(const Fields& tensor) {
  if (const Field* raw = last(tensor, tensor_field::raw)) return std::string(raw->bytes);
  std::string bytes;
  for (const auto& field : tensor)
    if (field.number == tensor_field::floats) bytes += field.bytes;
  return bytes;
}

Result<Attribute> read_attribute(std::string_view bytes) {
  Attribute attribute;
  TL_ASSIGN(attribute.fields, wire::fields(bytes));
  attribute.name = text(attribute.fields, attribute_field::name);
  if (last(attribute.fields, attribute_field::graph) ||
      last(attribute.fields, attribute_field::graphs))
    return refuse("attribute '{}' is a graph of its own", attribute.name);
  if (const Field* tensor = last(attribute.fields, attribute_field::tensor)) {
    TL_ASSIGN(attribute.tensor, wire::fields(tensor->bytes));
  }
  return attribute;
}

}  // namespace

Result<std::string> half_tensor(const Fields& tensor) {
  constexpr float kLargestHalf = 65504;
  const auto name = text(tensor, tensor_field::name);
  TL_ASSIGN(const auto count, elements(tensor));
  const std::string floats = float_bytes(tensor);
  if (floats.size() != count * sizeof(float))
    return refuse("tensor '{}' holds {} bytes for {} numbers", name, floats.size(), count);
  std::string halves(count * 2, '\0');
  for (std::size_t i = 0; i < count; ++i) {
    float value = 0;
    std::memcpy(&value, floats.data() + i * sizeof(float), sizeof(float));
    if (std::isfinite(value) && std::fabs(value) > kLargestHalf) {
      if (count > 1) return refuse("tensor '{}' has the weight {}, beyond 65504", name, value);
      value = std::copysign(kLargestHalf, value);
    }
    const std::uint16_t half = half_bits(value);
    std::memcpy(halves.data() + i * 2, &half, 2);
  }
  std::string out;
  for (const auto& field : tensor)
    if (field.number == tensor_field::dims || field.number == tensor_field::name)
      out += field.whole;
  wire::put(out, tensor_field::type, kHalf);
  wire::put(out, tensor_field::raw, halves);
  return out;
}

Result<Node> read_node(std::string_view bytes) {
  Node node;
  TL_ASSIGN(node.fields, wire::fields(bytes));
  node.op = text(node.fields, node_field::op);
  for (const auto& field : node.fields) {
    if (field.number == node_field::input) node.inputs.push_back(field.bytes);
    if (field.number == node_field::output) node.outputs.push_back(field.bytes);
    if (field.number == node_field::attribute) {
      TL_ASSIGN(auto attribute, read_attribute(field.bytes));
      node.attributes.push_back(std::move(attribute));
    }
  }
  const auto domain = text(node.fields, node_field::domain);
  if (!domain.empty() && domain != "ai.onnx")
    return refuse("operator '{}' is of the domain '{}'", node.op, domain);
  if (node.op.ends_with("Linear") || node.op.ends_with("Integer") ||
      node.op.starts_with("QLinear") || node.op.starts_with("Random") ||
      one_of(node.op, {"Bernoulli", "Multinomial"}))
    return refuse("operator '{}' is not supported", node.op);
  return node;
}

}  // namespace touchline::onnx
