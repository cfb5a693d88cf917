#include "sports/soccer/kernels/threat_grid.h"

#include <algorithm>

#include "kernels/blend_clones.h"
#include "kernels/points.h"

namespace touchline {

ThreatCells make_threat_cells(int columns, int rows, const std::vector<float>& values,
                              double length_m, double width_m) {
  ThreatCells grid{columns, rows, length_m, width_m, {}};
  const auto value = [&](int column, int row) {
    return values[static_cast<std::size_t>(std::min(row, rows - 1) * columns +
                                           std::min(column, columns - 1))];
  };
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      const float here = value(column, row), next = value(column + 1, row);
      const float below = value(column, row + 1), beyond = value(column + 1, row + 1);
      grid.cells.push_back({here, next - here, below - here, beyond - below - next + here});
    }
  }
  return grid;
}

TL_CLONES void look_up_threats(const LookUpThreat& points, int count) {
  for_each_point(count, points);
}

}  // namespace touchline
