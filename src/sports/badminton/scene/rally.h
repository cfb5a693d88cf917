// A badminton match that never took place: rallies by a simple tactic, every stroke of them known.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "geometry/linear.h"
#include "sports/badminton/scene/flight.h"
#include "sports/badminton/stroke_kind.h"

namespace touchline::badminton {

struct TrueStroke {
  int player = 1;  ///< 1 plays at x < 0, 2 at x > 0
  StrokeKind kind = StrokeKind::clear;
  double t_s = 0;      ///< of the contact
  double flown_s = 0;  ///< how long it flies: to the next contact or the floor
  Vec2d feet;          ///< where the hitter stands
  bool forehand = true;
  Flight flight{ShuttleState{}};
  [[nodiscard]] Vec3d at() const { return flight.at(0).at; }  ///< of the contact
};

struct TrueRally {
  double from_s = 0, to_s = 0;  ///< first contact, and when the shuttle touches the floor
  std::vector<TrueStroke> strokes;
};

/// Where one player is to be at which time; between two they go without a jerk.
struct Waypoint {
  double t_s;
  Vec2d at;
};

struct MatchOptions {
  double seconds = 20;
  std::uint64_t seed = 1;
};

class RallyMatch {
 public:
  explicit RallyMatch(const MatchOptions& options);
  [[nodiscard]] const std::vector<TrueRally>& rallies() const { return rallies_; }
  /// Player 1 or 2's place on the court.
  [[nodiscard]] Vec2d place_of(int player, double t_s) const;
  /// Way gone since the start, metres: the phase of the steps.
  [[nodiscard]] double way_of(int player, double t_s) const;
  /// The player's stroke that is nearest in time; null: none within `within_s`.
  [[nodiscard]] const TrueStroke* stroke_near(int player, double t_s, double within_s) const;
  /// The shuttle in flight, lying, or held before a service; nothing between.
  [[nodiscard]] std::optional<ShuttleState> shuttle_at(double t_s) const;

 private:
  double play_rally(double from_s, int server, std::uint64_t salt);
  void go(int player, double t_s, Vec2d to);

  MatchOptions options_;
  std::vector<TrueRally> rallies_;
  std::array<std::vector<Waypoint>, 2> ways_;
};

}  // namespace touchline::badminton
