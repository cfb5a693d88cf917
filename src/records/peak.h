// Small things that a network saw in a picture as no more than a point: what may be the ball.
#pragma once

#include <vector>

#include "geometry/box.h"

namespace touchline {

struct Peak {
  Vec2f pixel;      ///< source pixels, pixel centres at +0.5
  float score = 0;  ///< 0..1
  bool operator==(const Peak&) const = default;
};

/// Of one frame, best first.
using Peaks = std::vector<Peak>;

}  // namespace touchline
