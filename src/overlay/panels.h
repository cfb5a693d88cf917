// Where the panels of a frame stand, so that none covers another and labels keep clear of all.
#pragma once

#include <array>
#include <span>

#include "image/frame.h"
#include "overlay/panel.h"

namespace touchline {

class Panels {
 public:
  Panels(const Theme& theme, const FrameInfo& info, float unit);
  void clear() { count_ = 0; }
  /// Takes this place, whatever lies there.
  void take(const Rect& place);
  /// Takes this place, or the next one up (`step` -1) or down (+1) that is free.
  Rect settle(const Rect& place, int step);
  /// Takes the corner at the top right, or the next place down that is free.
  Rect settle_top_right(float width, float height);
  [[nodiscard]] std::span<const Rect> taken() const { return {taken_.data(), count_}; }
  /// From the frame's edges, pixels.
  [[nodiscard]] float margin() const { return margin_; }
  /// Where along the bottom a line of words may stand, pixels.
  struct Room {
    float left, width;
    bool at_right = false;  ///< against its right end
  };
  /// Beside a panel at the bottom, on the wider side of it, in the corner: from a camera behind a
  /// goal line somebody stands in the middle.
  [[nodiscard]] Room bottom() const;

 private:
  float width_, height_, unit_, margin_;
  std::array<Rect, 8> taken_{};
  std::size_t count_ = 0;
};

}  // namespace touchline
