// What the last draw wrote in letters and digits, so that it can be compared with the record.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json_line.h"
#include "geometry/box.h"

namespace touchline {

struct DrawnText {
  std::string_view element;    ///< id, speed, bar, bar_withheld, side, pass, status, ...
  std::int64_t track_id = -1;  ///< -1: of nobody in particular
  std::string text;            ///< as it stands on the picture
  Box box;                     ///< what its capitals fill, pixels
};

/// One line (no newline) of drawn.jsonl: the frame's time and every text on it.
void append_json(JsonLine& line, std::span<const DrawnText> drawn, const std::string& source_id,
                 std::int64_t frame, Nanoseconds pts_ns);

/// Collects the texts of one draw; its memory is used again by the next.
class DrawnLog {
 public:
  DrawnLog() { entries_.resize(128); }
  void clear() { count_ = 0; }
  void note(std::string_view element, std::string_view text, const Box& box,
            std::int64_t track_id = -1) {
    if (count_ == entries_.size()) entries_.resize(2 * count_);
    DrawnText& entry = entries_[count_++];
    entry.element = element;
    entry.track_id = track_id;
    entry.text.assign(text);
    entry.box = box;
  }
  [[nodiscard]] std::span<const DrawnText> entries() const { return {entries_.data(), count_}; }

 private:
  std::vector<DrawnText> entries_;
  std::size_t count_ = 0;
};

}  // namespace touchline
