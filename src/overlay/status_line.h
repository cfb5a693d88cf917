// What the numbers rest on: the calibration's state, where the sport has a field, and what the
// sport says, in one line or two.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "overlay/drawn.h"
#include "overlay/overlay.h"
#include "overlay/panels.h"

namespace touchline {

class StatusLine {
 public:
  /// `has_field`: the calibration's state is said.
  StatusLine(const Theme& theme, const InkWell& well, const FrameInfo& info, float unit,
             bool has_field);
  /// Writes the text of this frame and says how much room it takes, no wider than `room` if words
  /// can help it; none where there is nothing to say.
  [[nodiscard]] Rect prepare(const Scene& scene, const Panels::Room& room, Writer& writer);
  void draw(Canvas& canvas, const Rect& where, PanelMark& panel, Writer& writer, DrawnLog& log);

 private:
  template <class... Args>
  void put(fmt::format_string<Args...> format, Args&&... args) {
    const auto end = fmt::format_to_n(line_ + length_, sizeof line_ - length_, format,
                                      std::forward<Args>(args)...);
    length_ = std::min(sizeof line_, length_ + end.size);
  }
  void say_state(const FieldView* view);
  [[nodiscard]] float wide(std::string_view text, Writer& writer) const;
  /// Two rows, each cut where it must be; `state_end`: where the facts begin.
  void break_line(std::size_t state_end, float room, Writer& writer);
  void draw_state(Canvas& canvas, float x, float y);

  bool has_field_;
  float pad_, dot_, row_, bottom_;
  YuvColour text_;
  std::array<YuvColour, 3> states_;
  std::size_t state_ = 2;
  char line_[320] = {};
  std::size_t length_ = 0;
  std::array<std::string_view, 2> rows_;  ///< parts of line_; the second often empty
  SpriteCache dots_{4, 1024};
};

}  // namespace touchline
