// Where everybody is at one moment: what the measures are functions of.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "geometry/linear.h"
#include "records/track.h"

namespace touchline {

/// A player or goalkeeper with a team and a position.
struct PlacedPlayer {
  std::int64_t id = 0;
  Team team = Team::none;
  bool goalkeeper = false;
  Vec2d position, velocity;  ///< metres, metres per second
};

struct PlacedBall {
  Vec2d position, velocity;
};

struct FieldState {
  std::int64_t frame = 0;
  Nanoseconds pts_ns = 0;
  std::vector<PlacedPlayer> players;
  std::optional<PlacedBall> ball;

  [[nodiscard]] const PlacedPlayer* find(std::int64_t id) const {
    for (const auto& p : players)
      if (p.id == id) return &p;
    return nullptr;
  }
  [[nodiscard]] int count(Team team) const {
    int n = 0;
    for (const auto& p : players) n += p.team == team;
    return n;
  }
};

}  // namespace touchline
