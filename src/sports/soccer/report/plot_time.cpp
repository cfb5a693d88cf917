#include "reports/plot_time.h"

#include "sports/soccer/report/plots.h"

namespace touchline::soccer {
namespace {

using namespace report;

constexpr double kLeft = TimePlot::kLeft, kRight = TimePlot::kRight;

/// The area between zero and the line, on one side of it (`sign`).
void draw_area(TimePlot& plot, const Line& points, double zero, double scale, int sign, char team) {
  Path path;
  path.to(points.front().x, zero);
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto& p = points[i];
    if (i && p.v * points[i - 1].v < 0) {
      const auto& q = points[i - 1];
      path.to(q.x + (p.x - q.x) * q.v / (q.v - p.v), zero);
    }
    path.to(p.x, zero - scale * (sign * p.v > 0 ? p.v : 0));
  }
  path.to(points.back().x, zero);
  path.close();
  plot.add(R"(<path class="area {}" d="{}"/>)", team, path.d());
}

/// The first `most` letters.
std::string upto(const std::string& text, std::size_t most) {
  std::size_t end = 0, letters = 0;
  while (end < text.size() && letters < most) {
    do ++end;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80);
    ++letters;
  }
  return end < text.size() ? text.substr(0, end) + "\u2026" : text;
}

}  // namespace

Plot draw_evaluation(const Data& data, const Figures& figures, const TeamNames& names) {
  constexpr double kTop = 8, kHeight = 140, kZero = kTop + kHeight / 2, kScale = kHeight / 200;
  TimePlot plot("evaluation", kTop + kHeight + 22, "Evaluation bar over time", data);
  plot.add(
      R"svg(<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" )svg"
      R"svg(patternTransform="rotate(45)"><path class="hatch" d="M0 0V6"/></pattern></defs>)svg"
      R"(<rect class="ground" x="{}" y="{}" width="{}" height="{}"/>)",
      num(kLeft), num(kTop), num(kRight - kLeft), num(kHeight));
  plot.time_axis(kTop, kTop + kHeight);
  for (const auto& run : figures.bar_withheld.all())
    if (run.key != kNoReason)
      plot.stretch(run, kTop, kHeight, "withheld", "withheld, " + data.reasons.text(run.key));
  const auto all =
      lines(plot, figures.bar, data.series_step, [](const BarSample& s) { return s.bar; });
  for (const auto& points : all) {
    if (points.empty()) continue;
    draw_area(plot, points, kZero, kScale, 1, 'a');
    draw_area(plot, points, kZero, kScale, -1, 'b');
  }
  Path line;
  for (const auto& points : all) {
    for (const auto& p : points) line.to(p.x, kZero - kScale * p.v);
    line.lift();
  }
  plot.add(R"(<path class="zero" d="M{} {}H{}"/><path class="line{}" d="{}"/>)", num(kLeft),
           num(kZero), num(kRight), figures.bar.size() > kMostPoints ? " many" : "", line.d());
  plot.row_label(kTop + 11, upto(names[0], 12));
  plot.row_label(kZero + 4, "even");
  plot.row_label(kTop + kHeight - 3, upto(names[1], 12));
  return plot;
}

Plot draw_possession(const Data& data, const Figures& figures, const TeamNames& names) {
  constexpr double kHeight = 22;
  TimePlot plot("possession", kHeight, "Who has the ball", data);
  plot.add(R"(<rect class="ground" x="{}" y="2" width="{}" height="18"/>)", num(kLeft),
           num(kRight - kLeft));
  for (const auto& run : figures.possession.all()) {
    if (run.key >= kUnknown)
      plot.stretch(run, 2, 18, "unknown", "not known, " + data.reasons.text(run.key - kUnknown));
    else if (run.key == kContested)
      plot.stretch(run, 2, 18, "contested", "contested");
    else
      plot.stretch(run, 2, 18, run.key == 0 ? "band a" : "band b",
                   names[static_cast<std::size_t>(run.key)]);
  }
  plot.row_label(15, "possession");
  return plot;
}

}  // namespace touchline::soccer
