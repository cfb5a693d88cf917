// The dark translucent panel that bar, radar and status line stand on.
#pragma once

#include <cmath>
#include <vector>

#include "overlay/marks.h"
#include "overlay/stamp.h"

namespace touchline {

/// On even pixels, so that one sprite serves.
inline Rect even(const Rect& r) {
  const auto two = [](float v) { return 2 * std::round(v / 2); };
  return {two(r.x), two(r.y), two(r.w), two(r.h)};
}

class PanelMark {
 public:
  PanelMark(const Theme& theme, const InkWell& well, float unit)
      : rounding_(theme.panel.rounding * unit), fill_(to_yuv(theme.panel.fill, well.colour)) {}

  void draw(Canvas& canvas, const Rect& r) {
    const Placement at = Placement::whole_pixel(r.x, r.y);
    const auto key = static_cast<std::uint64_t>(r.w) << 16U | static_cast<std::uint64_t>(r.h);
    stamp(canvas, sprites_.get(key_of(key, at), [&](Sprite& s) { shape(s, r, at); }), at, fill_);
  }
  /// Its coverage alone.
  void shape(Sprite& sprite, const Rect& r, const Placement& at) const {
    sprite.resize(0, 0, r.w, r.h);
    fill(sprite, RoundedBoxShape{at.dx + r.w / 2, at.dy + r.h / 2, r.w / 2, r.h / 2, rounding_});
  }

 private:
  float rounding_;
  YuvColour fill_;
  SpriteCache sprites_{16, 4096};
};

/// Moves `r` up (step -1) or down (+1) until it touches none of `taken`, `gap` pixels apart.
inline Rect settle(Rect r, std::span<const Rect> taken, float gap, int step) {
  for (std::size_t round = 0; round <= taken.size(); ++round) {
    bool moved = false;
    for (const Rect& t : taken) {
      if (r.x >= t.right() || t.x >= r.right() || r.y >= t.bottom() || t.y >= r.bottom()) continue;
      r.y = step < 0 ? t.y - gap - r.h : t.bottom() + gap;
      moved = true;
    }
    if (!moved) break;
  }
  return r;
}

}  // namespace touchline
