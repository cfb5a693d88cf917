// Passes, receptions, turnovers and spells of possession, from who has the ball when.
#pragma once

#include <vector>

#include "records/event.h"
#include "sports/soccer/pass_options.h"
#include "sports/soccer/pitch.h"
#include "sports/soccer/possession.h"

namespace touchline {

/// The ball goes from one player to another over at least min_distance_m within max_flight_s: a
/// pass, `completed` to a team-mate or `intercepted`; `out` when it leaves the field first, but for
/// a ball that leaves beside the goal that is attacked, which is no pass. A pass starts when its
/// passer last had the ball and ends when the receiver first had it.
class Passes {
 public:
  Passes(const SoccerSettings& settings, const PitchSpec& pitch, ThreatGrid threat);

  /// Call once per frame after possession.update(); `direction_a`: of team a's attack. Ends the
  /// possession of a ball that has left the field.
  void update(double dt, const FieldState& state, Possession& possession,
              const Known<int>& direction_a, std::vector<Event>& events);
  /// A cut, a gap or the end: a ball in flight is never received.
  void interrupt(std::vector<Event>& events);

 private:
  void change(const FieldState& state, const Possession& possession, const Known<int>& direction_a,
              std::vector<Event>& events);
  void follow_out(const FieldState& state, Possession& possession, const Known<int>& direction_a,
                  std::vector<Event>& events);
  void add_pass(const char* subtype, const Spell& from, std::int64_t receiver, Nanoseconds end,
                std::int64_t end_frame, Vec2d end_m, const Known<int>& direction_a,
                std::vector<Event>& events);
  void end_team_spell(std::vector<Event>& events);
  [[nodiscard]] bool beside_goal(Vec2d ball, Team team, const Known<int>& direction_a) const;
  [[nodiscard]] double ball_share() const;

  SoccerSettings settings_;
  PitchSpec pitch_;
  ThreatGrid threat_;
  PassOptions options_;
  FieldState release_;  ///< when the holder last had the ball
  double flight_s_ = 0, flight_ball_s_ = 0;
  Nanoseconds out_since_ = kNoTime;
  std::int64_t out_frame_ = 0;
  Vec2d out_at_;
  Spell team_spell_;  ///< of the team in possession: its first and last moment with the ball
};

}  // namespace touchline
