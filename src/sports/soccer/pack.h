// What soccer's pack says to soccer's code: the pitch, and the grid of expected threat.
#pragma once

#include "analytics/pack_keys.h"
#include "sports/soccer/pitch.h"

namespace touchline::soccer {

/// Of `pitch`; what it does not name has the laws' size.
Result<std::optional<PitchSpec>> pitch_of(const PackKeys& keys, FieldSize asked);
/// A MakeField.
Result<std::optional<FieldSpec>> pack_field(const PackKeys& keys, FieldSize asked);
/// The name of the grid in share/sports; empty: none.
std::string threat_of(const PackKeys& keys);

}  // namespace touchline::soccer
