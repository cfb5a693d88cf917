#include "sports/soccer/pass_options.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace touchline {

bool is_offside(const FieldState& state, Team team, int direction, Vec2d receiver, Vec2d ball,
                bool unseen_goalkeeper) {
  const double at = direction * receiver.x;
  if (at <= 0 || at <= direction * ball.x) return false;
  double last = -std::numeric_limits<double>::infinity(), second = last;
  bool goalkeeper = false;
  for (const auto& p : state.players) {
    if (p.team != other(team)) continue;
    goalkeeper = goalkeeper || p.goalkeeper;
    const double x = direction * p.position.x;
    second = std::max(second, std::min(x, last));
    last = std::max(last, x);
  }
  const double line = unseen_goalkeeper && !goalkeeper ? last : second;
  return std::isfinite(line) && at > line;
}

int defenders_in_lane(const FieldState& state, Team team, Vec2d from, Vec2d to, double lane_m) {
  const Vec2d lane = to - from;
  const double length2 = dot(lane, lane), reach2 = lane_m * lane_m * length2;
  int n = 0;
  for (const auto& p : state.players) {
    if (p.team != other(team)) continue;
    const Vec2d d = p.position - from;
    const double along = dot(d, lane), across = cross(lane, d);
    n += along > 0 && along < length2 && across * across < reach2;
  }
  return n;
}

PassOptions::PassOptions(const OptionSettings& settings, const PitchSpec& pitch, ThreatGrid threat)
    : settings_(settings), pitch_(pitch), threat_(std::move(threat)) {}

PassOption PassOptions::rate(const FieldState& state, const PlacedPlayer& passer,
                             const PlacedPlayer& receiver, int direction) {
  const OptionSettings& s = settings_;
  PassOption option;
  option.receiver = receiver.id;
  option.from_m = passer.position;
  option.to_m = receiver.position;
  option.distance_m = distance(passer.position, receiver.position);
  option.defenders_in_lane =
      defenders_in_lane(state, passer.team, passer.position, receiver.position, s.lane_m);
  option.risk = std::min(
      1.0, s.risk_per_defender * option.defenders_in_lane + option.distance_m / s.risk_distance_m);
  option.threat = std::min(1.0, threat_.at(receiver.position, direction) / s.threat_full);
  const auto& cell =
      cutter_.cut(sites_, static_cast<int>(&receiver - state.players.data()), pitch_);
  option.space = std::min(1.0, cell.area_m2() / cell.sites_here / s.space_full_m2);
  option.score = (s.threat_weight * option.threat + s.space_weight * option.space) *
                 (1 - s.risk_weight * option.risk);
  const Vec2d ball = state.ball ? state.ball->position : passer.position;
  option.offside =
      is_offside(state, passer.team, direction, receiver.position, ball, s.unseen_goalkeeper);
  return option;
}

const std::vector<PassOption>& PassOptions::find(const FieldState& state, std::int64_t passer_id,
                                                 int direction) {
  options_.clear();
  sites_.clear();
  for (const auto& p : state.players) sites_.push_back(p.position);
  const PlacedPlayer* const passer = state.find(passer_id);
  if (passer) {
    for (const auto& mate : state.players) {
      if (mate.team != passer->team || mate.id == passer_id) continue;
      if (mate.goalkeeper && settings_.exclude_goalkeepers) continue;
      const double d = distance(mate.position, passer->position);
      if (d < settings_.min_m || d > settings_.max_m || !pitch_.contains(mate.position)) continue;
      options_.push_back(rate(state, *passer, mate, direction));
    }
  }
  std::sort(options_.begin(), options_.end(), [](const PassOption& l, const PassOption& r) {
    if (l.offside != r.offside) return r.offside;
    if (l.score != r.score) return l.score > r.score;
    return l.receiver < r.receiver;
  });
  total_ = static_cast<int>(options_.size());
  const auto most = static_cast<std::size_t>(std::max(0, settings_.max_options));
  if (options_.size() > most) options_.resize(most);
  return options_;
}

}  // namespace touchline
