// Who has the ball, and which team possesses it.
#pragma once

#include <array>

#include "sports/soccer/field_state.h"
#include "sports/soccer/measures.h"
#include "sports/soccer/settings.h"

namespace touchline {

/// One player's time with the ball.
struct Spell {
  std::int64_t player = 0;
  Team team = Team::none;
  bool goalkeeper = false;
  Nanoseconds start = kNoTime, end = kNoTime;  ///< first and last moment with the ball
  std::int64_t start_frame = 0, end_frame = 0;
  Vec2d ball_from, ball_to, player_from, player_to;
};

/// Players are compared by reach = distance + companion_s * relative speed: of two beside the ball,
/// the one who moves with it has it. The nearest has the ball when it is within near_m, or within
/// far_m while the next one is separation_m farther, and the relative speed is at most
/// max_relative_speed_m_s. A new holder must have it for acquire_s; the old one keeps it until
/// then, until nobody has had it for release_s, and as long as no other is nearer by separation_m.
///
/// The team of the last holder possesses the ball, also in flight (keep_s) and while it is not
/// placed (keep_unseen_s). Contested: both teams within contested_m, none nearer by separation_m,
/// for contested_s.
class Possession {
 public:
  explicit Possession(const PossessionSettings& settings) : settings_(settings) {}

  /// `dt`: seconds since the previous frame, 0 after a gap.
  void update(double dt, const FieldState& state);
  /// Nothing continues over a cut or a gap; the seconds stay.
  void interrupt();

  /// Set in the frame in which a new player is found to have the ball (its spell began acquire_s
  /// before); the spell before it is previous().
  [[nodiscard]] bool changed() const { return changed_; }
  /// The player with the ball, or the last one while it is in flight; player 0: not known.
  [[nodiscard]] const Spell& spell() const { return spell_; }
  [[nodiscard]] const Spell& previous() const { return previous_; }
  /// True while spell().player has the ball.
  [[nodiscard]] bool held() const { return held_; }
  /// True in a frame in which he was seen to have it: spell().end is this frame.
  [[nodiscard]] bool touched() const { return touched_; }
  /// In every frame in which a possible new holder appears: the moment to remember.
  [[nodiscard]] Known<std::int64_t> holder() const;
  [[nodiscard]] Known<Team> team() const;
  [[nodiscard]] const std::array<double, 2>& seconds() const { return seconds_; }
  /// These seconds were no play after all.
  void take_back(const std::array<double, 2>& seconds);
  /// The ball left the field or play stopped: nobody has it.
  void end_possession();

 private:
  struct Nearest;
  [[nodiscard]] Nearest nearest(const FieldState& state) const;
  [[nodiscard]] double reach(const FieldState& state, const PlacedPlayer& player) const;
  [[nodiscard]] bool has_ball(const FieldState& state, const PlacedPlayer& player,
                              double separation) const;
  void follow_holder(const FieldState& state, const Nearest& nearest);
  void touch(const FieldState& state, const PlacedPlayer& player);
  void begin(const FieldState& state, const PlacedPlayer& player);
  void follow_contest(const FieldState& state, const Nearest& nearest);
  void follow_team(double dt, const FieldState& state);

  PossessionSettings settings_;
  Spell spell_, previous_, candidate_;
  bool held_ = false, touched_ = false, changed_ = false, contested_ = false, ball_ = false;
  Nanoseconds contest_since_ = kNoTime, ball_seen_ = kNoTime, now_ = kNoTime;
  Team team_ = Team::none;
  std::array<double, 2> seconds_{};
};

}  // namespace touchline
