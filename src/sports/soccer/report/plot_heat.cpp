#include <algorithm>
#include <cmath>

#include "reports/plot_field.h"
#include "reports/report_words.h"
#include "sports/soccer/report/plots.h"

namespace touchline::soccer {
namespace {

using namespace report;

constexpr int kHeatLevels = 14;
constexpr double kHeatBlur_m = 2.0;

HeatGrid turned_heat(const Figures& figures, Team team) {
  HeatGrid sum(kHeatColumns * kHeatRows, 0.0F);
  for (const auto& period : figures.periods) {
    const auto& heat = period.heat[index(team)];
    const bool reverse = period.turn(team) < 0;
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

}  // namespace

Plot draw_heat(const FieldSpec& field, const Figures& figures, const Side& side) {
  const HeatGrid raw = turned_heat(figures, side.team);
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
               attack_text(figures));
  return plot;
}

}  // namespace touchline::soccer
