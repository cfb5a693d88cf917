// Who struck the shuttle: what each hit says by itself, and what a rally makes of it.
#pragma once

#include <span>
#include <vector>

#include "sports/badminton/body_series.h"
#include "sports/badminton/hit_signals.h"

namespace touchline::badminton {

struct HitterRule {
  double reach_s = 0.1;         ///< a body so near in time is the body at the hit
  double arm_torsos = 1.6;      ///< from a wrist to the shuttle on the strings, in torso lengths
  double arm_sigma = 1;         ///< beyond that, a standard deviation
  double away_torsos = 2.5;     ///< the way to a player counts from so far off the shoulders
  double direction_weight = 2;  ///< of the cosine between the way it flies and the way to a player
  double twice = 4;             ///< what it costs that one end strikes twice, as nothing came back
  double least_chance = 0.05;   ///< that a candidate is a hit, and that it is not
};

/// How well a hit fits each end: logarithms of likelihoods, up to a constant. 0 and 0: no evidence.
struct EndScores {
  double near = 0, far = 0;
  bool wrist = false, direction = false;  ///< what was known
  [[nodiscard]] double of(End end) const { return end == End::near ? near : far; }
};
EndScores end_scores(const HitCandidate& hit, const BodySeries& bodies, const HitterRule& rule);

/// A candidate that is a hit of its rally.
struct Hit {
  HitCandidate at;
  End hitter = End::near;
  double chance = 0;    ///< that it is this end's, against the best rally in which it is not
  bool forced = false;  ///< its own evidence was for the other end
  EndScores scores;
};

/// The most likely rally: which candidates are hits, and whose, so that the ends take turns. The
/// optimum over all choices (Viterbi), ties going to the near end. `chances`: of each candidate to
/// be a hit, from its own evidence.
std::vector<Hit> choose_hits(std::span<const HitCandidate> candidates,
                             std::span<const EndScores> scores, std::span<const double> chances,
                             const HitterRule& rule = {});

}  // namespace touchline::badminton
