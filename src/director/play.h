// What a frame shows of play, as the director sees it. All places and sizes are in widths of the
// picture (x right, y down, from its top left corner), so no decision depends on the resolution.
#pragma once

#include <span>
#include <vector>

#include "base/clock.h"
#include "geometry/polygon.h"
#include "records/record.h"

namespace touchline::director {

/// Something that may be the ball.
struct BallSpot {
  Vec2d at;         ///< its centre
  double conf = 0;  ///< 0 to 1
};

struct Play {
  Nanoseconds pts_ns = 0;
  int shot = 0;                 ///< another one: the picture was cut, and the camera may jump
  double height = 0.5625;       ///< of the picture, widths
  std::vector<BallSpot> balls;  ///< measured in this frame, in any order
  std::vector<Vec2d> people;    ///< centres of those on the field
  double body = 0;              ///< median height of these people; 0: there is nobody
};

/// What a row tells of a picture of `width` x `height` pixels: its people on the field, and the
/// ball where it was measured.
Play play_of(const FrameRecord& row, int width, int height);
/// The play's balls in none of these zones, whose corners are in widths.
std::vector<BallSpot> balls_outside(const Play& play, std::span<const Polygon> zones);

}  // namespace touchline::director
