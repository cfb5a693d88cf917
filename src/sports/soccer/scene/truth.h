// What a camera should see in a frame: the boxes of people and ball, and how much of each shows.
#pragma once

#include <vector>

#include "geometry/box.h"
#include "sports/soccer/scene/match.h"
#include "sports/soccer/scene/match_camera.h"

namespace touchline {

struct TrueBox {
  int person = 0;      ///< id
  Box box;             ///< pixels, not clipped to the picture
  double visible = 0;  ///< share that is in the picture and behind nobody, 0..1
};

struct TrueView {
  std::vector<TrueBox> people;  ///< by id; those with no part in the picture are left out
  Box ball;                     ///< empty when the ball is not in the picture
  double ball_visible = 0;      ///< 0..1
};

TrueView true_view(const MatchState& state, const Camera& camera, int width, int height);

/// Class index of the shipped detectors: ball 0, goalkeeper 1, player 2, referee 3 (assistants
/// too).
int class_of(PersonRole role);

}  // namespace touchline
