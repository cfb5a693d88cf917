#include "overlay/label_layout.h"

#include <algorithm>
#include <cmath>

namespace touchline {
namespace {

constexpr int kRounds = 3;

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

}  // namespace touchline
