// Just enough of the protocol buffers' wire format to rewrite a message. Private to infer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace touchline::wire {

/// How a field is written. Groups (3 and 4) are not: ONNX has none.
enum class Type : std::uint8_t { varint = 0, eight_bytes = 1, bytes = 2, four_bytes = 5 };

struct Field {
  std::uint32_t number = 0;
  Type type = Type::varint;
  std::uint64_t value = 0;  ///< of a varint
  std::string_view bytes;   ///< the payload of all others
  std::string_view whole;   ///< key and payload, to be copied as they are
};
using Fields = std::vector<Field>;

/// The fields of one message, as views into it. Errc::bad_model when a length leaves the message.
Result<Fields> fields(std::string_view message);
/// The varints of a packed field.
Result<std::vector<std::uint64_t>> packed(std::string_view bytes);

void put(std::string& to, std::uint32_t number, std::uint64_t varint);
void put(std::string& to, std::uint32_t number, std::string_view bytes);

}  // namespace touchline::wire
