#include "reports/plot_heat.h"

#include "reports/report_words.h"
#include "sports/soccer/report/plots.h"

namespace touchline::soccer {
namespace {

using namespace report;

HeatGrid turned_heat(const Figures& figures, Team team) {
  HeatGrid sum(kHeatColumns, kHeatRows);
  const auto cells = sum.seconds.size();
  for (const auto& period : figures.periods) {
    const auto& heat = period.heat[index(team)].seconds;
    const bool reverse = period.turn(team) < 0;
    for (std::size_t i = 0; i < cells; ++i) sum.seconds[i] += heat[reverse ? cells - 1 - i : i];
  }
  return sum;
}

}  // namespace

Plot draw_heat(const FieldSpec& field, const Figures& figures, const Side& side) {
  const HeatGrid heat = turned_heat(figures, side.team);
  auto plot = report::draw_heat({fmt::format("heatmap_{}", letter(side.team)),
                                 "Where the players of " + side.name + " were", letter(side.team)},
                                field, heat);
  const double seconds = heat.sum();
  if (!(seconds > 0)) {
    plot.note(not_measured("no player of this team was placed in metres"));
    return plot;
  }
  plot.caption(seconds < 120 ? fmt::format("{}: {:.0f} player seconds", side.name, seconds)
                             : fmt::format("{}: {:.0f} player minutes", side.name, seconds / 60),
               attack_text(figures));
  return plot;
}

}  // namespace touchline::soccer
