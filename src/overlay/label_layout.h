// Keeps labels from hiding each other.
#pragma once

#include <cstddef>
#include <span>

#include "overlay/stamp.h"

namespace touchline {

/// A label by its centre and size, pixels; `home` is where it belongs.
struct LabelBox {
  float x = 0, y = 0, w = 0, h = 0;
  float home_x = 0, home_y = 0;
  bool hidden = false;
  std::size_t item = 0;  ///< what it is the label of
};

/// Pushes overlapping labels apart along the axis of least overlap, each by half, a few rounds, at
/// most `reach` pixels from home. The push grows from zero with the overlap, so labels glide and do
/// not jump from frame to frame. `labels` are in order of `home_y`.
void separate(std::span<LabelBox> labels, float gap, float reach);

/// Keeps labels inside a picture of `width` x `height` and off the panels: one that touches a panel
/// slides out on the shortest way; one whose home lies behind a panel is hidden.
void keep_clear(std::span<LabelBox> labels, std::span<const Rect> panels, float width,
                float height);

/// Hides what would still be unreadable: of two labels over each other, the earlier one (further
/// away). `labels` are in order of `home_y`.
void hide_covered(std::span<LabelBox> labels);

}  // namespace touchline
