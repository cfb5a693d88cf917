// Which events are which.
#pragma once

#include <algorithm>
#include <string_view>

namespace touchline {

/// Events of play, which an analysis makes of the tracks; all others (track_start, cut, replay,
/// ...) come from the tracker and the source. Of one that began in a replay nothing counts.
inline bool is_of_play(std::string_view type) {
  constexpr std::string_view kTypes[] = {
      "attack_direction", "pass",   "period", "possession", "rally",      "reception",
      "sprint",           "stroke", "swing",  "turnover",   "zone_enter", "zone_leave"};
  return std::find(std::begin(kTypes), std::end(kTypes), type) != std::end(kTypes);
}

}  // namespace touchline
