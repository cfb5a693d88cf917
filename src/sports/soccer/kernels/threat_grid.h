// A grid of values over the pitch, looked up bilinearly between the middles of its cells.
#pragma once

#include <cstddef>
#include <vector>

#include "base/portable.h"

namespace touchline {

/// What a value is between four middles: constant + along * fx + across * fy + both * fx * fy,
/// where fx and fy run 0..1 from the cell's own middle to the next.
struct ThreatCell {
  float constant = 0, along = 0, across = 0, both = 0;
};

/// A grid ready for look-ups. Row 0 lies at +y; column 0 at -x for direction +1.
struct ThreatCells {
  int columns = 0, rows = 0;
  double length_m = 0, width_m = 0;
  std::vector<ThreatCell> cells;
};

/// `values` row-major, columns * rows of them, at least one each way.
ThreatCells make_threat_cells(int columns, int rows, const std::vector<float>& values,
                              double length_m, double width_m);

/// The look-up, on plain memory.
template <class Real>
struct ThreatLookUp {
  const ThreatCell* cells = nullptr;
  int columns = 1;
  Real last_column = 0, last_row = 0;  ///< columns - 1, rows - 1
  /// column = mid_x + per_m_x * x, and likewise the row
  Real per_m_x = 0, per_m_y = 0, mid_x = 0, mid_y = 0;

  ThreatLookUp() = default;
  ThreatLookUp(const ThreatCells& grid, int direction)
      : cells(grid.cells.data()),
        columns(grid.columns),
        last_column(static_cast<Real>(grid.columns - 1)),
        last_row(static_cast<Real>(grid.rows - 1)),
        per_m_x(static_cast<Real>(direction * grid.columns / grid.length_m)),
        per_m_y(static_cast<Real>(-direction * grid.rows / grid.width_m)),
        mid_x(last_column / 2),
        mid_y(last_row / 2) {}

  /// Metres on the pitch; the team attacks towards +x (direction +1) or -x (-1), that is, the pitch
  /// turned by half a turn.
  TL_HD Real operator()(Real x, Real y) const {
    const Real u = clamp(mid_x + per_m_x * x, last_column);
    const Real v = clamp(mid_y + per_m_y * y, last_row);
    const int column = static_cast<int>(u), row = static_cast<int>(v);
    const Real fx = u - static_cast<Real>(column), fy = v - static_cast<Real>(row);
    const ThreatCell& cell = cells[row * columns + column];
    return (cell.constant + cell.along * fx) + (cell.across + cell.both * fx) * fy;
  }

 private:
  TL_HD static Real clamp(Real value, Real last) {
    const Real positive = value > 0 ? value : Real(0);  // so is NaN
    return positive < last ? positive : last;
  }
};

/// Point i of a list.
struct LookUpThreat {
  ThreatLookUp<float> grid;
  const float *x, *y;
  float* out;  ///< not x or y
  TL_HD void operator()(int i) const { out[i] = grid(x[i], y[i]); }
};

void look_up_threats(const LookUpThreat& points, int count);

}  // namespace touchline
