// Shapes drawn once and kept: people move, but their rings and labels look the same from frame to
// frame.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "kernels/blend_cpu.h"

namespace touchline {

/// Where a sprite goes. Chroma is half resolution, so sprites sit on even pixels and what is left
/// of the position (in steps, within two pixels) is part of the drawing.
struct Placement {
  int x = 0, y = 0;      ///< even
  int fx = 0, fy = 0;    ///< 0..3 half pixels, or 0..1 whole pixels
  float dx = 0, dy = 0;  ///< the same in pixels

  /// To the nearest half pixel.
  static Placement half_pixel(float px, float py) { return at(px, py, 2); }
  /// To the nearest pixel, so that text stays sharp.
  static Placement whole_pixel(float px, float py) { return at(px, py, 1); }

  [[nodiscard]] std::uint64_t phase() const { return static_cast<std::uint64_t>(fy * 4 + fx); }

 private:
  static Placement at(float px, float py, int steps) {
    const int sx = static_cast<int>(std::lround(px * static_cast<float>(steps)));
    const int sy = static_cast<int>(std::lround(py * static_cast<float>(steps)));
    const int mask = 2 * steps - 1;
    const auto step = 1.0F / static_cast<float>(steps);
    return {(sx - (sx & mask)) / steps,
            (sy - (sy & mask)) / steps,
            sx & mask,
            sy & mask,
            static_cast<float>(sx & mask) * step,
            static_cast<float>(sy & mask) * step};
  }
};

/// Coverage of a shape drawn about an origin that lies (left, top) even pixels inside the sprite.
class Sprite {
 public:
  /// Clears the sprite to reach at least these distances from its origin, plus two pixels for the
  /// phase.
  void resize(float left, float top, float right, float bottom);
  /// To be called when the luma is drawn.
  void finish() { halve_coverage(luma(), width_, width_, height_, luma() + width_ * height_); }

  [[nodiscard]] std::uint8_t* luma() { return bytes_.data(); }
  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] int height() const { return height_; }
  [[nodiscard]] int left() const { return left_; }
  [[nodiscard]] int top() const { return top_; }
  [[nodiscard]] CoverageView view() const {
    return {bytes_.data(), bytes_.data() + width_ * height_, width_, height_, width_,
            width_ / 2,    kept_ ? &copy_ : nullptr};
  }
  /// Says of a finished sprite that it will be drawn in many frames.
  void keep() { kept_ = true; }
  void reserve(std::size_t bytes) { bytes_.reserve(bytes); }

 private:
  std::vector<std::uint8_t> bytes_;
  int width_ = 0, height_ = 0, left_ = 0, top_ = 0;
  bool kept_ = false;
  mutable DeviceCopy copy_;  ///< of a kept one
};

/// Spreads nearby keys over the sets of a cache (Stafford's variant 13 of the MurmurHash3
/// finaliser).
std::uint64_t spread(std::uint64_t key);

/// A fixed number of sprites by key; the least recently used of a set of four makes room. A slot
/// gets its memory the first time it is used, so a warm cache allocates nothing.
class SpriteCache {
 public:
  /// `slots`: a power of two, at least 4. `bytes`: what each slot reserves.
  SpriteCache(std::size_t slots, std::size_t bytes)
      : tags_(slots), sprites_(slots), bytes_(bytes) {}

  /// The sprite of `key`; `draw(Sprite&)` makes it when it is not there. Valid until the next call.
  template <class Draw>
  const Sprite& get(std::uint64_t key, Draw draw) {
    bool found = false;
    Sprite& sprite = find(key, found);
    if (!found) {
      draw(sprite);
      sprite.finish();
      sprite.keep();
    }
    return sprite;
  }

  /// Sprites drawn so far: constant when every look-up is a hit.
  [[nodiscard]] std::uint64_t misses() const { return misses_; }

 private:
  struct Tag {
    std::uint64_t key = 0, used = 0;  ///< used 0: empty
  };
  Sprite& find(std::uint64_t key, bool& found);

  std::vector<Tag> tags_;  ///< of the sprites, a set of four on a cache line or two
  std::vector<Sprite> sprites_;
  std::size_t bytes_;
  std::uint64_t clock_ = 0, misses_ = 0;
};

}  // namespace touchline
