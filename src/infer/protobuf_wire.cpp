#include "infer/protobuf_wire.h"

namespace touchline::wire {
namespace {

Error damaged(const char* what) {
  return fail(Errc::bad_model, "onnx", "the file is damaged: {}", what);
}

/// Takes a varint of at most ten bytes off the front.
bool take(std::string_view& from, std::uint64_t& value) {
  value = 0;
  for (unsigned shift = 0; shift < 70 && !from.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(from.front());
    from.remove_prefix(1);
    if (shift < 64) value |= std::uint64_t{byte & 127U} << shift;
    if (byte < 128) return true;
  }
  return false;
}

bool take(std::string_view& from, std::uint64_t size, std::string_view& bytes) {
  if (size > from.size()) return false;
  bytes = from.substr(0, size);
  from.remove_prefix(size);
  return true;
}

void put_varint(std::string& to, std::uint64_t value) {
  for (; value >= 128; value >>= 7) to += static_cast<char>(value | 128U);
  to += static_cast<char>(value);
}

}  // namespace

Result<Fields> fields(std::string_view message) {
  Fields all;
  while (!message.empty()) {
    const std::string_view start = message;
    std::uint64_t key = 0;
    if (!take(message, key) || key >> 3U == 0 || key >> 32U != 0)
      return damaged("a field has no number");
    Field field;
    field.number = static_cast<std::uint32_t>(key >> 3U);
    field.type = static_cast<Type>(key & 7U);
    bool whole = false;
    switch (field.type) {
      case Type::varint:
        whole = take(message, field.value);
        break;
      case Type::eight_bytes:
        whole = take(message, 8, field.bytes);
        break;
      case Type::bytes: {
        std::uint64_t size = 0;
        whole = take(message, size) && take(message, size, field.bytes);
        break;
      }
      case Type::four_bytes:
        whole = take(message, 4, field.bytes);
        break;
    }
    if (!whole) return damaged("a field is cut off or of an unknown kind");
    field.whole = start.substr(0, start.size() - message.size());
    all.push_back(field);
  }
  return all;
}

Result<std::vector<std::uint64_t>> packed(std::string_view bytes) {
  std::vector<std::uint64_t> all;
  while (!bytes.empty()) {
    if (!take(bytes, all.emplace_back())) return damaged("a list of numbers is cut off");
  }
  return all;
}

void put(std::string& to, std::uint32_t number, std::uint64_t varint) {
  put_varint(to, std::uint64_t{number} << 3U);
  put_varint(to, varint);
}

void put(std::string& to, std::uint32_t number, std::string_view bytes) {
  put_varint(to, std::uint64_t{number} << 3U | 2U);
  put_varint(to, bytes.size());
  to += bytes;
}

}  // namespace touchline::wire
