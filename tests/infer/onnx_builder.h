// Networks written byte by byte, so that tests need no file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace touchline::testing {

/// Just enough protocol buffers to write an ONNX file.
class Message {
 public:
  Message& number(int field, std::uint64_t value) {
    varint(static_cast<std::uint64_t>(field) << 3);
    varint(value);
    return *this;
  }
  Message& bytes(int field, const std::string& value) {
    varint(static_cast<std::uint64_t>(field) << 3 | 2U);
    varint(value.size());
    text_ += value;
    return *this;
  }
  Message& message(int field, const Message& value) { return bytes(field, value.text_); }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  void varint(std::uint64_t value) {
    for (; value >= 128; value >>= 7) text_ += static_cast<char>(value | 128U);
    text_ += static_cast<char>(value);
  }
  std::string text_;
};

/// A tensor's name, element type (1: float, 7: int64, 10: float16) and shape; -1 is a free size.
inline Message value_info(const std::string& name, int type, const std::vector<int>& shape) {
  Message dims;
  for (const int size : shape) {
    size < 0 ? dims.message(1, Message().bytes(2, "n"))
             : dims.message(1, Message().number(1, std::uint64_t(size)));
  }
  return Message().bytes(1, name).message(
      2, Message().message(1, Message().number(1, std::uint64_t(type)).message(2, dims)));
}

/// A tensor of floats, raw.
inline Message float_tensor(const std::string& name, const std::vector<float>& values,
                            std::vector<std::uint64_t> shape = {}) {
  if (shape.empty()) shape = {values.size()};
  Message tensor;
  for (const auto size : shape) tensor.number(1, size);
  return tensor.number(2, 1).bytes(8, name).bytes(
      9, {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)});
}

inline Message node(const std::string& op, const std::vector<std::string>& inputs,
                    const std::vector<std::string>& outputs) {
  Message made;
  for (const auto& name : inputs) made.bytes(1, name);
  for (const auto& name : outputs) made.bytes(2, name);
  return made.bytes(4, op);
}

/// The file of one graph.
inline std::string model_file(const Message& graph) {
  return Message()
      .number(1, 7)
      .message(7, graph)
      .message(8, Message().bytes(1, "").number(2, 13))
      .text();
}

/// Element types of tensors, as the format numbers them.
constexpr int kFloat32 = 1, kFloat16 = 10;

/// n x 3 x 2 x 2 of `floats` -> `relu` (same shape and type) and `where` (same shape, int64: the
/// input cut to whole numbers).
inline std::string tiny_model(int floats = kFloat32) {
  const Message to_int64 = Message().bytes(1, "to").number(3, 7).number(20, 2);
  const std::vector<int> shape{-1, 3, 2, 2};
  return model_file(Message()
                        .message(1, node("Relu", {"x"}, {"relu"}))
                        .message(1, node("Cast", {"x"}, {"where"}).message(5, to_int64))
                        .bytes(2, "tiny")
                        .message(11, value_info("x", floats, shape))
                        .message(12, value_info("relu", floats, shape))
                        .message(12, value_info("where", 7, shape)));
}

/// n x 3 frames x height x width -> `heat`, n x frames x height x width: the first channel of every
/// frame.
inline std::string window_model(int frames, int width, int height) {
  const int channels = 3 * frames;
  std::vector<float> weights(static_cast<std::size_t>(frames * channels));
  for (int f = 0; f < frames; ++f) weights[static_cast<std::size_t>(f * channels + 3 * f)] = 1;
  return model_file(
      Message()
          .message(1, node("Conv", {"x", "pick"}, {"heat"}))
          .bytes(2, "window")
          .message(5, float_tensor("pick", weights,
                                   {std::uint64_t(frames), std::uint64_t(channels), 1, 1}))
          .message(11, value_info("x", 1, {-1, channels, height, width}))
          .message(12, value_info("heat", 1, {-1, frames, height, width})));
}

}  // namespace touchline::testing
