// A class heat map and a box per cell, as Touchline's own detectors give them.
#pragma once

#include <algorithm>

#include "base/portable.h"
#include "kernels/candidates.h"
#include "kernels/half.h"

namespace touchline {

/// One channel of a heat map. Sample: float or Half.
template <class Sample>
struct HeatMapOf {
  const Sample* data = nullptr;
  int width = 0, height = 0;

  [[nodiscard]] TL_HD float at(int x, int y) const { return to_float(data[y * width + x]); }
  /// No neighbour of the 3x3 around the cell is higher; of equal ones the first in reading order is
  /// the peak.
  [[nodiscard]] TL_HD bool is_peak(int x, int y) const {
    const float centre = at(x, y);
    for (int v = std::max(0, y - 1); v <= std::min(height - 1, y + 1); ++v) {
      for (int u = std::max(0, x - 1); u <= std::min(width - 1, x + 1); ++u) {
        const bool earlier = v < y || (v == y && u < x);
        if (earlier ? at(u, v) >= centre : at(u, v) > centre) return false;
      }
    }
    return true;
  }
};

/// The box of a cell: `box` holds, in four planes of width x height, the distances left, top, right
/// and bottom in input pixels from the cell's centre; `stride`: input pixels per cell. The score
/// and what belongs to the class are the caller's.
template <class Sample>
TL_HD inline Candidate box_of_cell(const Sample* box, int width, int height, int stride, int x,
                                   int y) {
  const int plane = height * width, cell = y * width + x;
  const auto step = static_cast<float>(stride);
  const float cx = (static_cast<float>(x) + 0.5F) * step,
              cy = (static_cast<float>(y) + 0.5F) * step;
  Candidate c;
  c.left = cx - to_float(box[cell]);
  c.top = cy - to_float(box[plane + cell]);
  c.right = cx + to_float(box[2 * plane + cell]);
  c.bottom = cy + to_float(box[3 * plane + cell]);
  return c;
}

}  // namespace touchline
