// How fast a run will be here, before it begins: by the time that its networks take.
#pragma once

#include "pipeline/networks.h"

namespace touchline {

/// Frames per second of all sources together, as far as the networks allow: each is shown grey
/// pictures a few times. Decoding, drawing and encoding are not in it.
Result<double> expected_fps(const Networks& networks, const Assembly& assembly);

}  // namespace touchline
