// A soccer match that never took place, known exactly at every instant. The same options give the
// same match everywhere; it can be looked at at any frame rate.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "geometry/linear.h"
#include "records/kit.h"
#include "sports/soccer/pitch.h"

namespace touchline {

inline constexpr int kNoTeam = -1;
inline constexpr int kTeamSize = 11;
inline constexpr int kPeople = 2 * kTeamSize + 3;
inline constexpr double kBallRadius = 0.11;  ///< metres

enum class PersonRole { player, goalkeeper, referee, assistant };

struct Kit {
  Rgb shirt, shorts, socks;
  bool operator==(const Kit&) const = default;
};

struct Kits {
  std::array<Kit, 2> team{{{{190, 24, 32}, {235, 235, 235}, {190, 24, 32}},
                           {{40, 80, 190}, {30, 50, 130}, {235, 235, 235}}}};
  std::array<Kit, 2> goalkeeper{{{{225, 205, 40}, {225, 205, 40}, {225, 205, 40}},
                                 {{235, 110, 30}, {30, 30, 30}, {235, 110, 30}}}};
  Kit official{{24, 24, 28}, {20, 20, 24}, {24, 24, 28}};
  bool operator==(const Kits&) const = default;
};

/// Kits that are hard to tell apart: two blues of different lightness.
Kits near_kits();

struct MatchOptions {
  PitchSpec pitch;
  double seconds = 60;  ///< later instants show the last one
  std::uint64_t seed = 1;
  Kits kits;
  bool swap_sides = false;  ///< team 0 attacks towards -x, as in a second half
  bool mirrored = false;    ///< the same match with x negated (and so the attack directions)
};

struct PersonState {
  int id = 0;          ///< 1..11 team 0 (1 its goalkeeper), 12..22 team 1, 23 referee, 24, 25
  int team = kNoTeam;  ///< 0, 1 or kNoTeam
  PersonRole role = PersonRole::player;
  int number = 0;          ///< on the shirt; 0 for officials
  Vec2d position_m;        ///< on the ground
  Vec2d velocity_m_s;      ///< the derivative of position_m
  double heading_rad = 0;  ///< where the body faces, counter-clockwise from +x
  double stride_m = 0;     ///< way gone since the start: the phase of the steps
};

struct BallState3d {
  double x = 0, y = 0, z = kBallRadius;  ///< its centre, metres
  double vx = 0, vy = 0, vz = 0;         ///< metres per second
  int holder = 0;                        ///< person id; 0: nobody has it
  bool in_play = true;
  [[nodiscard]] Vec2d ground() const { return {x, y}; }
};

struct MatchState {
  double t = 0;
  std::array<PersonState, kPeople> people;  ///< person id is at index id - 1
  BallState3d ball;
  int possession = kNoTeam;  ///< team of the holder, or of the last one to kick the ball
  [[nodiscard]] const PersonState& person(int id) const {
    return people[static_cast<std::size_t>(id - 1)];
  }
};

/// A ball played to a team mate. `to` is who got it: the intended one, another one, an opponent
/// (not completed), or 0 when it went out of play (not completed).
struct TruePass {
  int from = 0, to = 0, intended = 0, team = 0;
  double start_s = 0, end_s = 0;
  Vec2d start_m, end_m;  ///< of the ball
  bool completed = false, high = false;
};

struct TrueShot {
  int by = 0, team = 0;
  double start_s = 0, end_s = 0;
  bool goal = false;
};

class Match {
 public:
  /// Plays the whole match; about 5000 times faster than it would last.
  explicit Match(const MatchOptions& options = {});
  ~Match();
  Match(Match&&) noexcept;
  Match& operator=(Match&&) noexcept;

  [[nodiscard]] const MatchOptions& options() const;
  /// Everything at `t` seconds, clamped to the match. Positions and people's velocities are
  /// continuous in `t`; the ball's velocity is constant over each 40 ms. A ball out of play is put
  /// on the spot of the restart in one jump.
  [[nodiscard]] MatchState at(double t) const;
  /// The ball alone: what a camera follows.
  [[nodiscard]] BallState3d ball_at(double t) const;
  /// Finished passes in the order of their end.
  [[nodiscard]] const std::vector<TruePass>& passes() const;
  [[nodiscard]] const std::vector<TrueShot>& shots() const;
  /// +1 or -1: the sign of the x axis towards the goal that `team` attacks.
  [[nodiscard]] int attack_direction(int team) const;

 private:
  struct Record;
  std::unique_ptr<Record> record_;
};

}  // namespace touchline
