#include "kernels/body_heat.h"

#include <cmath>

#include "base/assert.h"

namespace touchline {

HeatBlur heat_blur(int cells) {
  HeatBlur blur;
  if (cells <= 1) return blur;
  TL_ASSERT(cells % 2 == 1 && cells / 2 <= HeatBlur::kMostReach);
  blur.reach = cells / 2;
  const double sigma = 0.3 * ((cells - 1) * 0.5 - 1) + 0.8;
  // Of few cells the weights are round numbers.
  constexpr double kFew[4][5] = {{2, 1}, {6, 4, 1}, {18, 14, 7, 2}, {60, 51, 30, 13, 4}};
  double weight[HeatBlur::kMostReach + 1], sum = 0;
  for (int i = 0; i <= blur.reach; ++i) {
    weight[i] = blur.reach <= 4 ? kFew[blur.reach - 1][i] : std::exp(-i * i / (2 * sigma * sigma));
    sum += (i == 0 ? 1 : 2) * weight[i];
  }
  for (int i = 0; i <= blur.reach; ++i) blur.weight[i] = static_cast<float>(weight[i] / sum);
  return blur;
}

}  // namespace touchline
