// Two people who passed close by one another: did each track go on with its own person?
#pragma once

#include <span>

#include "track/person_track.h"

namespace touchline {

/// Boxes that overlap hide who is who, and what is measured in them may be worn by the other. So
/// from a first contact on (the smaller box covered to a tenth) the kits of both tracks stand
/// still, and what is worn after the last contact is averaged apart. Once that has been seen for
/// 0.2 s on both (or on one, while the other is out of sight), the two identities change places
/// when the kits say so clearly:
///
///   D(kit_a, fresh_a) + D(kit_b, fresh_b) > D(kit_a, fresh_b) + D(kit_b, fresh_a) + 8
///
/// with D the squared distance in the two tracks' own scatter: a likelihood ratio of e^4. Kits
/// closer than D = 5, of one team, tell nobody apart. A meeting is over 2 s after the last contact.
///
/// To be called after a frame's measurements; changes identities, never places.
void settle_meetings(std::span<PersonTrack> tracks, const FrameStamp& now);

}  // namespace touchline
