// What badminton draws beside the general layers.
#pragma once

#include <memory>
#include <vector>

#include "overlay/layer.h"

namespace touchline::badminton {

/// Of the people the players alone are marked, with their speed where `speed` shows; and what
/// add_play_layers() adds.
std::vector<std::unique_ptr<Layer>> badminton_layers(const LayerSetup& setup);

}  // namespace touchline::badminton
