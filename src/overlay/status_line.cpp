#include "overlay/status_line.h"

#include <algorithm>
#include <cmath>

namespace touchline {
namespace {

/// Without its last clause or word; `from` characters always stay.
std::string_view shortened(std::string_view row, std::size_t from) {
  const std::size_t clause = row.rfind(": "), word = row.rfind(' ');
  const std::size_t end = clause != row.npos && clause > from ? clause : word;
  return end == row.npos || end < from ? row.substr(0, from) : row.substr(0, end);
}

constexpr std::size_t kShortest = 14;  // "Not calibrated"

}  // namespace

StatusLine::StatusLine(const Theme& theme, const InkWell& well, const FrameInfo& info, float unit)
    : pad_(std::round(0.55F * theme.panel.text_size * unit)),
      dot_(std::max(3.0F, 0.28F * theme.panel.text_size * unit)),
      row_(std::max(10.0F, theme.panel.text_size * unit) + 0.4F * pad_),
      bottom_(static_cast<float>(info.height) - theme.panel.margin * unit),
      text_(to_yuv(theme.panel.text, well.colour)),
      states_{to_yuv(theme.status.measured, well.colour),
              to_yuv(theme.status.propagated, well.colour),
              to_yuv(theme.status.withheld, well.colour)} {}

void StatusLine::say_state(const FieldView* view) {
  const CalibrationState state = view ? view->state : CalibrationState::lost;
  state_ = std::min<std::size_t>(static_cast<std::size_t>(state), 2);
  switch (state) {
    case CalibrationState::measured:
      put("Calibrated \u00B1{:.2f} m", view->sigma_m);
      break;
    case CalibrationState::propagated:
      put("Calibration carried on \u00B1{:.2f} m", view->sigma_m);
      break;
    case CalibrationState::stale:
      put("Calibration unsure: {}", view->why);  // uncertain by, or not measured for
      break;
    case CalibrationState::lost:
      put("Not calibrated");
      if (view && !view->why.empty()) put(": {}", view->why);
      break;
  }
}

Rect StatusLine::prepare(const Scene& scene, const Panels::Room& room, Writer& writer) {
  length_ = 0;
  say_state(scene.view);
  const std::size_t state_end = length_;
  put("{}", scene.facts);
  if (!scene.notice.empty()) put("   {}", scene.notice);
  const std::string_view all(line_, length_);
  const float frame = 2 * dot_ + 3 * pad_;
  const auto wide = [&](std::string_view text) {
    return static_cast<float>(writer.width(text)) + frame;
  };
  rows_ = {all, {}};
  if (wide(all) > room.width) {
    // What does not fit beside the radar stands in two rows, each cut where it must be.
    rows_ = {all.substr(0, state_end), all.substr(std::min(length_, state_end + 3))};
    for (auto& row : rows_)
      while (wide(row) > room.width && row.size() > kShortest) row = shortened(row, kShortest);
  }
  const float h = (rows_[1].empty() ? 1.0F : 2.0F) * row_ + pad_;
  const float w = std::max(wide(rows_[0]), wide(rows_[1]));
  // In steps, so that a digit more does not move the words.
  const float step = 2 * row_, taken = std::min(std::ceil(w / step) * step, room.width);
  const float left = room.at_right ? room.left + room.width - taken : room.left;
  return even({left, bottom_ - h, w, h});
}

void StatusLine::draw(Canvas& canvas, const Rect& where, PanelMark& panel, Writer& writer,
                      DrawnLog& log) {
  panel.draw(canvas, where);
  const float first = where.y + (where.h - (rows_[1].empty() ? 0.0F : row_)) / 2;
  const Placement at = Placement::whole_pixel(where.x + pad_ + dot_, first);
  const auto draw_dot = [&](Sprite& sprite) {
    sprite.resize(dot_ + 1, dot_ + 1, dot_ + 1, dot_ + 1);
    fill(sprite, RoundedBoxShape{static_cast<float>(sprite.left()) + at.dx,
                                 static_cast<float>(sprite.top()) + at.dy, dot_, dot_, dot_});
  };
  stamp(canvas, dots_.get(at.phase(), draw_dot), at, states_[state_]);
  float line = first;
  for (const std::string_view row : rows_) {
    if (row.empty()) continue;
    log.note("status", row, writer.write(canvas, where.x + 2 * pad_ + 2 * dot_, line, row, text_));
    line += row_;
  }
}

}  // namespace touchline
