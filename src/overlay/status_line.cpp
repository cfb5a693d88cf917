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

constexpr std::size_t kShortest = 14;         // "Not calibrated"
constexpr std::string_view kBetween = "   ";  // facts

/// Without its last fact, or what shortened() leaves of the only one.
std::string_view without_last_fact(std::string_view row) {
  const auto last = row.rfind(kBetween);
  return last == row.npos ? shortened(row, 0) : row.substr(0, last);
}

}  // namespace

StatusLine::StatusLine(const Theme& theme, const InkWell& well, const FrameInfo& info, float unit,
                       bool has_field)
    : has_field_(has_field),
      pad_(std::round(0.55F * theme.panel.text_size * unit)),
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

float StatusLine::wide(std::string_view text, Writer& writer) const {
  const float frame = has_field_ ? 2 * dot_ + 3 * pad_ : 2 * pad_;
  return static_cast<float>(writer.width(text)) + frame;
}

void StatusLine::break_line(std::size_t state_end, float room, Writer& writer) {
  const std::string_view all(line_, length_);
  std::size_t end = state_end;
  if (!has_field_)  // as many facts as fit, and the rest below
    for (auto next = all.find(kBetween);
         next != all.npos && wide(all.substr(0, next), writer) <= room;
         next = all.find(kBetween, next + 1))
      end = next;
  if (end == 0) end = std::min(all.find(kBetween), length_);
  rows_ = {all.substr(0, end), all.substr(std::min(length_, end + kBetween.size()))};
  const std::size_t least = has_field_ ? kShortest : 0;
  for (auto& row : rows_)
    while (wide(row, writer) > room && row.size() > least)
      row = has_field_ ? shortened(row, kShortest) : without_last_fact(row);
}

Rect StatusLine::prepare(const Scene& scene, const Panels::Room& room, Writer& writer) {
  length_ = 0;
  rows_ = {};
  if (has_field_) say_state(scene.view);
  const std::size_t state_end = length_;
  std::string_view facts = scene.facts;
  if (!has_field_) facts.remove_prefix(std::min(facts.find_first_not_of(' '), facts.size()));
  put("{}", facts);
  if (!scene.notice.empty()) put("{}{}", length_ > 0 ? kBetween : "", scene.notice);
  if (length_ == 0) return {};
  rows_[0] = {line_, length_};
  // What does not fit beside the radar stands in two rows.
  if (wide(rows_[0], writer) > room.width) break_line(state_end, room.width, writer);
  const float h = (rows_[1].empty() ? 1.0F : 2.0F) * row_ + pad_;
  const float w = std::max(wide(rows_[0], writer), wide(rows_[1], writer));
  // In steps, so that a digit more does not move the words.
  const float step = 2 * row_, taken = std::min(std::ceil(w / step) * step, room.width);
  const float left = room.at_right ? room.left + room.width - taken : room.left;
  return even({left, bottom_ - h, w, h});
}

void StatusLine::draw(Canvas& canvas, const Rect& where, PanelMark& panel, Writer& writer,
                      DrawnLog& log) {
  if (rows_[0].empty()) return;
  panel.draw(canvas, where);
  const float first = where.y + (where.h - (rows_[1].empty() ? 0.0F : row_)) / 2;
  if (has_field_) draw_state(canvas, where.x + pad_ + dot_, first);
  const float left = where.x + (has_field_ ? 2 * pad_ + 2 * dot_ : pad_);
  float line = first;
  for (const std::string_view row : rows_) {
    if (row.empty()) continue;
    log.note("status", row, writer.write(canvas, left, line, row, text_));
    line += row_;
  }
}

void StatusLine::draw_state(Canvas& canvas, float x, float y) {
  const Placement at = Placement::whole_pixel(x, y);
  const auto draw_dot = [&](Sprite& sprite) {
    sprite.resize(dot_ + 1, dot_ + 1, dot_ + 1, dot_ + 1);
    fill(sprite, RoundedBoxShape{static_cast<float>(sprite.left()) + at.dx,
                                 static_cast<float>(sprite.top()) + at.dy, dot_, dot_, dot_});
  };
  stamp(canvas, dots_.get(at.phase(), draw_dot), at, states_[state_]);
}

}  // namespace touchline
