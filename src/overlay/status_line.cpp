#include "overlay/status_line.h"

#include <fmt/format.h>

#include <algorithm>

namespace touchline {

StatusLine::StatusLine(const Theme& theme, const InkWell& well, const FrameInfo& info, float unit)
    : pad_(std::round(0.55F * theme.panel.text_size * unit)),
      dot_(std::max(3.0F, 0.28F * theme.panel.text_size * unit)),
      text_(to_yuv(theme.panel.text, well.colour)),
      states_{to_yuv(theme.status.measured, well.colour),
              to_yuv(theme.status.propagated, well.colour),
              to_yuv(theme.status.withheld, well.colour)} {
  const float h = std::max(10.0F, theme.panel.text_size * unit) + 1.4F * pad_;
  const float margin = theme.panel.margin * unit;
  corner_ = {margin, static_cast<float>(info.height) - margin - h, 0, h};
}

Rect StatusLine::prepare(const Scene& scene, Writer& writer) {
  length_ = 0;
  const auto put = [&](auto format, const auto&... args) {
    const auto result =
        fmt::format_to_n(line_ + length_, sizeof line_ - length_, fmt::runtime(format), args...);
    length_ = std::min(sizeof line_, length_ + result.size);
  };
  const FieldView* view = scene.view;
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
      put("Calibration stale for {:.1f} s", to_seconds(view->unmeasured_ns));
      break;
    case CalibrationState::lost:
      put("{}", view && !view->why.empty() ? std::string_view(view->why) : "Not calibrated");
      break;
  }
  if (scene.measures) {
    const Coverage& c = scene.measures->coverage;
    put("   {} of {} placed", c.placed, c.people);
    put("   calibrated {:.0f} %", 100 * c.calibrated_share);
    put("   ball {:.0f} %", 100 * c.ball_share);
  }
  if (!scene.notice.empty()) put("   {}", scene.notice);
  const auto words = static_cast<float>(writer.width({line_, length_}));
  return even({corner_.x, corner_.y, words + 2 * dot_ + 3 * pad_, corner_.h});
}

void StatusLine::draw(Image& image, const Rect& where, PanelMark& panel, Writer& writer,
                      DrawnLog& log) {
  panel.draw(image, where);
  const float line = where.y + where.h / 2;
  const Placement at = Placement::whole_pixel(where.x + pad_ + dot_, line);
  const auto draw_dot = [&](Sprite& sprite) {
    sprite.resize(dot_ + 1, dot_ + 1, dot_ + 1, dot_ + 1);
    fill(sprite, RoundedBoxShape{static_cast<float>(sprite.left()) + at.dx,
                                 static_cast<float>(sprite.top()) + at.dy, dot_, dot_, dot_});
  };
  stamp(image, dots_.get(at.phase(), draw_dot), at, states_[state_]);
  writer.write(image, where.x + 2 * pad_ + 2 * dot_, line, {line_, length_}, text_);
  log.note("status", {line_, length_});
}

}  // namespace touchline
