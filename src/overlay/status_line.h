// One line that says what the numbers rest on: the calibration's state and the coverage.
#pragma once

#include "overlay/drawn.h"
#include "overlay/overlay.h"
#include "overlay/panel.h"

namespace touchline {

class StatusLine {
 public:
  StatusLine(const Theme& theme, const InkWell& well, const FrameInfo& info, float unit);
  /// Writes the text of this frame and says how much room it takes.
  [[nodiscard]] Rect prepare(const Scene& scene, Writer& writer);
  void draw(Image& image, const Rect& where, PanelMark& panel, Writer& writer, DrawnLog& log);

 private:
  Rect corner_;  ///< its lower left, and its height
  float pad_, dot_;
  YuvColour text_;
  std::array<YuvColour, 3> states_;
  std::size_t state_ = 2;
  char line_[192] = {};
  std::size_t length_ = 0;
  SpriteCache dots_{4, 1024};
};

}  // namespace touchline
