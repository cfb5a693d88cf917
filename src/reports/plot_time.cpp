#include "reports/plot_time.h"

#include <algorithm>
#include <cmath>

#include "reports/convert_file.h"
#include "reports/report_words.h"

namespace touchline::report {
namespace {

constexpr double kLeft = TimePlot::kLeft, kRight = TimePlot::kRight;
constexpr double kLeastWidth = 0.08;  // of a stretch; a shorter one could not be seen

/// A mark: up for team a, down for team b, a diamond for neither; hollow when it failed.
void draw_mark(TimePlot& plot, const Data& data, const Event& event, const Telling& telling,
               double y, const TeamNames& names) {
  const double x = plot.x(event.start_ns);
  const std::string who = event.team == Team::none ? "" : names[index(event.team)] + ": ";
  const char* shape = event.team == Team::a   ? "M0 -6L4 3H-4z"
                      : event.team == Team::b ? "M0 6L4 -3H-4z"
                                              : "M0 -5L4 0L0 5L-4 0z";
  plot.add(R"svg(<path class="mark {}{}" data-t="{}" transform="translate({} {})" d="{}">)svg"
           "<title>{} {}{}</title></path>",
           letter(event.team), telling.failed ? " failed" : "", num(data.seconds(event.start_ns)),
           num(x), num(y), shape, clock_text(data.seconds(event.start_ns), true), xml_text(who),
           xml_text(telling.text));
}

}  // namespace

TimePlot::TimePlot(std::string name, double height, std::string_view label, const Data& data)
    : Plot(std::move(name), fmt::format("0 0 {} {}", num(kWidth), num(height)), label),
      data_(data),
      from_(data.seconds(data.first)),
      to_(std::max(from_ + 0.1, data.seconds(data.last))) {
  this->data("x0", num(kLeft));
  this->data("x1", num(kRight));
  this->data("t0", num(from_));
  this->data("t1", num(to_));
}

double TimePlot::x(Nanoseconds time) const {
  return kLeft + (kRight - kLeft) * (data_.seconds(time) - from_) / (to_ - from_);
}

void TimePlot::row_label(double y, std::string_view label) {
  text(kLeft - 10, y, "axis", "end", label);
}

void TimePlot::note(double y, std::string_view note) {
  text((kLeft + kRight) / 2, y, "note", "middle", note);
}

void TimePlot::time_axis(double top, double bottom) {
  constexpr double kSteps[] = {0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600};
  double step = 7200;
  for (const double s : kSteps)
    if ((to_ - from_) / s <= 12) {
      step = s;
      break;
    }
  for (double t = std::ceil(from_ / step) * step; t <= to_; t += step) {
    const double at = kLeft + (kRight - kLeft) * (t - from_) / (to_ - from_);
    add(R"(<path class="tick" d="M{0} {1}V{2}"/>)", num(at), num(top), num(bottom));
    text(at, bottom + 15, "axis", "middle", clock_text(t, step < 1));
  }
}

void TimePlot::stretch(const Run& run, double y, double h, std::string_view classes,
                       std::string_view title) {
  const double from = x(run.from), width = x(run.to) - from;
  if (width < kLeastWidth) return;
  add(R"(<rect class="{}" x="{}" y="{}" width="{}" height="{}">)"
      "<title>{} to {}: {}</title></rect>",
      classes, num(from), num(y), num(width), num(h), clock_text(data_.seconds(run.from), true),
      clock_text(data_.seconds(run.to), true), xml_text(title));
}

Line thinned(const Line& points) {
  const std::size_t bucket = points.size() / (kMostPoints / 2) + 1;
  if (bucket < 3) return points;
  Line out;
  for (std::size_t i = 0; i < points.size(); i += bucket) {
    const auto end =
        points.begin() + static_cast<std::ptrdiff_t>(std::min(points.size(), i + bucket));
    auto [low, high] =
        std::minmax_element(points.begin() + static_cast<std::ptrdiff_t>(i), end,
                            [](const LinePoint& a, const LinePoint& b) { return a.v < b.v; });
    if (high < low) std::swap(low, high);
    out.push_back(*low);
    if (high != low) out.push_back(*high);
  }
  return out;
}

Plot draw_events(const Data& data, const TeamNames& names, const Sheets& sheets) {
  constexpr double kLane = 20;
  std::vector<Telling> told;
  for (const auto& event : data.events) told.push_back(sheets.tell(event));
  const auto is_in = [](std::string_view lane) {
    return [lane](const Telling& telling) { return telling.shown && telling.lane == lane; };
  };
  auto lanes = sheets.lanes();
  lanes.insert(lanes.end(), {kPictureLane, kOtherLane});
  std::erase_if(lanes, [&](std::string_view lane) {
    return std::none_of(told.begin(), told.end(), is_in(lane));
  });
  TimePlot plot("events", std::max(1.0, static_cast<double>(lanes.size())) * kLane + 2,
                "Events over time", data);
  if (lanes.empty()) plot.note(15, "no event was seen");
  double y = kLane / 2 + 1;
  for (const auto lane : lanes) {
    plot.add(R"(<path class="tick" d="M{} {}H{}"/>)", num(kLeft), num(y), num(kRight));
    plot.row_label(y + 4, lane);
    for (std::size_t i = 0; i < told.size(); ++i)
      if (is_in(lane)(told[i])) draw_mark(plot, data, data.events[i], told[i], y, names);
    y += kLane;
  }
  return plot;
}

Plot draw_calibration(const Data& data) {
  constexpr double kBand = 14, kTop = 24, kHeight = 76, kBottom = kTop + kHeight;
  TimePlot plot("calibration", kBottom + 22, "Calibration quality over time", data);
  plot.add(R"(<rect class="ground" x="{}" y="{}" width="{}" height="{}"/>)", num(kLeft), num(kTop),
           num(kRight - kLeft), num(kHeight));
  plot.time_axis(kTop, kBottom);
  for (const auto& run : data.calibration.all()) {
    const char* state = to_string(static_cast<CalibrationState>(run.key));
    plot.stretch(run, 2, kBand, fmt::format("state {}", state), state);
  }
  const auto all =
      lines(plot, data.sigma, data.series_step, [](const SigmaSample& s) { return s.sigma_m; });
  double most = 0;
  for (const auto& sample : data.sigma) most = std::max(most, sample.sigma_m.value_or(0));
  const double top = most <= 0.5 ? 0.5 : most <= 1 ? 1 : most <= 2 ? 2 : most <= 5 ? 5 : 10;
  Path line;
  for (const auto& points : all) {
    for (const auto& p : points) line.to(p.x, kBottom - kHeight * std::min(1.0, p.v / top));
    line.lift();
  }
  if (line.empty())
    plot.note((kTop + kBottom) / 2 + 4, not_measured("no frame was calibrated"));
  else
    plot.add(R"(<path class="line" d="{}"/>)", line.d());
  plot.row_label(13, "state");
  plot.row_label(kTop + 9, num(top) + " m");
  plot.row_label(kTop + kHeight / 2 + 4, "error");
  plot.row_label(kBottom, "0 m");
  return plot;
}

}  // namespace touchline::report
