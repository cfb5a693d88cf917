// People, ball and goals, drawn from their joints.
#pragma once

#include "scene/stage.h"
#include "sports/soccer/scene/body.h"
#include "sports/soccer/scene/match.h"

namespace touchline::scene {

void draw_person(const Stage& stage, const PersonState& person, const Kit& kit);
void draw_person_shadow(const Stage& stage, const PersonState& person);
void draw_ball(const Stage& stage, const BallState3d& ball);
void draw_ball_shadow(const Stage& stage, const BallState3d& ball);
/// The goal at the end of sign `side`.
void draw_goal(const Stage& stage, const PitchSpec& pitch, double side);

}  // namespace touchline::scene
