// Where the holder could pass, how risky it is and what it is worth.
#pragma once

#include <vector>

#include "sports/soccer/field_state.h"
#include "sports/soccer/measures.h"
#include "sports/soccer/pitch.h"
#include "sports/soccer/settings.h"
#include "sports/soccer/threat.h"
#include "sports/soccer/voronoi.h"

namespace touchline {

/// Is a team-mate at `receiver` offside when the ball is played at `ball`? In the opponents' half,
/// nearer to their goal line than both the ball and the second-last opponent (IFAB Laws of the
/// Game, law 11; positions of feet stand for bodies). `unseen_goalkeeper`: when no opponents'
/// goalkeeper is placed he counts as one more behind all others.
bool is_offside(const FieldState& state, Team team, int direction, Vec2d receiver, Vec2d ball,
                bool unseen_goalkeeper);

/// Opponents within `lane_m` of the straight line between passer and receiver, beside the line
/// itself and not beyond its ends.
int defenders_in_lane(const FieldState& state, Team team, Vec2d from, Vec2d to, double lane_m);

/// All pass options at one moment. Reuse it: it keeps its memory.
class PassOptions {
 public:
  PassOptions(const OptionSettings& settings, const PitchSpec& pitch, ThreatGrid threat);

  /// For `passer` (an id of `state`); direction: of his team. Options, best first, offside ones
  /// last, at most max_options of them:
  ///
  ///   team-mates min_m to max_m away, on the field, no goalkeepers if so set
  ///   risk   = min(1, risk_per_defender n_lane + distance / risk_distance_m)
  ///   threat = min(1, xT(receiver) / threat_full)
  ///   space  = min(1, area nearer to the receiver than to anybody else / space_full_m2)
  ///   score  = (threat_weight threat + space_weight space) (1 - risk_weight risk)
  const std::vector<PassOption>& find(const FieldState& state, std::int64_t passer, int direction);
  /// How many there were before the cut to max_options.
  [[nodiscard]] int total() const { return total_; }
  /// The same figures for any team-mate, near or far, of the state given to find() last.
  [[nodiscard]] PassOption rate(const FieldState& state, const PlacedPlayer& passer,
                                const PlacedPlayer& receiver, int direction);

 private:
  OptionSettings settings_;
  PitchSpec pitch_;
  ThreatGrid threat_;
  std::vector<Vec2d> sites_;
  VoronoiCutter cutter_;
  std::vector<PassOption> options_;
  int total_ = 0;
};

}  // namespace touchline
