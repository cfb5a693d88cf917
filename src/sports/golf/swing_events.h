// Where in a swing its eight events lie, from the path of the hands alone.
#pragma once

#include <array>

#include "sports/golf/swing.h"
#include "sports/golf/swing_shape.h"

namespace touchline::golf {

/// What the events are placed by. Times are indices into the path, between two values too.
struct SwingMoments {
  std::array<double, kSwingEvents> events{};
  double low = 0;      ///< hands lowest
  double half_up = 0;  ///< half-way from address to the top
  double half_down = 0, half_through = 0;
  double base = 0, high = 0, lowest = 0;  ///< heights at address, top and low, torso lengths
  double through = 0;                     ///< height of the follow-through

  [[nodiscard]] double at(SwingEvent event) const {
    return events[static_cast<std::size_t>(event)];
  }
};

SwingMoments swing_moments(const HandPath& path, const SwingShape& shape);

}  // namespace touchline::golf
