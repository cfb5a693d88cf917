// When the landmark network looks: on a grid of media time, so that the same frames are seen at
// whatever speed a run goes.
#pragma once

#include <limits>
#include <utility>

#include "base/clock.h"

namespace touchline {

class LookClock {
 public:
  /// `every_s` 0: at every frame.
  explicit LookClock(double every_s) : every_(from_seconds(every_s)) {}
  /// The first frame of each step of the grid is due.
  bool is_due(Nanoseconds pts_ns) {
    const auto slot = every_ > 0 ? pts_ns / every_ : pts_ns;
    return std::exchange(last_, slot) != slot;
  }

 private:
  Nanoseconds every_;
  std::int64_t last_ = std::numeric_limits<std::int64_t>::min();
};

}  // namespace touchline
