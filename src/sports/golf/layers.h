// What is drawn of golf's record, beside what every sport draws.
#pragma once

#include <memory>
#include <vector>

#include "overlay/layer.h"

namespace touchline::golf {

/// Layers of its own: hands, the way of the hands in the swing, back and forward in two colours;
/// swing, which swing it is and which of its eight moments has passed, where that is known
/// (`touchline render`, and `run`, which draws last). Of bodies only the golfer's is shown.
std::vector<std::unique_ptr<Layer>> golf_layers(const LayerSetup& setup);

}  // namespace touchline::golf
