#include "sports/golf/report/plots.h"

#include <algorithm>

#include "reports/plot_time.h"

namespace touchline::golf {
namespace {

using namespace report;

constexpr double kLow = -1.0, kHigh = 2.0;  // body lengths above the hips that a plot shows

double clipped(double up) { return std::clamp(up, kLow, kHigh); }

std::optional<Nanoseconds> contact_of(const ToldSwing& told) {
  return told.swing.at_ns[static_cast<std::size_t>(SwingEvent::contact)];
}

}  // namespace

Plot draw_hands(const Data& data, const Figures& figures) {
  constexpr double kTop = 8, kHeight = 110, kScale = kHeight / (kHigh - kLow);
  TimePlot plot("hands", kTop + kHeight + 22, "Height of the hands over time, with the swings",
                data);
  plot.add(R"(<rect class="ground" x="{}" y="{}" width="{}" height="{}"/>)", num(TimePlot::kLeft),
           num(kTop), num(TimePlot::kRight - TimePlot::kLeft), num(kHeight));
  plot.time_axis(kTop, kTop + kHeight);
  for (const auto& told : figures.swings)
    plot.stretch({told.event.start_ns, told.event.end_ns, 0}, kTop, kHeight, "withheld",
                 fmt::format("swing {}", told.swing.number));
  const auto y = [&](double up) { return kTop + kScale * (kHigh - clipped(up)); };
  Path path;
  for (const auto& points : lines(plot, figures.hands, data.series_step,
                                  [](const HandsSample& s) { return s.up_torso; })) {
    for (const auto& p : points) path.to(p.x, y(p.v));
    path.lift();
  }
  plot.add(R"(<path class="line many" d="{}"/>)", path.d());
  plot.row_label(y(1) + 4, "shoulders");
  plot.row_label(y(0) + 4, "hips");
  return plot;
}

Plot draw_swings(const Figures& figures) {
  constexpr double kWidth = 480, kHeight = 300, kLeft = 64, kRight = 470, kTop = 10, kBottom = 270;
  constexpr double kShownBefore_s = 1.6, kShownAfter_s = 0.9;
  Plot plot("swings", fmt::format("0 0 {} {}", num(kWidth), num(kHeight)),
            "Height of the hands in every swing, laid over each other at contact");
  const auto x = [&](double s) {
    return kLeft + (kRight - kLeft) * (s + kShownBefore_s) / (kShownBefore_s + kShownAfter_s);
  };
  const auto y = [&](double up) {
    return kTop + (kBottom - kTop) * (kHigh - clipped(up)) / (kHigh - kLow);
  };
  plot.add(R"(<rect class="ground" x="{}" y="{}" width="{}" height="{}"/>)", num(kLeft), num(kTop),
           num(kRight - kLeft), num(kBottom - kTop));
  for (const double s : {-1.5, -1.0, -0.5, 0.0, 0.5}) {
    plot.add(R"(<path class="zero" d="M{} {}V{}"/>)", num(x(s)), num(kTop), num(kBottom));
    plot.text(x(s), kBottom + 16, "axis", "middle",
              s == 0 ? "contact" : fmt::format("{:+.1f} s", s));
  }
  plot.text(kLeft - 6, y(0) + 4, "axis", "end", "hips");
  plot.text(kLeft - 6, y(1) + 4, "axis", "end", "shoulders");
  for (const auto& told : figures.swings) {
    const auto contact = contact_of(told);
    if (!contact) continue;
    Path path;
    for (const auto& sample : figures.hands) {
      const double s = to_seconds(sample.time - *contact);
      if (s < -kShownBefore_s || s > kShownAfter_s) continue;
      if (!sample.up_torso) {
        path.lift();
        continue;
      }
      path.to(x(s), y(*sample.up_torso));
    }
    plot.add(R"(<path class="line" d="{}"><title>swing {}</title></path>)", path.d(),
             told.swing.number);
  }
  return plot;
}

}  // namespace touchline::golf
