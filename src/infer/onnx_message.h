// An ONNX file's parts as to_f16() sees them: views into the file's bytes. Private to infer.
// Format: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "infer/protobuf_wire.h"

namespace touchline::onnx {

using wire::Field;
using wire::Fields;

/// Element types of tensors.
enum Element : std::uint64_t { kUnknown = 0, kFloat = 1, kInt64 = 7, kBool = 9, kHalf = 10 };
// Numbers of the fields, by message.
namespace model_field {
enum { graph = 7, training = 20, functions = 25 };
}
namespace graph_field {
enum { node = 1, initializer = 5, input = 11, output = 12, value_info = 13, sparse = 15 };
}
namespace node_field {
enum { input = 1, output = 2, op = 4, attribute = 5, domain = 7 };
}
namespace attribute_field {
enum { name = 1, integer = 3, tensor = 5, graph = 6, graphs = 11, type = 20 };
}
namespace tensor_field {
enum { dims = 1, type = 2, floats = 4, name = 8, raw = 9, external = 13, location = 14 };
}

template <class... Args>
Error refuse(fmt::format_string<Args...> why, Args&&... args) {
  return fail(Errc::bad_model, "onnx", "it cannot be made to compute in f16: {}; use precision f32",
              fmt::format(why, std::forward<Args>(args)...));
}

bool one_of(std::string_view name, std::initializer_list<std::string_view> names);

/// The last field of that number, as the format rules; null when there is none.
const Field* last(const Fields& fields, std::uint32_t number);
std::string_view text(const Fields& fields, std::uint32_t number);
std::uint64_t integer(const Fields& fields, std::uint32_t number);

struct Attribute {
  std::string_view name;
  Fields fields;
  Fields tensor;  ///< of its tensor, if it has one
};

struct Node {
  std::string_view op;
  std::vector<std::string_view> inputs, outputs;
  std::vector<Attribute> attributes;
  Fields fields;

  [[nodiscard]] const Attribute* attribute(std::string_view name) const;
  /// True when the operator takes this input in 32 bits only, should it be a float.
  [[nodiscard]] bool wants_f32(std::size_t input) const {
    if (op == "Resize" || op == "Upsample") return input > 0;
    return op == "Range" || op == "NonMaxSuppression";
  }
  /// True when its float output has 32 bits whatever its inputs are.
  [[nodiscard]] bool gives_f32() const {
    return op == "Range" || attribute("value_float") || attribute("value_floats");
  }
};

/// Errc::bad_model for what cannot be understood, and for graphs within a node.
Result<Node> read_node(std::string_view bytes);

/// A float tensor in 16 bits. Errc::bad_model when it is damaged or holds a weight beyond 65504.
Result<std::string> half_tensor(const Fields& tensor);

}  // namespace touchline::onnx
