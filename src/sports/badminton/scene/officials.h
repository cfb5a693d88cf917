// Who sits around the court and does not play: the umpire on a high chair, a service judge, and
// line judges behind the far end.
#pragma once

#include <vector>

#include "sports/badminton/scene/body.h"

namespace touchline::badminton {

struct Seated {
  PlayerJoints joints;
  double seat_m = 0;  ///< height of the chair
};

std::vector<Seated> officials();

}  // namespace touchline::badminton
