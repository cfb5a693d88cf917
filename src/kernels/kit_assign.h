// Shirt colours given to the nearest of a few prototypes, in float32.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

#include "base/portable.h"

namespace touchline {

/// Colours as three planes of one perceptual space (CIELAB, say).
struct ColourPlanes {
  const float *l, *a, *b;
};

/// Gives colour i the prototype at the least weighted distance sqrt(sum of weight * difference^2).
/// Its margin is (second - nearest) / (second + nearest): 0 for a tie, 1 for the prototype's very
/// colour or when it is the only prototype. A colour that is not finite gets label -1, margin 0. Of
/// equally near prototypes the first is taken.
struct AssignKit {
  ColourPlanes colours, prototypes;
  int kits;  ///< how many prototypes
  float weight_l, weight_a, weight_b;
  std::int32_t* label;
  float* margin;

  [[nodiscard]] TL_HD float squared_distance(int i, int kit) const {
    const float dl = colours.l[i] - prototypes.l[kit], da = colours.a[i] - prototypes.a[kit],
                db = colours.b[i] - prototypes.b[kit];
    return weight_l * (dl * dl) + weight_a * (da * da) + weight_b * (db * db);
  }

  TL_HD void operator()(int i) const {
    const float far = std::numeric_limits<float>::max();
    float nearest = far, second = far;
    std::int32_t best = -1;
    for (int kit = 0; kit < kits; ++kit) {
      const float d2 = squared_distance(i, kit);
      const bool nearer = d2 < nearest;
      const float beaten = nearer ? nearest : d2;
      second = beaten < second ? beaten : second;
      nearest = nearer ? d2 : nearest;
      best = nearer ? kit : best;
    }
    const float d1 = sqrtf(nearest), d2 = sqrtf(second);
    const float by = (d2 - d1) / (d2 + d1 + std::numeric_limits<float>::min());
    label[i] = best;
    margin[i] = best >= 0 ? by : 0.0F;
  }
};

/// Assigns `count` colours; outputs may not be the inputs.
void assign_kits(const AssignKit& kits, int count);

}  // namespace touchline
