// The rough shape of a swing in the path of the hands: up, down, up again.
#pragma once

#include <cstddef>
#include <vector>

#include "sports/golf/hand_path.h"

namespace touchline::golf {

/// Indices into a path.
struct SwingShape {
  std::size_t before = 0;  ///< hands low, before they go back
  std::size_t top = 0;     ///< high
  std::size_t low = 0;     ///< low again, where the ball is
  std::size_t after = 0;   ///< high again
};

/// Every place where the hands go up, come down and go up again, far enough and in a swing's time.
/// Scales, frame rates and which way the golfer faces do not matter.
std::vector<SwingShape> swing_shapes(const HandPath& path, const SwingPlan& plan);

}  // namespace touchline::golf
