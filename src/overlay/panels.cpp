#include "overlay/panels.h"

#include <algorithm>

#include "base/assert.h"

namespace touchline {

constexpr float kLeastWords = 0.2F;  // of the shorter side: room that words can be cut to

Panels::Panels(const Theme& theme, const FrameInfo& info, float unit)
    : width_(static_cast<float>(info.width)),
      height_(static_cast<float>(info.height)),
      unit_(unit),
      margin_(theme.caption.margin * unit) {}

void Panels::take(const Rect& place) {
  TL_ASSERT(count_ < taken_.size());
  taken_[count_++] = place;
}

Rect Panels::settle(const Rect& place, int step) {
  const Rect free = even(touchline::settle(place, taken(), margin_ / 2, step));
  take(free);
  return free;
}

Rect Panels::settle_top_right(float width, float height) {
  return settle(even({width_ - margin_ - width, margin_, width, height}), 1);
}

Panels::Room Panels::bottom() const {
  const Room all{margin_, width_ - 2 * margin_};
  const auto low = std::find_if(taken().begin(), taken().end(),
                                [&](const Rect& r) { return r.bottom() >= height_ / 2; });
  if (low == taken().end()) return all;
  const float left = low->x - 1.5F * margin_, right = width_ - low->right() - 1.5F * margin_;
  if (std::max(left, right) < kLeastWords * unit_) return all;  // above it
  if (right > left) return {low->right() + margin_ / 2, right, true};
  return {margin_, left};
}

}  // namespace touchline
