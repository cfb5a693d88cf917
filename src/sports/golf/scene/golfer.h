// A golfer as joints in space: how a body swings a club, and where every joint is meanwhile.
#pragma once

#include <array>

#include "scene/camera.h"

namespace touchline::golf {

/// The joints of one body, metres: x to the target, y from the ball to the golfer's back, z up; the
/// ground is at 0 and the middle between the feet at the origin.
struct GolferJoints {
  Vec3d head, nose, neck, chest, pelvis;
  /// [0] left, [1] right.
  std::array<Vec3d, 2> eye, ear, shoulder, elbow, wrist, hand, hip, knee, ankle, toe;
  Vec3d grip, club_head;  ///< the ends of the club
};

/// How a body stands and holds its club, in what a swing is described by. Angles are radians; for a
/// right-handed golfer, who turns away from the target at first.
struct BodyStance {
  double bend = 0;           ///< of the spine, forward
  double shoulder_turn = 0;  ///< about the spine, away from the target
  double hip_turn = 0;       ///< about the vertical, likewise
  double shift_m = 0;        ///< of the pelvis, towards the target
  double flex = 0;           ///< how far the pelvis is below that of a straight leg, metres
  double look_turn = 0;      ///< of the head, towards the target
  double look_down = 0;
  /// Of the hands from the chest, metres: forward to the ball, towards the target, up.
  std::array<Vec3d, 2> hands;
  Vec3d club;  ///< direction of the shaft from the grip, in the same axes
};

/// Between two stances; `u` 0..1.
BodyStance between(const BodyStance& a, const BodyStance& b, double u);

/// Arms hanging, the club at the trail hand.
BodyStance at_rest();
/// One hand up with the palm forward, `raise` 0..1 of the way; the other hangs.
BodyStance hand_up(int side, double raise);

/// A swing by its phase: where hands and club are on the swing plane.
struct PlaneAngles {
  double arms = 0;  ///< angle of the hands about the chest from where they hang, radians; back: > 0
  double wrists = 0;  ///< further angle of the shaft
};
/// With the body turned as the arms are. 0: the address.
BodyStance swinging(const PlaneAngles& phase);

struct Build {
  double height_m = 1.78;
  bool left_handed = false;  ///< mirrored
};
GolferJoints joints_of(const BodyStance& stance, const Build& build);

}  // namespace touchline::golf
