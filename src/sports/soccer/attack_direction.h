// Which way team a plays: from what is seen, with confidence; never from a clock.
#pragma once

#include "records/event.h"
#include "sports/soccer/field_state.h"
#include "sports/soccer/measures.h"
#include "sports/soccer/pitch.h"
#include "sports/soccer/settings.h"

namespace touchline {

/// Evidence E gathers over time, positive when team a attacks towards +x:
///
///   dE/dt = goalkeeper_rate * (sum over goalkeepers g near a goal: side(g) * team sign)
///         + shape_rate * tanh((mean x of b's outfield players - mean x of a's) / shape_scale_m)
///
/// A goalkeeper stands in front of the goal its team defends; a team's outfield players stand on
/// the side of their own goal of the opponents. The direction is known from |E| >= known_at, and
/// changes only when E reaches known_at on the other side, which is how a change of ends after
/// half-time is found; E is bounded so that this takes seconds, and a long gap takes most of it
/// away. Confidence = tanh(|E| / (2 known_at)), 1 when the user gave the direction.
class AttackDirection {
 public:
  AttackDirection(const DirectionSettings& settings, const PitchSpec& pitch)
      : settings_(settings), pitch_(pitch), given_(settings.attack_a) {}
  /// The last `dt` seconds looked like `state`. Events: `attack_direction`, found or changed.
  void update(double dt, const FieldState& state, std::vector<Event>& events);
  /// Nothing was seen for `seconds`.
  void gap(double seconds);
  /// Period `number` (from 1) begins: teams have changed ends, or may have.
  void begin_period(int number);
  /// +1 or -1 for team a.
  [[nodiscard]] Known<int> direction_a() const;
  [[nodiscard]] double confidence() const;

  /// What is known at one moment.
  struct Belief {
    double evidence = 0;
    int known = 0;
  };
  [[nodiscard]] Belief belief() const { return belief_; }
  /// What was gathered between the two moments does not count after all.
  void take_back(const Belief& before, const Belief& after);

 private:
  [[nodiscard]] double rate(const FieldState& state) const;

  DirectionSettings settings_;
  PitchSpec pitch_;
  int given_ = 0;  ///< by the user, in this period
  Belief belief_;
};

}  // namespace touchline
