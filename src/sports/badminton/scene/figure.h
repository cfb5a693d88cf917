// Players, net and shuttle, drawn from what they are in space.
#pragma once

#include <cstdint>

#include "scene/stage.h"
#include "sports/badminton/scene/body.h"
#include "sports/badminton/scene/officials.h"

namespace touchline::badminton {

void draw_player(const scene::Stage& stage, const PlayerJoints& joints, int player,
                 std::uint64_t seed);
/// With the chair.
void draw_official(const scene::Stage& stage, const Seated& official);
void draw_player_shadow(const scene::Stage& stage, const PlayerJoints& joints);
/// Posts, tape and mesh.
void draw_net(const scene::Stage& stage);
/// As bright a streak as it flies while the shutter is open; at least a pixel wide.
void draw_shuttle(const scene::Stage& stage, const ShuttleState& shuttle, double exposure_s);

}  // namespace touchline::badminton
