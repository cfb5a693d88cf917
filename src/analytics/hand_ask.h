// A hand that a sport wants looked at in a recorded run.
#pragma once

#include <cstdint>

#include "geometry/box.h"

namespace touchline {

struct HandAsk {
  std::int64_t frame = 0;  ///< of the source
  Box part;                ///< where the hand is, source pixels
};

}  // namespace touchline
