#include "overlay/label_layout.h"

#include <algorithm>
#include <cmath>

namespace touchline {
namespace {

constexpr int kRounds = 5;
constexpr float kReadable = 0.15F;  // of its height a label may lie under another

/// Moves two labels apart; false when they do not touch.
bool push_apart(LabelBox& a, LabelBox& b, float gap) {
  const float over_x = (a.w + b.w) / 2 + gap - std::abs(a.x - b.x);
  const float over_y = (a.h + b.h) / 2 + gap - std::abs(a.y - b.y);
  if (over_x <= 0 || over_y <= 0) return false;
  if (over_x < over_y) {
    const float half = a.x <= b.x ? over_x / 2 : -over_x / 2;
    a.x -= half;
    b.x += half;
  } else {
    const float half = a.y <= b.y ? over_y / 2 : -over_y / 2;
    a.y -= half;
    b.y += half;
  }
  return true;
}

}  // namespace

void separate(std::span<LabelBox> labels, float gap, float reach) {
  float tallest = 0;
  for (const auto& label : labels) tallest = std::max(tallest, label.h);
  for (int round = 0; round < kRounds; ++round) {
    bool moved = false;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      for (std::size_t j = i + 1; j < labels.size(); ++j) {
        // Homes are in order, and no label is further than `reach` from its own.
        if (labels[j].home_y - labels[i].home_y > tallest + gap + 2 * reach) break;
        moved |= push_apart(labels[i], labels[j], gap);
      }
    }
    for (auto& label : labels) {
      label.x = std::clamp(label.x, label.home_x - reach, label.home_x + reach);
      label.y = std::clamp(label.y, label.home_y - reach, label.home_y + reach);
    }
    if (!moved) return;
  }
}

void keep_clear(std::span<LabelBox> labels, std::span<const Rect> panels, float width,
                float height) {
  for (auto& label : labels) {
    const float w = label.w / 2, h = label.h / 2;
    for (const Rect& p : panels) {
      if (label.home_x > p.x && label.home_x < p.right() && label.home_y > p.y &&
          label.home_y < p.bottom())
        label.hidden = true;
      const float left = label.x + w - p.x, right = p.right() - label.x + w;
      const float up = label.y + h - p.y, down = p.bottom() - label.y + h;
      const float least = std::min({left, right, up, down});
      if (least <= 0) continue;
      if (least == up)
        label.y -= up;
      else if (least == down)
        label.y += down;
      else
        label.x += least == left ? -left : right;
    }
    // Someone cut by the frame's edge keeps a readable number.
    label.x = std::clamp(label.x, std::min(w + 1, width / 2), std::max(width - w - 1, width / 2));
    label.y =
        std::clamp(label.y, std::min(h + 1, height / 2), std::max(height - h - 1, height / 2));
  }
}

void hide_covered(std::span<LabelBox> labels) {
  for (std::size_t i = labels.size(); i-- > 0;) {
    LabelBox& a = labels[i];
    for (std::size_t j = i + 1; j < labels.size() && !a.hidden; ++j) {
      const LabelBox& b = labels[j];
      if (b.hidden) continue;
      const float over_x = (a.w + b.w) / 2 - std::abs(a.x - b.x);
      const float over_y = (a.h + b.h) / 2 - std::abs(a.y - b.y);
      const float allowed = kReadable * std::min(a.h, b.h);
      a.hidden = over_x > allowed && over_y > allowed;
    }
  }
}

}  // namespace touchline
