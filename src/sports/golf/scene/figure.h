// The golfer, the club and the ball, drawn from their joints.
#pragma once

#include <cstdint>

#include "scene/stage.h"
#include "sports/golf/scene/session.h"

namespace touchline::golf {

void draw_golfer(const scene::Stage& stage, const GolferJoints& joints, Session::Shown shown,
                 std::uint64_t seed);
void draw_golfer_shadow(const scene::Stage& stage, const GolferJoints& joints);
void draw_golf_ball(const scene::Stage& stage, Vec3d ball);

}  // namespace touchline::golf
