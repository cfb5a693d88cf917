// The boxes of MP4 (ISO/IEC 14496-12): read from memory, written to memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace touchline::mp4 {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;

/// A four-character code as the number it is in the file.
constexpr std::uint32_t code(const char (&text)[5]) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value = value << 8 | static_cast<std::uint8_t>(text[i]);
  return value;
}

/// Takes numbers off the front of a view; past its end they are 0 and ok() is false.
class Reader {
 public:
  explicit Reader(View bytes) : bytes_(bytes) {}
  std::uint64_t number(std::size_t width);
  std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
  std::uint64_t u64() { return number(8); }
  View take(std::size_t count);
  [[nodiscard]] View rest() const { return bytes_; }
  [[nodiscard]] bool ok() const { return ok_; }

 private:
  View bytes_;
  bool ok_ = true;
};

struct Box {
  std::uint32_t type = 0;
  View whole, body;
};
/// What a box's header says, from the first 16 bytes of it or fewer. `size` 0: to the end.
struct BoxHeader {
  std::uint32_t type = 0;
  std::uint64_t size = 0;
  std::size_t header = 8;  ///< bytes of the header itself
};
std::optional<BoxHeader> read_header(View bytes);
/// The boxes that `bytes` consist of, as far as they are whole.
std::vector<Box> boxes_in(View bytes);
/// The first box of `type` in `bytes`; none when there is none.
std::optional<Box> find(View bytes, std::uint32_t type);
/// The box that `path` leads to: find(bytes, {code("mdia"), code("minf")}).
std::optional<Box> find(View bytes, std::initializer_list<std::uint32_t> path);

void put(Bytes& out, std::uint64_t value, std::size_t width);
inline void put32(Bytes& out, std::uint64_t value) { put(out, value, 4); }
inline void put(Bytes& out, View bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

/// Begins a box whose size is filled in when this is gone.
class OpenBox {
 public:
  OpenBox(Bytes& out, std::uint32_t type) : out_(out), at_(out.size()) {
    put32(out, 0);
    put32(out, type);
  }
  /// A full box, with version and flags.
  OpenBox(Bytes& out, std::uint32_t type, std::uint32_t version_and_flags) : OpenBox(out, type) {
    put32(out, version_and_flags);
  }
  ~OpenBox();
  OpenBox(const OpenBox&) = delete;
  OpenBox& operator=(const OpenBox&) = delete;

 private:
  Bytes& out_;
  std::size_t at_;
};

}  // namespace touchline::mp4
