#include "reports/plot_field.h"

#include <algorithm>
#include <cmath>

#include "reports/convert_file.h"
#include "reports/report_words.h"

namespace touchline::report {
namespace {

constexpr int kRegretColumns = 16, kRegretRows = 10;
constexpr double kRegretTop = 0.3;  // the deepest shade; scores lie in 0..1
constexpr int kHeatLevels = 14;
constexpr double kHeatBlur_m = 2.0;
// Margins and letters are those of a field of this length, and grow with it.
constexpr double kLength_m = 105, kMargin = 3, kCaption = 6;

void draw_markings(Plot& plot, const FieldSpec& field) {
  plot.add(R"(<rect class="grass" x="{}" y="{}" width="{}" height="{}"/><g class="lines">)",
           num(-field.length_m / 2), num(-field.width_m / 2), num(field.length_m),
           num(field.width_m));
  for (const auto& m : field.markings) {
    if (m.kind == Marking::Kind::segment) {
      plot.add(R"(<path d="M{} {}L{} {}"/>)", num(m.a.x), num(-m.a.y), num(m.b.x), num(-m.b.y));
    } else if (m.to_rad - m.from_rad > 6.28) {
      plot.add(R"(<circle cx="{}" cy="{}" r="{}"/>)", num(m.centre.x), num(-m.centre.y),
               num(m.radius_m));
    } else {
      const auto at = [&](double rad) {
        return num(m.centre.x + m.radius_m * std::cos(rad)) + " " +
               num(-m.centre.y - m.radius_m * std::sin(rad));
      };
      plot.add(R"(<path d="M{}A{} {} 0 0 0 {}"/>)", at(m.from_rad), num(m.radius_m),
               num(m.radius_m), at(m.to_rad));
    }
  }
  for (const auto& box : field.standing)
    plot.add(R"(<rect x="{}" y="{}" width="{}" height="{}"/>)", num(box.from.x), num(-box.to.y),
             num(box.to.x - box.from.x), num(box.to.y - box.from.y));
  plot.raw("</g>");
}

/// What is seen of the field's plane, as the plot's box.
std::string box_of(const FieldSpec& field, FieldPlot::Caption caption) {
  const double scale = field.length_m / kLength_m;
  const double w = field.length_m + 2 * kMargin * scale, h = field.width_m + 2 * kMargin * scale;
  const double below = caption == FieldPlot::Caption::below ? kCaption : 0;
  return fmt::format("{} {} {} {}", num(-w / 2), num(-h / 2), num(w), num(h + below * scale));
}

/// +1 or -1: the factor that turns the side's attack to the right; +1 when it is not known.
int turn(const Data& data, std::size_t period, Team team) {
  const int attack_a = data.periods[period].attack_a;
  return (team == Team::b ? -attack_a : attack_a) < 0 ? -1 : 1;
}

const char* attack_text(const Data& data) {
  return data.periods[0].attack_a ? "attacks \u2192" : "direction of attack not known";
}

HeatGrid turned_heat(const Data& data, Team team) {
  HeatGrid sum(kHeatColumns * kHeatRows, 0.0F);
  for (std::size_t p = 0; p < data.periods.size(); ++p) {
    const auto& heat = data.periods[p].heat[index(team)];
    const bool reverse = turn(data, p, team) < 0;
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += heat[reverse ? sum.size() - 1 - i : i];
  }
  return sum;
}

/// Gaussian of `sigma` cells along one axis; what lies outside is not there.
HeatGrid blurred(const HeatGrid& grid, double sigma, bool along) {
  const int reach = static_cast<int>(std::ceil(3 * sigma));
  const int step = along ? 1 : kHeatColumns, n = along ? kHeatColumns : kHeatRows;
  HeatGrid out(grid.size(), 0.0F);
  for (int i = 0; i < kHeatColumns * kHeatRows; ++i) {
    const int at = along ? i % kHeatColumns : i / kHeatColumns;
    double sum = 0, weights = 0;
    for (int k = std::max(-reach, -at); k <= std::min(reach, n - 1 - at); ++k) {
      const double weight = std::exp(-0.5 * k * k / (sigma * sigma));
      sum += weight * static_cast<double>(grid[static_cast<std::size_t>(i + k * step)]);
      weights += weight;
    }
    out[static_cast<std::size_t>(i)] = static_cast<float>(sum / weights);
  }
  return out;
}

/// One path per shade, made of the stretches of a row that have it.
void draw_levels(Plot& plot, const FieldSpec& field, const HeatGrid& heat, float most) {
  const double w = field.length_m / kHeatColumns, h = field.width_m / kHeatRows;
  const auto level = [&](int row, int column) {
    const float value = heat[static_cast<std::size_t>(row * kHeatColumns + column)] / most;
    return std::min(kHeatLevels, static_cast<int>(std::sqrt(value) * (kHeatLevels + 0.5F)));
  };
  std::array<std::string, kHeatLevels + 1> paths;
  for (int row = 0; row < kHeatRows; ++row)
    for (int from = 0, to = 0; from < kHeatColumns; from = to) {
      const int shade = level(row, from);
      while (to < kHeatColumns && level(row, to) == shade) ++to;
      paths[static_cast<std::size_t>(shade)] += fmt::format(
          "M{} {}h{}v{}h-{}z", num(-field.length_m / 2 + from * w),
          num(-field.width_m / 2 + row * h), num((to - from) * w), num(h), num((to - from) * w));
    }
  for (int shade = 1; shade <= kHeatLevels; ++shade)
    if (const auto& path = paths[static_cast<std::size_t>(shade)]; !path.empty())
      plot.add(R"(<path fill-opacity="{}" d="{}"/>)", num(0.065 * shade), path);
}

struct PassLine {
  const Event* event;
  Vec2d from, to;
  bool completed;
};

/// The side's passes with both ends, turned to attack to the right. `unplaced` counts the others.
std::vector<PassLine> passes_of(const Data& data, Team team, int& unplaced) {
  std::vector<PassLine> passes;
  for (const auto& event : data.events) {
    if (event.type != "pass" || event.team != team) continue;
    if (!event.field_m || !event.field_end_m) {
      ++unplaced;
      continue;
    }
    const double sign = turn(data, data.period_at(event.start_ns), team);
    passes.push_back(
        {&event, sign * *event.field_m, sign * *event.field_end_m, event.subtype == "completed"});
  }
  return passes;
}

void draw_heads(Plot& plot, Team team) {
  for (const char* kind : {"completed", "failed"})
    plot.add(R"(<marker id="{0}-{1}" class="head {1} {2}" viewBox="0 0 6 6" refX="4.5" refY="3" )"
             R"(markerWidth="4.2" markerHeight="4.2" orient="auto"><path d="M0 0L6 3L0 6z"/>)"
             R"(</marker>)",
             plot.name(), kind, letter(team));
}

}  // namespace

FieldPlot::FieldPlot(std::string name, const FieldSpec& field, Caption caption,
                     std::string_view label, const std::function<void(Plot&)>& under)
    : Plot(std::move(name), box_of(field, caption), label), field_(field) {
  data("scale", num(field.length_m / kLength_m));
  add(R"(<rect class="field" x="{}" y="{}" width="{}" height="{}"/>)", num(-field.length_m / 2),
      num(-field.width_m / 2), num(field.length_m), num(field.width_m));
  if (under) under(*this);
  draw_markings(*this, field);
}

void FieldPlot::caption(std::string_view left, std::string_view right) {
  const double scale = field_.length_m / kLength_m, y = field_.width_m / 2 + 6.4 * scale;
  add(R"(<g style="font-size:{}px">)", num(2.7 * scale));
  text(-field_.length_m / 2, y, "caption", "start", left);
  text(field_.length_m / 2, y, "caption", "end", right);
  raw("</g>");
}

void FieldPlot::note(std::string_view note) {
  add(R"(<g style="font-size:{}px">)", num(3.2 * field_.length_m / kLength_m));
  text(0, -0.16 * field_.width_m, "note", "middle", note);
  raw("</g>");
}

Plot draw_radar(const FieldSpec& field) {
  FieldPlot plot("radar", field, FieldPlot::Caption::none,
                 "The pitch from above, with everybody on it");
  plot.raw(R"(<g id="radar-marks"></g>)");
  return plot;
}

Plot draw_heat(const FieldSpec& field, const Data& data, const Side& side) {
  const HeatGrid raw = turned_heat(data, side.team);
  const double cell_m = field.length_m / kHeatColumns;
  const HeatGrid heat =
      blurred(blurred(raw, kHeatBlur_m / cell_m, true), kHeatBlur_m / cell_m, false);
  const float most = *std::max_element(heat.begin(), heat.end());
  FieldPlot plot(fmt::format("heatmap_{}", letter(side.team)), field, FieldPlot::Caption::below,
                 "Where the players of " + side.name + " were", [&](Plot& p) {
                   if (!(most > 0)) return;
                   p.add(R"(<g class="heat {}">)", letter(side.team));
                   draw_levels(p, field, heat, most);
                   p.raw("</g>");
                 });
  if (!(most > 0)) {
    plot.note(not_measured("no player of this team was placed in metres"));
    return plot;
  }
  double seconds = 0;
  for (const float s : raw) seconds += static_cast<double>(s);
  plot.caption(seconds < 120 ? fmt::format("{}: {:.0f} player seconds", side.name, seconds)
                             : fmt::format("{}: {:.0f} player minutes", side.name, seconds / 60),
               attack_text(data));
  return plot;
}

Plot draw_passes(const FieldSpec& field, const Data& data, const Side& side) {
  FieldPlot plot(fmt::format("passes_{}", letter(side.team)), field, FieldPlot::Caption::below,
                 "Passes of " + side.name);
  int unplaced = 0, completed = 0;
  const auto passes = passes_of(data, side.team, unplaced);
  plot.raw("<defs>");
  draw_heads(plot, side.team);
  plot.add(R"(</defs><g class="passes {}{}">)", letter(side.team),
           passes.size() > 120 ? " many" : "");
  for (const auto& pass : passes) {
    const char* kind = pass.completed ? "completed" : "failed";
    completed += pass.completed;
    plot.add(
        R"svg(<path class="pass {0}" data-t="{1}" d="M{2} {3}L{4} {5}" marker-end="url(#{6}-{0})">)svg"
        R"(<title>{7} {8}</title></path>)",
        kind, num(data.seconds(pass.event->start_ns)), num(pass.from.x), num(-pass.from.y),
        num(pass.to.x), num(-pass.to.y), plot.name(),
        clock_text(data.seconds(pass.event->start_ns)), xml_text(describe(*pass.event)));
  }
  plot.raw("</g>");
  if (passes.empty()) plot.note("no pass of this team was seen");
  plot.caption(fmt::format("{}: {} of {} completed{}", side.name, completed, passes.size(),
                           unplaced ? fmt::format(", {} without a place", unplaced) : ""),
               attack_text(data));
  return plot;
}

Plot draw_regret(const FieldSpec& field, const Data& data, const Side& side, std::size_t period) {
  struct Cell {
    double sum = 0;
    int n = 0;
  };
  std::array<Cell, kRegretColumns * kRegretRows> cells{};
  int measured = 0, unmeasured = 0, unplaced = 0;
  double sum = 0;
  for (const auto& pass : passes_of(data, side.team, unplaced)) {
    if (data.period_at(pass.event->start_ns) != period) continue;
    const auto regret = value_of(*pass.event, "regret");
    ++(regret ? measured : unmeasured);
    if (!regret) continue;
    sum += *regret;
    const auto cell = [](double share, int n) {
      return std::clamp(static_cast<int>(share * n), 0, n - 1);
    };
    const int column = cell(pass.from.x / field.length_m + 0.5, kRegretColumns),
              row = cell(0.5 - pass.from.y / field.width_m, kRegretRows);
    auto& at = cells[static_cast<std::size_t>(row * kRegretColumns + column)];
    at.sum += *regret;
    ++at.n;
  }
  const double w = field.length_m / kRegretColumns, h = field.width_m / kRegretRows;
  const auto each = [&](auto see) {
    for (int i = 0; i < kRegretColumns * kRegretRows; ++i)
      if (const auto& cell = cells[static_cast<std::size_t>(i)]; cell.n)
        see(-field.length_m / 2 + i % kRegretColumns * w,
            -field.width_m / 2 + i / kRegretColumns * h, cell.sum / cell.n, cell.n);
  };
  FieldPlot plot(
      fmt::format("regret_{}_{}", letter(side.team), period + 1), field, FieldPlot::Caption::below,
      fmt::format("Mean regret of the passes of {} by where they began, period {}", side.name,
                  period + 1),
      [&](Plot& p) {
        each([&](double x, double y, double mean, int n) {
          p.add(R"(<rect class="regret" x="{}" y="{}" width="{}" height="{}" fill-opacity="{}">)"
                R"(<title>{} over {} pass{}</title></rect>)",
                num(x), num(y), num(w), num(h), num(0.08 + 0.82 * std::min(1.0, mean / kRegretTop)),
                fixed(mean, 3), n, n == 1 ? "" : "es");
        });
      });
  plot.add(R"(<g style="font-size:{}px">)", num(2.3 * field.length_m / 105));
  each([&](double x, double y, double mean, int) {
    plot.text(x + w / 2, y + h / 2 + 0.8 * field.length_m / 105, "value", "middle", fixed(mean, 2));
  });
  plot.raw("</g>");
  if (!measured)
    plot.note(unmeasured ? not_measured("no pass had options to compare with")
                         : "no pass of this team was seen");
  plot.caption(
      measured
          ? fmt::format("{}: mean {} over {} passes{}", side.name, fixed(sum / measured, 3),
                        measured, unmeasured ? fmt::format(", {} not measured", unmeasured) : "")
          : side.name,
      attack_text(data));
  return plot;
}

}  // namespace touchline::report
