#include <algorithm>
#include <array>
#include <functional>

#include "reports/convert_file.h"
#include "reports/plot_field.h"
#include "reports/report_words.h"
#include "sports/soccer/report/plots.h"
#include "sports/soccer/report/sheets.h"

namespace touchline::soccer {
namespace {

using namespace report;

constexpr int kRegretColumns = 16, kRegretRows = 10;
constexpr double kRegretTop = 0.3;  // the deepest shade; scores lie in 0..1

struct PassLine {
  const Event* event;
  Vec2d from, to;
  bool completed;
};

/// The side's passes with both ends, turned to attack to the right. `unplaced` counts the others.
std::vector<PassLine> passes_of(const Data& data, const Figures& figures, Team team,
                                int& unplaced) {
  std::vector<PassLine> passes;
  for (const auto& event : data.events) {
    if (event.type != "pass" || event.team != team) continue;
    if (!event.field_m || !event.field_end_m) {
      ++unplaced;
      continue;
    }
    const double sign = figures.periods[figures.period_at(event.start_ns)].turn(team);
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

/// Regret of one side's passes in one period, by where they began.
struct RegretMap {
  struct Cell {
    double sum = 0;
    int n = 0;
  };
  std::array<Cell, kRegretColumns * kRegretRows> cells{};
  int measured = 0, unmeasured = 0;
  double sum = 0;

  void add(const FieldSpec& field, const PassLine& pass) {
    const auto regret = value_of(*pass.event, "regret");
    ++(regret ? measured : unmeasured);
    if (!regret) return;
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

  /// Calls `see` with every cell that has a pass: its corner, the mean and the number.
  void each(const FieldSpec& field,
            const std::function<void(double x, double y, double mean, int n)>& see) const {
    const double w = field.length_m / kRegretColumns, h = field.width_m / kRegretRows;
    for (int i = 0; i < kRegretColumns * kRegretRows; ++i)
      if (const auto& cell = cells[static_cast<std::size_t>(i)]; cell.n)
        see(-field.length_m / 2 + i % kRegretColumns * w,
            -field.width_m / 2 + i / kRegretColumns * h, cell.sum / cell.n, cell.n);
  }
};

/// Below the map.
std::string regret_caption(const RegretMap& map, const Side& side) {
  if (!map.measured) return side.name;
  return fmt::format("{}: mean {} over {} passes{}", side.name, fixed(map.sum / map.measured, 3),
                     map.measured,
                     map.unmeasured ? fmt::format(", {} not measured", map.unmeasured) : "");
}

}  // namespace

const char* attack_text(const Figures& figures) {
  return figures.periods[0].attack_a ? "attacks \u2192" : "direction of attack not known";
}

Plot draw_passes(const FieldSpec& field, const Data& data, const Figures& figures,
                 const Side& side) {
  FieldPlot plot(fmt::format("passes_{}", letter(side.team)), field, FieldPlot::Caption::below,
                 "Passes of " + side.name);
  int unplaced = 0, completed = 0;
  const auto passes = passes_of(data, figures, side.team, unplaced);
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
        clock_text(data.seconds(pass.event->start_ns)), xml_text(tell(*pass.event).text));
  }
  plot.raw("</g>");
  if (passes.empty()) plot.note("no pass of this team was seen");
  plot.caption(fmt::format("{}: {} of {} completed{}", side.name, completed, passes.size(),
                           unplaced ? fmt::format(", {} without a place", unplaced) : ""),
               attack_text(figures));
  return plot;
}

Plot draw_regret(const FieldSpec& field, const Data& data, const Figures& figures, const Side& side,
                 std::size_t period) {
  RegretMap map;
  int unplaced = 0;
  for (const auto& pass : passes_of(data, figures, side.team, unplaced))
    if (figures.period_at(pass.event->start_ns) == period) map.add(field, pass);
  const double w = field.length_m / kRegretColumns, h = field.width_m / kRegretRows;
  FieldPlot plot(
      fmt::format("regret_{}_{}", letter(side.team), period + 1), field, FieldPlot::Caption::below,
      fmt::format("Mean regret of the passes of {} by where they began, period {}", side.name,
                  period + 1),
      [&](Plot& p) {
        map.each(field, [&](double x, double y, double mean, int n) {
          p.add(R"(<rect class="regret" x="{}" y="{}" width="{}" height="{}" fill-opacity="{}">)"
                R"(<title>{} over {} pass{}</title></rect>)",
                num(x), num(y), num(w), num(h), num(0.08 + 0.82 * std::min(1.0, mean / kRegretTop)),
                fixed(mean, 3), n, n == 1 ? "" : "es");
        });
      });
  plot.add(R"(<g style="font-size:{}px">)", num(2.3 * field.length_m / 105));
  map.each(field, [&](double x, double y, double mean, int) {
    plot.text(x + w / 2, y + h / 2 + 0.8 * field.length_m / 105, "value", "middle", fixed(mean, 2));
  });
  plot.raw("</g>");
  if (!map.measured)
    plot.note(map.unmeasured ? not_measured("no pass had options to compare with")
                             : "no pass of this team was seen");
  plot.caption(regret_caption(map, side), attack_text(figures));
  return plot;
}

}  // namespace touchline::soccer
