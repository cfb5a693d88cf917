// What is drawn of soccer's measures, beside what every sport draws.
#pragma once

#include <memory>
#include <vector>

#include "overlay/layer.h"

namespace touchline {

/// Layers of its own: bar (the evaluation bar) and passes (the holder's options as arrows). To
/// general ones it adds: speed, the measured speeds; radar and from_above, who controls which
/// ground; status, how much of the match the measures rest on.
std::vector<std::unique_ptr<Layer>> soccer_layers(const LayerSetup& setup);

}  // namespace touchline
