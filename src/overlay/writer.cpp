#include "overlay/writer.h"

#include <algorithm>

#include "overlay/stamp.h"

namespace touchline {
namespace {

/// FNV-1a, 64 bits; never 0.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const char c : text) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001B3ULL;
  return hash | 1U;
}

}  // namespace

Writer::Writer(Typeface face) : face_(std::move(face)), sprites_(512, 2048) {
  run_.items.reserve(256);
}

int Writer::width(std::string_view text) {
  // Sets of four, like the sprites'; the oldest of a set makes room.
  const std::uint64_t hash = hash_of(text);
  Known* const set = &widths_[spread(hash) % (widths_.size() / 4) * 4];
  Known* known = std::find_if(set, set + 4, [&](const Known& k) { return k.hash == hash; });
  if (known == set + 4) {
    std::rotate(set, set + 3, set + 4);
    face_.shape(text, run_);
    *set = {hash, run_.width};
    known = set;
  }
  return known->width;
}

Box Writer::write(Canvas& canvas, float x, float y, std::string_view text,
                  const YuvColour& colour) {
  const auto high = static_cast<float>(face_.cap_height());
  const Box box{x, y - high / 2, static_cast<float>(width(text)), high};
  if (text.empty()) return box;
  const Placement at = Placement::whole_pixel(x, y);
  const auto draw = [&](Sprite& sprite) {
    face_.shape(text, run_);
    const int cap = face_.cap_height();
    const auto up = static_cast<float>(cap), side = static_cast<float>(cap) / 2;
    sprite.resize(side, up, static_cast<float>(run_.width) + side, up);
    face_.draw(run_, sprite.left() + at.fx, sprite.top() + at.fy + (cap + 1) / 2, sprite.luma(),
               sprite.width(), sprite.height());
  };
  stamp(canvas, sprites_.get(key_of(hash_of(text), at), draw), at, colour);
  return box;
}

}  // namespace touchline
