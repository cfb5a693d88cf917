// Strokes and rallies as events of a run.
#pragma once

#include <vector>

#include "records/event.h"
#include "sports/badminton/match_play.h"

namespace touchline::badminton {

/// Type of the event that a stroke is: its kind as the subtype (none: not told), who struck as
/// track_ids, where the feet stood as the place.
inline constexpr const char* kStrokeType = "stroke";
/// Type of the event that a rally is: from its first stroke to its last, whose number and source
/// are its figures.
inline constexpr const char* kRallyType = "rally";

/// Of the rally, then of its strokes in order. `number` of the rally in the source, from 1.
std::vector<Event> events_of(const PlayedRally& rally, int number);

}  // namespace touchline::badminton
