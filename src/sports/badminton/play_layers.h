// Strokes and rallies in the picture.
#pragma once

#include <memory>
#include <vector>

#include "overlay/layer.h"

namespace touchline::badminton {

/// hits: a ring where the shuttle was struck, and by the hitter's head what stroke it was, from the
/// hit on for kStrokeShown. rally: which one is played, and how often each end has struck. Both
/// where they are known (`touchline render`, and `run`, which draws last).
void add_play_layers(const LayerSetup& setup, std::vector<std::unique_ptr<Layer>>& layers);

}  // namespace touchline::badminton
