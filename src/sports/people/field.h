// A field that is a rectangle and nothing more: what a pack without a sport's code can have.
#pragma once

#include "analytics/pack_keys.h"

namespace touchline {

/// A MakeField: `field`, with length_m and width_m. Its landmarks are its corners.
Result<std::optional<FieldSpec>> people_field(const PackKeys& keys, FieldSize asked);

}  // namespace touchline
