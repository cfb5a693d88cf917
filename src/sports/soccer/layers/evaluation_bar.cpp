#include "sports/soccer/layers/evaluation_bar.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "sports/soccer/analysis.h"

namespace touchline {
namespace {

constexpr double kEven = 0.5;  // rounds to 0: neither side is named

std::string_view name_of(const Side& side, std::string_view otherwise) {
  return side.name.empty() ? otherwise : side.name;
}

}  // namespace

EvaluationBar::EvaluationBar(const Theme& theme, const InkWell& well, const FrameInfo& info,
                             float unit)
    : pad_(std::round(0.6F * theme.panel.text_size * unit)),
      band_h_(std::max(4.0F, 2 * std::round(theme.bar.height * unit / 2))),
      row_h_(std::max(10.0F, theme.panel.text_size * unit)),
      text_(to_yuv(theme.panel.text, well.colour)),
      muted_(to_yuv(theme.panel.muted, well.colour)),
      withheld_(to_yuv(theme.bar.withheld, well.colour)),
      mark_(to_yuv({255, 255, 255, 230}, well.colour)) {
  const float w = std::min(theme.bar.width * unit, static_cast<float>(info.width) - 4);
  place_ = even({(static_cast<float>(info.width) - w) / 2, theme.panel.margin * unit, w,
                 row_h_ + band_h_ + 2.6F * pad_});
}

void EvaluationBar::draw_part(Canvas& canvas, const Rect& band, float from, float to,
                              const YuvColour& colour) {
  const Placement at = Placement::whole_pixel(band.x, band.y);
  part_.resize(0, 0, band.w, band.h);
  const auto first = static_cast<std::ptrdiff_t>(std::lround(from * band.w)) + at.fx;
  const auto last = static_cast<std::ptrdiff_t>(std::lround(to * band.w)) + at.fx;
  if (last <= first) return;
  for (std::ptrdiff_t y = 0; y < whole_.height(); ++y)
    std::memcpy(part_.luma() + y * part_.width() + first,
                whole_.luma() + y * whole_.width() + first, static_cast<std::size_t>(last - first));
  part_.finish();
  stamp(canvas, part_, at, colour);
}

void EvaluationBar::draw_band(Canvas& canvas, const Rect& band, float split,
                              const Palette& palette) {
  draw_part(canvas, band, 0, split, palette.side(Team::a).measured);
  draw_part(canvas, band, split, 1, palette.side(Team::b).measured);
  const float line = std::max(2.0F, std::round(band.h / 8)) / band.w;
  draw_part(canvas, band, std::max(0.0F, split - line / 2), std::min(1.0F, split + line / 2),
            mark_);
}

Rect EvaluationBar::band_of(const Rect& where) const {
  return {where.x + pad_, where.bottom() - pad_ - band_h_, where.w - 2 * pad_, band_h_};
}

/// The value stands beside the name of the side that is better off.
void EvaluationBar::write_value(Canvas& canvas, const Rect& where, double value,
                                const std::array<std::string_view, 2>& names, Easel& easel) {
  Writer& writer = easel.words;
  const Rect band = band_of(where);
  const float line = line_of(where);
  char text[16];
  const bool level = std::abs(value) < kEven;
  const auto end = level ? fmt::format_to_n(text, sizeof text, "even").out
                         : fmt::format_to_n(text, sizeof text, "+{:.0f}", std::abs(value)).out;
  const std::string_view shown(text, static_cast<std::size_t>(end - text));
  const float gap = row_h_ * 0.5F;
  const auto width = [&](std::size_t side) {
    return static_cast<float>(writer.width(names[side]));
  };
  if (level) {
    const float middle = where.x + where.w / 2;
    easel.log.note("bar", shown, writer.write_centred(canvas, middle, line, shown, text_));
  } else if (value > 0) {
    easel.log.note("bar_a", shown,
                   writer.write(canvas, band.x + width(0) + gap, line, shown, text_));
  } else {
    easel.log.note("bar_b", shown,
                   writer.write_right(canvas, band.right() - width(1) - gap, line, shown, text_));
  }
}

void EvaluationBar::draw(Canvas& canvas, const Rect& where, const Scene& scene, Easel& easel) {
  Writer& writer = easel.words;
  DrawnLog& log = easel.log;
  easel.panel.draw(canvas, where);
  const Rect band = band_of(where);
  const Placement at = Placement::whole_pixel(band.x, band.y);
  whole_.resize(0, 0, band.w, band.h);
  fill(whole_,
       RoundedBoxShape{at.dx + band.w / 2, at.dy + band.h / 2, band.w / 2, band.h / 2, band.h / 2});
  const float line = line_of(where);
  const std::array names{name_of(scene.sides[0], "A"), name_of(scene.sides[1], "B")};
  const auto write_names = [&] {
    log.note("side", names[0], writer.write(canvas, band.x, line, names[0], text_));
    log.note("side", names[1], writer.write_right(canvas, band.right(), line, names[1], text_));
  };
  const Measures* measures = measures_of(scene.record);
  const Known<double> bar =
      measures ? measures->evaluation.bar : Known<double>::none("nothing is measured");
  if (!bar) {
    draw_part(canvas, band, 0, 1, withheld_);
    const int room = static_cast<int>(band.w) - 3 * static_cast<int>(row_h_);
    if (writer.width(names[0]) + writer.width(names[1]) + writer.width(bar.why) < room)
      write_names();
    const float middle = where.x + where.w / 2;
    return log.note("bar_withheld", bar.why,
                    writer.write_centred(canvas, middle, line, bar.why, muted_));
  }
  const double value = std::clamp(*bar, -100.0, 100.0);
  draw_band(canvas, band, static_cast<float>(0.5 + value / 200), easel.palette);
  write_names();
  write_value(canvas, where, value, names, easel);
}

}  // namespace touchline
