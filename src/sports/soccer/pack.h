// What soccer's pack says to soccer's code, and what soccer's pictures show.
#pragma once

#include "analytics/pack_keys.h"
#include "analytics/picture_needs.h"
#include "sports/soccer/pitch.h"

namespace touchline::soccer {

/// Few people are in view of a match of small teams, too.
inline constexpr PictureNeeds kPictureNeeds{.grass_share = 0.2, .people = 6};

/// Of `pitch`; what it does not name has the laws' size.
Result<std::optional<PitchSpec>> pitch_of(const PackKeys& keys, FieldSize asked);
/// A MakeField.
Result<std::optional<FieldSpec>> pack_field(const PackKeys& keys, FieldSize asked);
/// The name of the grid in share/sports; empty: none.
std::string threat_of(const PackKeys& keys);

}  // namespace touchline::soccer
