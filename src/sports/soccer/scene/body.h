// A person as joints in space: what the picture draws and what the truth boxes enclose.
#pragma once

#include <array>
#include <vector>

#include "geometry/box.h"
#include "sports/soccer/scene/match.h"
#include "sports/soccer/scene/match_camera.h"

namespace touchline::scene {

enum Joint {
  kHead,
  kNeck,
  kShoulderL,
  kShoulderR,
  kElbowL,
  kElbowR,
  kHandL,
  kHandR,
  kHipL,
  kHipR,
  kKneeL,
  kKneeR,
  kAnkleL,
  kAnkleR,
  kToeL,
  kToeR,
  kJoints
};

struct Body {
  std::array<Vec3d, kJoints> joints;
  double height_m = 1.8;
};

/// The pose follows from speed, heading and the way gone: arms and legs swing in step.
Body body_of(const PersonState& person);
double height_of(int id);

/// The smallest box around the body in pixels, not clipped; empty behind the camera.
Box body_box(const Body& body, const Camera& camera, int width, int height);

}  // namespace touchline::scene
