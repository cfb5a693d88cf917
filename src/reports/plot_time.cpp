#include "reports/plot_time.h"

#include <algorithm>
#include <cmath>

#include "reports/convert_file.h"
#include "reports/report_words.h"

namespace touchline::report {
namespace {

constexpr double kLeft = TimePlot::kLeft, kRight = TimePlot::kRight;
constexpr double kLeastWidth = 0.08;  // of a stretch; a shorter one could not be seen

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

std::string upto(const std::string& text, std::size_t most) {
  std::size_t end = 0, letters = 0;
  while (end < text.size() && letters < most) {
    do ++end;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80);
    ++letters;
  }
  return end < text.size() ? text.substr(0, end) + "\u2026" : text;
}

constexpr const char* kLanes[] = {"passes", "turnovers", "sprints", "picture", "other"};

int lane_of(const Event& event) {
  const auto& t = event.type;
  if (t == "pass") return 0;
  if (t == "turnover") return 1;
  if (t == "sprint") return 2;
  return t == "cut" || t == "replay" || t == "timeline_gap" || t == "attack_direction" ? 3 : 4;
}

/// A mark: up for team a, down for team b, a diamond for neither; hollow when it failed.
void draw_mark(TimePlot& plot, const Data& data, const Event& event, double y,
               const TeamNames& names) {
  const double x = plot.x(event.start_ns);
  const std::string who = event.team == Team::none ? "" : names[index(event.team)] + ": ";
  const bool failed = event.type == "pass" && event.subtype != "completed";
  const char* shape = event.team == Team::a   ? "M0 -6L4 3H-4z"
                      : event.team == Team::b ? "M0 6L4 -3H-4z"
                                              : "M0 -5L4 0L0 5L-4 0z";
  plot.add(R"svg(<path class="mark {}{}" data-t="{}" transform="translate({} {})" d="{}">)svg"
           "<title>{} {}{}</title></path>",
           letter(event.team), failed ? " failed" : "", num(data.seconds(event.start_ns)), num(x),
           num(y), shape, clock_text(data.seconds(event.start_ns), true), xml_text(who),
           xml_text(describe(event)));
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

Plot draw_evaluation(const Data& data, const TeamNames& names) {
  constexpr double kTop = 8, kHeight = 140, kZero = kTop + kHeight / 2, kScale = kHeight / 200;
  TimePlot plot("evaluation", kTop + kHeight + 22, "Evaluation bar over time", data);
  plot.add(
      R"svg(<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" )svg"
      R"svg(patternTransform="rotate(45)"><path class="hatch" d="M0 0V6"/></pattern></defs>)svg"
      R"(<rect class="ground" x="{}" y="{}" width="{}" height="{}"/>)",
      num(kLeft), num(kTop), num(kRight - kLeft), num(kHeight));
  plot.time_axis(kTop, kTop + kHeight);
  for (const auto& run : data.bar_withheld.all())
    if (run.key != kShown)
      plot.stretch(run, kTop, kHeight, "withheld", "withheld, " + data.reasons.text(run.key));
  const auto all = lines(plot, data.bar, data.bar_step, [](const BarSample& s) { return s.bar; });
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
           num(kZero), num(kRight), data.bar.size() > kMostPoints ? " many" : "", line.d());
  plot.row_label(kTop + 11, upto(names[0], 12));
  plot.row_label(kZero + 4, "even");
  plot.row_label(kTop + kHeight - 3, upto(names[1], 12));
  return plot;
}

Plot draw_possession(const Data& data, const TeamNames& names) {
  constexpr double kHeight = 22;
  TimePlot plot("possession", kHeight, "Who has the ball", data);
  plot.add(R"(<rect class="ground" x="{}" y="2" width="{}" height="18"/>)", num(kLeft),
           num(kRight - kLeft));
  for (const auto& run : data.possession.all()) {
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

Plot draw_events(const Data& data, const TeamNames& names) {
  constexpr double kLane = 20;
  std::array<bool, std::size(kLanes)> used{};
  for (const auto& event : data.events)
    if (is_shown(event)) used[static_cast<std::size_t>(lane_of(event))] = true;
  const auto lanes = static_cast<double>(std::count(used.begin(), used.end(), true));
  TimePlot plot("events", std::max(1.0, lanes) * kLane + 2, "Events over time", data);
  if (lanes == 0) plot.note(15, "no event was seen");
  double y = kLane / 2 + 1;
  for (std::size_t lane = 0; lane < used.size(); ++lane) {
    if (!used[lane]) continue;
    plot.add(R"(<path class="tick" d="M{} {}H{}"/>)", num(kLeft), num(y), num(kRight));
    plot.row_label(y + 4, kLanes[lane]);
    for (const auto& event : data.events)
      if (is_shown(event) && lane_of(event) == static_cast<int>(lane))
        draw_mark(plot, data, event, y, names);
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
      lines(plot, data.sigma, data.bar_step, [](const SigmaSample& s) { return s.sigma_m; });
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
