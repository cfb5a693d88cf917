// What is counted of a match: of one list of strokes, so that all sums agree.
#pragma once

#include <array>
#include <map>
#include <vector>

#include "sports/badminton/played.h"

namespace touchline::badminton {

struct StrokeCounts {
  int all = 0;
  std::array<int, kStrokeKinds> of_kind{};
  int of_no_kind = 0;
  int forehand = 0, backhand = 0, of_no_side = 0;
  void add(const Shot& shot);
};

struct PlaySums {
  int rallies = 0;
  StrokeCounts all;
  StrokeCounts of_nobody;  ///< whose player was not seen
  std::map<int, StrokeCounts> of_player;
  std::map<int, std::vector<Recovery>> recoveries;  ///< by player
  void add(const PlayedRally& rally);
};

}  // namespace touchline::badminton
