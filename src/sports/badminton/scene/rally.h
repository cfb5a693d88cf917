// A badminton match that never took place: rallies by a simple tactic, every stroke of them known.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "geometry/linear.h"
#include "scene/random.h"
#include "sports/badminton/scene/flight.h"
#include "sports/badminton/stroke_kind.h"

namespace touchline::badminton {

struct TrueStroke {
  int player = 1;  ///< 1 and 3 play at x < 0, 2 and 4 at x > 0
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
  bool doubles = false;
};

/// The sign of x on a player's half.
inline double half_of(int player) { return player % 2 == 1 ? -1 : 1; }

class RallyMatch {
 public:
  explicit RallyMatch(const MatchOptions& options);
  [[nodiscard]] const std::vector<TrueRally>& rallies() const { return rallies_; }
  /// Their numbers: two, or four in doubles.
  [[nodiscard]] const std::vector<int>& players() const { return players_; }
  /// A player's place on the court.
  [[nodiscard]] Vec2d place_of(int player, double t_s) const;
  /// Way gone since the start, metres: the phase of the steps.
  [[nodiscard]] double way_of(int player, double t_s) const;
  /// The player's stroke that is nearest in time; null: none within `within_s`.
  [[nodiscard]] const TrueStroke* stroke_near(int player, double t_s, double within_s) const;
  /// The shuttle in flight, lying, or held before a service; nothing between.
  [[nodiscard]] std::optional<ShuttleState> shuttle_at(double t_s) const;

 private:
  double play_rally(double from_s, int server, std::uint64_t salt);
  void serve(TrueStroke& service, SceneRandom& random);
  void stand(int player, double from_s, double until_s, Vec2d at);
  void run(int player, double from_s, double until_s, Vec2d to);
  void recover(const TrueStroke& stroke, SceneRandom& random);
  void go(int player, double t_s, Vec2d to);

  MatchOptions options_;
  std::vector<int> players_;
  std::vector<TrueRally> rallies_;
  std::array<std::vector<Waypoint>, 4> ways_;  ///< by number, from 1
};

}  // namespace touchline::badminton
