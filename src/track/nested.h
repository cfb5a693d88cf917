// A second box on one body: a detector that sees somebody large gives the trunk or the legs, too.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "track/person_track.h"

namespace touchline {

/// May `part` be a piece of the body in `whole`? It lies in it (85 % of its area), is its upper or
/// lower end (10 % of the height granted), 35 to 92 % as high, at least 55 % as wide, and leaves a
/// fifth of the area. Somebody farther away who is seen in the same box is smaller, or ends where
/// neither the head nor the feet are.
bool is_part(const Box& part, const Box& whole);

/// Follows the pairs of confirmed tracks, both measured, of which one is a part of the other; once
/// a frame, after the tracks were measured. People who pass or mark each other move in each other's
/// box: whoever has kept one place in it for 0.7 s is the same person. Returns the index of a track
/// to end, if there is one; the older of the two identities is then already that of the track that
/// goes on, the whole body's.
std::optional<std::size_t> settle_nested(std::span<PersonTrack> tracks, const FrameStamp& now);

}  // namespace touchline
