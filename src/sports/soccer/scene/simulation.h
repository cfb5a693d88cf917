// The match's engine: people decide, run and kick in steps of fixed length. Match keeps what it
// yields.
#pragma once

#include <array>

#include "scene/random.h"
#include "sports/soccer/scene/match.h"

namespace touchline::scene {

inline constexpr double kStep = 0.04;  ///< seconds
inline constexpr double kMaxSpeed = 8.6, kMaxAcceleration = 4.6;

struct Mover {
  Vec2d p, v;
  double heading = 0, stride = 0;
};

/// What the ball is doing.
enum class BallMode { held, loose, dead };

class Simulation {
 public:
  explicit Simulation(const MatchOptions& options);
  /// What happens at this instant: kicks and tackles. Then advance() goes on by kStep seconds.
  void decide();
  void advance();

  [[nodiscard]] double now() const { return now_; }
  [[nodiscard]] const Mover& mover(int id) const { return people_[static_cast<std::size_t>(id)]; }
  [[nodiscard]] const BallState3d& ball() const { return ball_; }
  [[nodiscard]] int possession() const { return possession_; }
  [[nodiscard]] const std::vector<TruePass>& passes() const { return passes_; }
  [[nodiscard]] const std::vector<TrueShot>& shots() const { return shots_; }

  /// 0 or 1; ids start at 1.
  static int team_of(int id) { return id <= kTeamSize ? 0 : 1; }
  static bool is_keeper(int id) { return id == 1 || id == kTeamSize + 1; }

 private:
  struct Aim {
    Vec2d target;
    double speed = 5;  ///< at most, m/s
  };

  // simulation.cpp: movement and ball
  void place_for_kick_off(int team);
  void move(Mover& mover, const Aim& aim, bool separate, int id);
  void move_ball();
  void carry_ball();
  void fly_ball();
  void take_ball();
  void gain(int id);
  void leave_play();
  void end_flight(int to);
  void restart(Vec2d spot, int team, double pause_s, bool keeper, bool kick_off);
  [[nodiscard]] bool may_take(int id) const;

  // tactics.cpp: where to go
  [[nodiscard]] Aim aim(int id) const;
  [[nodiscard]] Aim keeper_aim(int id) const;
  [[nodiscard]] Aim outfield_aim(int id) const;
  [[nodiscard]] Aim dribble_aim(int id) const;
  [[nodiscard]] Aim official_aim(int index) const;
  [[nodiscard]] Vec2d anchor(int id) const;
  [[nodiscard]] Vec2d meeting_point(int id, double speed) const;
  [[nodiscard]] int rank_to(Vec2d place, int id) const;
  [[nodiscard]] double last_line(int defending) const;

  // ball_play.cpp: what the holder does
  [[nodiscard]] double pressure(int id) const;
  [[nodiscard]] double lane_gap(Vec2d from, Vec2d to, int team) const;
  bool try_shot();
  bool try_pass(bool hurried);
  void kick_pass(int to, Vec2d target, bool high);
  void kick(Vec2d velocity, double up);

  [[nodiscard]] Mover& person(int id) { return people_[static_cast<std::size_t>(id)]; }
  [[nodiscard]] const Mover& person(int id) const { return people_[static_cast<std::size_t>(id)]; }
  [[nodiscard]] double attack(int team) const { return team == 0 ? side_ : -side_; }
  [[nodiscard]] double half_length() const { return options_.pitch.length_m / 2; }
  [[nodiscard]] double half_width() const { return options_.pitch.width_m / 2; }

  MatchOptions options_;
  SceneRandom random_;
  double side_ = 1;
  double now_ = 0;
  std::array<Mover, kPeople + 1> people_{};  // by id; the first is unused
  BallState3d ball_;
  BallMode mode_ = BallMode::held;
  int possession_ = 0;
  Vec2d carry_;            // ball relative to its holder
  double decide_at_ = 0;   // the holder's next thought
  double held_since_ = 0;  // and the begin of his turn
  int kicker_ = 0;         // may not touch his own kick at once
  double kicked_at_ = -1;
  int receiver_ = 0;       // who runs for the ball under way
  bool kick_off_ = false;  // everybody in his own half
  double restart_at_ = 0;  // earliest end of the pause
  bool pass_open_ = false, shot_open_ = false;
  TruePass pass_;
  TrueShot shot_;
  std::vector<TruePass> passes_;
  std::vector<TrueShot> shots_;
};

}  // namespace touchline::scene
