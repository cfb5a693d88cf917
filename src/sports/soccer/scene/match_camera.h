// Cameras that see the match: where they stand and where they look.
#pragma once

#include <cstdint>

#include "scene/camera.h"
#include "sports/soccer/scene/match.h"

namespace touchline {

/// broadcast: main stand, pans and zooms after the ball with some delay. wide: fixed, sees the
/// whole pitch. tactical: high, turns a little. behind_goal: low behind the goal at -x, fixed.
enum class CameraKind { broadcast, wide, tactical, behind_goal };

struct CameraOptions {
  CameraKind kind = CameraKind::broadcast;
  double view_m = 0;  ///< broadcast: mean width of the view at the ball, metres; 0: by `seed`
  double k1 = 0;
  std::uint64_t seed = 1;  ///< varies place, zoom and sway; 0 is the plainest
};

/// The camera at `t` seconds of `match`, a pure function.
Camera camera_at(const CameraOptions& options, const Match& match, double t);

}  // namespace touchline
