// A player as joints in space: how a body runs, waits and strikes.
#pragma once

#include <array>

#include "sports/badminton/scene/rally.h"

namespace touchline::badminton {

/// Metres in the court's axes, z up. Of pairs [0] is the player's left.
struct PlayerJoints {
  Vec3d nose, head, neck, chest, pelvis;
  std::array<Vec3d, 2> eye, ear, shoulder, elbow, wrist, hip, knee, ankle, toe;
  Vec3d racket;  ///< the middle of its strings; the grip is in the right hand

  /// COCO's 17 points in their order.
  [[nodiscard]] std::array<Vec3d, 17> coco() const;
};

PlayerJoints joints_of(const RallyMatch& match, int player, double t_s);

}  // namespace touchline::badminton
