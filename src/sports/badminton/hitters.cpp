#include "sports/badminton/hitters.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "base/assert.h"

namespace touchline::badminton {
namespace {

constexpr std::size_t kEnds = 2;
/// Whose the last hit was: nobody's yet, the near end's, the far end's.
constexpr std::size_t kStates = 3;
constexpr double kNever = -std::numeric_limits<double>::infinity();
using Row = std::array<double, kStates>;

End end_of(std::size_t i) { return i == 0 ? End::near : End::far; }
std::size_t state_after(std::size_t end) { return end + 1; }

/// From the nearer wrist to the shuttle, in torso lengths.
std::optional<double> arm(const BodyAt& body, Vec2d shuttle) {
  const auto torso = body.torso_px();
  if (!torso || (!body.left_wrist && !body.right_wrist)) return {};
  double least = std::numeric_limits<double>::infinity();
  for (const auto& wrist : {body.left_wrist, body.right_wrist})
    if (wrist) least = std::min(least, distance(*wrist, shuttle));
  return least / *torso;
}

std::optional<double> cosine(Vec2d a, Vec2d b) {
  const double lengths = length(a) * length(b);
  if (!(lengths > 0)) return {};
  return dot(a, b) / lengths;
}

/// Gains of every candidate, and the best paths up to and from it.
class Trellis {
 public:
  Trellis(std::span<const EndScores> scores, std::span<const double> chances,
          const HitterRule& rule)
      : rule_(rule), before_(scores.size() + 1), after_(scores.size() + 1) {
    for (std::size_t i = 0; i < scores.size(); ++i) {
      const double chance = std::clamp(chances[i], rule.least_chance, 1 - rule.least_chance);
      // Scores are set against the mean of the two, so that none makes a hit by itself.
      const double mean = (scores[i].near + scores[i].far) / 2;
      gains_.push_back({std::log(1 - chance), std::log(chance) + scores[i].near - mean,
                        std::log(chance) + scores[i].far - mean});
    }
    before_[0] = {0, kNever, kNever};
    for (std::size_t i = 0; i < gains_.size(); ++i) before_[i + 1] = step(before_[i], i);
    after_[gains_.size()] = {0, 0, 0};
    for (std::size_t i = gains_.size(); i-- > 0;) after_[i] = back(after_[i + 1], i);
  }

  /// The best whole path in which candidate `i` is no hit (0) or an end's (1, 2).
  [[nodiscard]] double best_with(std::size_t i, std::size_t what) const {
    double best = kNever;
    for (std::size_t from = 0; from < kStates; ++from) {
      const std::size_t to = what == 0 ? from : what;
      best = std::max(best, before_[i][from] + gain(i, from, what) + after_[i + 1][to]);
    }
    return best;
  }
  /// What each candidate is on the best path.
  [[nodiscard]] std::vector<std::size_t> path() const {
    std::vector<std::size_t> choices;
    std::size_t state = 0;
    for (std::size_t i = 0; i < gains_.size(); ++i) {
      std::size_t chosen = 0;
      double best = kNever;
      for (const std::size_t what : {1, 2, 0}) {
        const double all = gain(i, state, what) + after_[i + 1][what == 0 ? state : what];
        if (all > best) {
          best = all;
          chosen = what;
        }
      }
      choices.push_back(chosen);
      if (chosen != 0) state = chosen;
    }
    return choices;
  }

 private:
  [[nodiscard]] double gain(std::size_t i, std::size_t from, std::size_t what) const {
    return gains_[i][what] - (what != 0 && what == from ? rule_.twice : 0);
  }
  [[nodiscard]] Row step(const Row& row, std::size_t i) const {
    Row next;
    for (std::size_t to = 0; to < kStates; ++to) {
      next[to] = row[to] + gain(i, to, 0);
      if (to != 0)
        for (std::size_t from = 0; from < kStates; ++from)
          next[to] = std::max(next[to], row[from] + gain(i, from, to));
    }
    return next;
  }
  [[nodiscard]] Row back(const Row& row, std::size_t i) const {
    Row best;
    for (std::size_t from = 0; from < kStates; ++from) {
      best[from] = row[from] + gain(i, from, 0);
      for (std::size_t end = 0; end < kEnds; ++end)
        best[from] = std::max(best[from], row[state_after(end)] + gain(i, from, state_after(end)));
    }
    return best;
  }

  HitterRule rule_;
  std::vector<Row> gains_, before_, after_;
};

}  // namespace

EndScores end_scores(const HitCandidate& hit, const BodySeries& bodies, const HitterRule& rule) {
  EndScores scores;
  const auto reach = static_cast<Nanoseconds>(rule.reach_s * 1e9);
  std::array<std::optional<double>, kEnds> arms, heading;
  for (const auto* body : nearest(bodies, hit.pts_ns, reach)) {
    const auto end = static_cast<std::size_t>(body->end);
    if (const auto a = arm(*body, hit.at_px)) arms[end] = std::min(arms[end].value_or(*a), *a);
    // The way it flies says who did not strike it: it goes to the other end.
    // From the strings the way to the own body tells nothing.
    const auto centre = body->shoulders();
    const auto torso = body->torso_px();
    if (!centre || !torso || !hit.after) continue;
    if (distance(*centre, hit.at_px) < rule.away_torsos * *torso) continue;
    if (const auto c = cosine(*hit.after, *centre - hit.at_px))
      heading[end] = std::max(heading[end].value_or(-1), *c);
  }
  const auto arm_score = [&](double torsos) {
    const double off = std::max(0.0, torsos - rule.arm_torsos) / rule.arm_sigma;
    return -0.5 * std::min(off * off, 36.0);
  };
  if (arms[0] && arms[1]) {
    scores.wrist = true;
    scores.near += arm_score(*arms[0]);
    scores.far += arm_score(*arms[1]);
  }
  if (heading[0] || heading[1]) {
    scores.direction = true;
    if (heading[0]) scores.far += rule.direction_weight * *heading[0];
    if (heading[1]) scores.near += rule.direction_weight * *heading[1];
  }
  return scores;
}

std::vector<Hit> choose_hits(std::span<const HitCandidate> candidates,
                             std::span<const EndScores> scores, std::span<const double> chances,
                             const HitterRule& rule) {
  TL_ASSERT(scores.size() == candidates.size() && chances.size() == candidates.size());
  const Trellis trellis(scores, chances, rule);
  const auto choices = trellis.path();
  std::vector<Hit> hits;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (choices[i] == 0) continue;
    const std::size_t end = choices[i] - 1, other = 1 - end;
    const double best = trellis.best_with(i, choices[i]);
    const double rival =
        std::max(trellis.best_with(i, 0), trellis.best_with(i, state_after(other)));
    Hit hit{candidates[i], end_of(end), 1 / (1 + std::exp(rival - best)), false, scores[i]};
    hit.forced = scores[i].of(end_of(other)) > scores[i].of(end_of(end));
    hits.push_back(hit);
  }
  return hits;
}

}  // namespace touchline::badminton
