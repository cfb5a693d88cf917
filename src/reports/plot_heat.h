// Heat maps: how long somebody was where.
#pragma once

#include <string>
#include <vector>

#include "reports/plot_field.h"

namespace touchline::report {

/// Seconds in the cells of a field, row by row from (-x, +y).
struct HeatGrid {
  int columns = 0, rows = 0;
  std::vector<float> seconds;

  HeatGrid() = default;
  HeatGrid(int across, int down);
  /// What lies beside the field counts at its edge.
  void add(const FieldSpec& field, Vec2d at, double s);
  [[nodiscard]] double sum() const;
};

/// In the colour of side 'a' or 'b'.
struct HeatMap {
  std::string name, label;
  char side = 'a';
  double blur_m = 2;
};

/// The field, and below its markings the time spent at each place: the deeper, the longer, on a
/// square-root scale of the grid's own maximum. With room for a caption.
FieldPlot draw_heat(const HeatMap& map, const FieldSpec& field, const HeatGrid& grid);

}  // namespace touchline::report
