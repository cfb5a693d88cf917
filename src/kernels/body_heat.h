// Heat maps of a body's points: the mean with those of the mirrored picture, smoothed where they
// are highest, for a place finer than their cells.
#pragma once

#include <cmath>

#include "kernels/heatmap.h"

namespace touchline {

/// One point's map, and the map of its partner, left for right, in the mirrored picture.
template <class Sample>
struct BodyHeat {
  HeatMapOf<Sample> plain;
  const Sample* mirrored = nullptr;  ///< null: the plain map alone

  [[nodiscard]] TL_HD float at(int x, int y) const {
    const float one = plain.at(x, y);
    if (mirrored == nullptr) return one;
    return 0.5F * (one + to_float(mirrored[y * plain.width + plain.width - 1 - x]));
  }
};

/// Weights of a smoothing by distance in cells, along each axis.
struct HeatBlur {
  static constexpr int kMostReach = 8;
  int reach = 0;  ///< 0: none
  float weight[kMostReach + 1] = {1};
};

/// Gaussian over `cells` cells, an odd number up to 17, as wide as OpenCV makes it by default; 0 or
/// 1: none.
HeatBlur heat_blur(int cells);

/// The highest cell of a map, the first in reading order of equal ones, and what is around it, row
/// by row, smoothed.
struct HeatPatch {
  int x = 0, y = 0;
  float score = 0;  ///< not smoothed; below everything when no cell is a number
  float around[9] = {};
  bool operator==(const HeatPatch&) const = default;
};

/// -1 is 1, and so on: no cell of the border counts twice. Maps are at least 2 cells wide and high.
TL_HD inline int reflected(int i, int size) {
  while (i < 0 || i >= size) i = i < 0 ? -i : 2 * (size - 1) - i;
  return i;
}

template <class Sample>
TL_HD inline float smoothed(const BodyHeat<Sample>& map, const HeatBlur& blur, int x, int y) {
  const int width = map.plain.width, height = map.plain.height;
  float sum = 0;
  for (int v = -blur.reach; v <= blur.reach; ++v) {
    float row = 0;
    for (int u = -blur.reach; u <= blur.reach; ++u)
      row = fmaf(blur.weight[u < 0 ? -u : u],
                 map.at(reflected(x + u, width), reflected(y + v, height)), row);
    sum = fmaf(blur.weight[v < 0 ? -v : v], row, sum);
  }
  return sum;
}

/// The k-th of the cells around (x, y). Beyond the border a smoothed map goes on as it ends; one
/// that is not has the opposite neighbour stand in.
template <class Sample>
TL_HD inline float around_top(const BodyHeat<Sample>& map, const HeatBlur& blur, int x, int y,
                              int k) {
  const int width = map.plain.width, height = map.plain.height;
  const int u = x + k % 3 - 1, v = y + k / 3 - 1;
  if (blur.reach == 0) return map.at(reflected(u, width), reflected(v, height));
  const auto inside = [](int i, int size) { return i < 0 ? 0 : i < size ? i : size - 1; };
  return smoothed(map, blur, inside(u, width), inside(v, height));
}

template <class Sample>
inline HeatPatch find_heat_patch(const BodyHeat<Sample>& map, const HeatBlur& blur) {
  HeatPatch patch;
  patch.score = -std::numeric_limits<float>::infinity();
  bool any = false;
  for (int y = 0; y < map.plain.height; ++y)
    for (int x = 0; x < map.plain.width; ++x)
      if (const float score = map.at(x, y); score > patch.score) {
        patch.x = x, patch.y = y, patch.score = score;
        any = true;
      }
  for (int k = 0; any && k < 9; ++k) patch.around[k] = around_top(map, blur, patch.x, patch.y, k);
  return patch;
}

}  // namespace touchline
