#include "sink/mp4_boxes.h"

#include <algorithm>

namespace touchline::mp4 {

std::uint64_t Reader::number(std::size_t width) {
  std::uint64_t value = 0;
  for (const auto byte : take(width)) value = value << 8 | byte;
  return value;
}

View Reader::take(std::size_t count) {
  if (count > bytes_.size()) {
    ok_ = false;
    bytes_ = {};
    return {};
  }
  const auto taken = bytes_.first(count);
  bytes_ = bytes_.subspan(count);
  return taken;
}

std::optional<BoxHeader> read_header(View bytes) {
  Reader reader(bytes);
  BoxHeader box;
  box.size = reader.u32();
  box.type = reader.u32();
  if (box.size == 1) {
    box.size = reader.u64();
    box.header = 16;
  }
  if (!reader.ok() || (box.size != 0 && box.size < box.header)) return std::nullopt;
  return box;
}

std::vector<Box> boxes_in(View bytes) {
  std::vector<Box> boxes;
  while (!bytes.empty()) {
    const auto header = read_header(bytes);
    if (!header) break;
    const auto size = header->size ? header->size : bytes.size();
    if (size > bytes.size()) break;
    const auto whole = bytes.first(static_cast<std::size_t>(size));
    boxes.push_back({header->type, whole, whole.subspan(header->header)});
    bytes = bytes.subspan(whole.size());
  }
  return boxes;
}

std::optional<Box> find(View bytes, std::uint32_t type) {
  for (const auto& box : boxes_in(bytes))
    if (box.type == type) return box;
  return std::nullopt;
}

std::optional<Box> find(View bytes, std::initializer_list<std::uint32_t> path) {
  std::optional<Box> box;
  for (const auto type : path) {
    box = find(box ? box->body : bytes, type);
    if (!box) return std::nullopt;
  }
  return box;
}

void put(Bytes& out, std::uint64_t value, std::size_t width) {
  for (std::size_t i = width; i-- > 0;) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

OpenBox::~OpenBox() {
  const auto size = out_.size() - at_;
  for (std::size_t i = 0; i < 4; ++i)
    out_[at_ + i] = static_cast<std::uint8_t>(size >> (8 * (3 - i)));
}

}  // namespace touchline::mp4
