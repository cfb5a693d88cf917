// A class heat map and a box per cell, as Touchline's own detectors give them.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>

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

/// Ascending keys are cells best first: the higher score, then the earlier place.
TL_HD inline std::uint64_t heat_key(float score, std::uint32_t place) {
  const auto bits = std::bit_cast<std::uint32_t>(score + 0.0F);  // -0 is 0
  const std::uint32_t ascending = bits >> 31U ? ~bits : bits | 0x80000000U;
  return std::uint64_t{~ascending} << 32U | place;
}

/// The highest cell of a map, the first in reading order of equal ones, and the cells next to it.
struct HeatTop {
  int x = 0, y = 0;
  float score = 0;
  float left = 0, right = 0, above = 0, below = 0;
};

/// Of the cell that was found highest. At the border the opposite neighbour stands in for the one
/// that is missing.
template <class Sample>
TL_HD inline HeatTop heat_top(const HeatMapOf<Sample>& map, int x, int y) {
  const auto at = [&](int u, int v) {
    const bool inside = u >= 0 && u < map.width && v >= 0 && v < map.height;
    return inside ? map.at(u, v) : map.at(2 * x - u, 2 * y - v);
  };
  return {x, y, map.at(x, y), at(x - 1, y), at(x + 1, y), at(x, y - 1), at(x, y + 1)};
}

/// The top of a map at least 2x2 cells large; its score is below everything when no cell is a
/// number.
template <class Sample>
inline HeatTop find_heat_top(const HeatMapOf<Sample>& map) {
  float best = -std::numeric_limits<float>::infinity();
  int place = -1;
  for (int i = 0; i < map.width * map.height; ++i)
    if (const float score = to_float(map.data[i]); score > best) best = score, place = i;
  if (place < 0) return {.score = best};
  return heat_top(map, place % map.width, place / map.width);
}

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
