#include "reports/plot_heat.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace touchline::report {
namespace {

constexpr int kHeatLevels = 14;

/// Gaussian of `sigma` cells along one axis; what lies outside is not there.
HeatGrid blurred(const HeatGrid& grid, double sigma, bool along) {
  const int reach = static_cast<int>(std::ceil(3 * sigma));
  const int step = along ? 1 : grid.columns, n = along ? grid.columns : grid.rows;
  HeatGrid out(grid.columns, grid.rows);
  for (int i = 0; i < grid.columns * grid.rows; ++i) {
    const int at = along ? i % grid.columns : i / grid.columns;
    double sum = 0, weights = 0;
    for (int k = std::max(-reach, -at); k <= std::min(reach, n - 1 - at); ++k) {
      const double weight = std::exp(-0.5 * k * k / (sigma * sigma));
      sum += weight * static_cast<double>(grid.seconds[static_cast<std::size_t>(i + k * step)]);
      weights += weight;
    }
    out.seconds[static_cast<std::size_t>(i)] = static_cast<float>(sum / weights);
  }
  return out;
}

/// One path per shade, made of the stretches of a row that have it.
void draw_levels(Plot& plot, const FieldSpec& field, const HeatGrid& heat, float most) {
  const double w = field.length_m / heat.columns, h = field.width_m / heat.rows;
  const auto level = [&](int row, int column) {
    const float value = heat.seconds[static_cast<std::size_t>(row * heat.columns + column)] / most;
    return std::min(kHeatLevels, static_cast<int>(std::sqrt(value) * (kHeatLevels + 0.5F)));
  };
  std::array<std::string, kHeatLevels + 1> paths;
  for (int row = 0; row < heat.rows; ++row)
    for (int from = 0, to = 0; from < heat.columns; from = to) {
      const int shade = level(row, from);
      while (to < heat.columns && level(row, to) == shade) ++to;
      paths[static_cast<std::size_t>(shade)] += fmt::format(
          "M{} {}h{}v{}h-{}z", num(-field.length_m / 2 + from * w),
          num(-field.width_m / 2 + row * h), num((to - from) * w), num(h), num((to - from) * w));
    }
  for (int shade = 1; shade <= kHeatLevels; ++shade)
    if (const auto& path = paths[static_cast<std::size_t>(shade)]; !path.empty())
      plot.add(R"(<path fill-opacity="{}" d="{}"/>)", num(0.065 * shade), path);
}

}  // namespace

HeatGrid::HeatGrid(int across, int down)
    : columns(across), rows(down), seconds(static_cast<std::size_t>(across * down), 0.0F) {}

void HeatGrid::add(const FieldSpec& field, Vec2d at, double s) {
  const auto cell = [](double share, int n) {
    return static_cast<int>(std::clamp(share * n, 0.0, n - 1.0));
  };
  const int column = cell(at.x / field.length_m + 0.5, columns);
  const int row = cell(0.5 - at.y / field.width_m, rows);
  seconds[static_cast<std::size_t>(row * columns + column)] += static_cast<float>(s);
}

double HeatGrid::sum() const {
  return std::accumulate(seconds.begin(), seconds.end(), 0.0,
                         [](double all, float s) { return all + static_cast<double>(s); });
}

FieldPlot draw_heat(const HeatMap& map, const FieldSpec& field, const HeatGrid& grid) {
  const double sigma = map.blur_m * grid.columns / field.length_m;
  const HeatGrid heat = blurred(blurred(grid, sigma, true), sigma, false);
  const float most =
      heat.seconds.empty() ? 0 : *std::max_element(heat.seconds.begin(), heat.seconds.end());
  return {map.name, field, FieldPlot::Caption::below, map.label, [&](Plot& plot) {
            if (!(most > 0)) return;
            plot.add(R"(<g class="heat {}">)", map.side);
            draw_levels(plot, field, heat, most);
            plot.raw("</g>");
          }};
}

}  // namespace touchline::report
