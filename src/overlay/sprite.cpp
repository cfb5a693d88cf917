#include "overlay/sprite.h"

#include <algorithm>

namespace touchline {
namespace {

constexpr std::size_t kWays = 4;

int even_up(float v) { return (static_cast<int>(std::ceil(std::max(v, 0.0F))) + 1) / 2 * 2; }

}  // namespace

std::uint64_t spread(std::uint64_t x) {
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31U);
}

void Sprite::resize(float left, float top, float right, float bottom) {
  left_ = even_up(left);
  top_ = even_up(top);
  const int width = left_ + even_up(right + 2);
  width_ = (width + kBlendBlock - 1) / kBlendBlock * kBlendBlock;
  height_ = top_ + even_up(bottom + 2);
  kept_ = false;
  copy_ = {};
  bytes_.assign(static_cast<std::size_t>(width_ * height_ + width_ * height_ / 4), 0);
}

Sprite& SpriteCache::find(std::uint64_t key, bool& found) {
  const std::size_t sets = tags_.size() / kWays;
  Tag* const first = &tags_[(spread(key) & (sets - 1)) * kWays];
  Tag* oldest = first;
  ++clock_;
  for (Tag* tag = first; tag != first + kWays; ++tag) {
    if (tag->used != 0 && tag->key == key) {
      tag->used = clock_;
      found = true;
      return sprites_[static_cast<std::size_t>(tag - tags_.data())];
    }
    if (tag->used < oldest->used) oldest = tag;
  }
  Sprite& sprite = sprites_[static_cast<std::size_t>(oldest - tags_.data())];
  if (oldest->used == 0) sprite.reserve(bytes_);
  *oldest = {key, clock_};
  ++misses_;
  return sprite;
}

}  // namespace touchline
