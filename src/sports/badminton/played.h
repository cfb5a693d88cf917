// A rally as it was told: its strokes, by whom, and what lay between them.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "sports/badminton/rallies.h"
#include "sports/badminton/recovery.h"
#include "sports/badminton/shots.h"

namespace touchline::badminton {

struct PlayedShot {
  Shot shot;
  Known<int> player;           ///< number
  std::int64_t track_id = -1;  ///< of the player; -1: not seen
  Known<Vec2d> feet_m;         ///< of the player, on the court
};

struct PlayedRally {
  std::vector<PlayedShot> shots;  ///< in the order of time, at least one
  RallySource source = RallySource::pose;
  std::map<int, std::vector<Recovery>> recoveries;  ///< of each player
  [[nodiscard]] Nanoseconds begin_ns() const { return shots.front().shot.hit.at.pts_ns; }
  [[nodiscard]] Nanoseconds end_ns() const { return shots.back().shot.hit.at.pts_ns; }
};

/// The hand that holds the racket, by player.
using Hands = std::map<int, Known<Hand>>;

}  // namespace touchline::badminton
