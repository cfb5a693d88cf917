// What is drawn of a record of people, beside what every sport draws.
#pragma once

#include <memory>
#include <vector>

#include "overlay/layer.h"

namespace touchline {

/// A layer of its own: zones, with their names and how many are inside, below the people. To
/// general ones it adds: status, the counts.
std::vector<std::unique_ptr<Layer>> people_layers(const LayerSetup& setup);

}  // namespace touchline
