// Keeps labels from hiding each other.
#pragma once

#include <span>

namespace touchline {

/// A label by its centre and size, pixels; `home` is where it belongs.
struct LabelBox {
  float x = 0, y = 0, w = 0, h = 0;
  float home_x = 0, home_y = 0;
};

/// Pushes overlapping labels apart along the axis of least overlap, each by half, a few rounds, at
/// most `reach` pixels from home. The push grows from zero with the overlap, so labels glide and do
/// not jump from frame to frame. `labels` are in order of `y`.
void separate(std::span<LabelBox> labels, float gap, float reach);

}  // namespace touchline
