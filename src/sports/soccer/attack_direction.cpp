#include "sports/soccer/attack_direction.h"

#include <algorithm>
#include <cmath>

namespace touchline {
namespace {

constexpr int kMinOutfield = 3;  // players of each team before their mean says anything

}  // namespace

double AttackDirection::rate(const FieldState& state) const {
  double rate = 0, sum[2] = {0, 0};
  int n[2] = {0, 0};
  for (const auto& p : state.players) {
    const int team = p.team == Team::a ? 0 : 1;
    if (!p.goalkeeper) {
      sum[team] += p.position.x;
      ++n[team];
    } else if (pitch_.length_m / 2 - std::abs(p.position.x) <= settings_.goalkeeper_m) {
      const double own_side = p.position.x < 0 ? -1 : 1;
      rate += settings_.goalkeeper_rate * (team == 0 ? -own_side : own_side);
    }
  }
  if (n[0] >= kMinOutfield && n[1] >= kMinOutfield)
    rate +=
        settings_.shape_rate * std::tanh((sum[1] / n[1] - sum[0] / n[0]) / settings_.shape_scale_m);
  return rate;
}

void AttackDirection::update(double dt, const FieldState& state, std::vector<Event>& events) {
  if (given_ != 0) return;
  belief_.evidence = std::clamp(belief_.evidence + dt * rate(state), -settings_.max_evidence,
                                settings_.max_evidence);
  const int sign = belief_.evidence < 0 ? -1 : 1;
  if (std::abs(belief_.evidence) < settings_.known_at || sign == belief_.known) return;
  Event& event = events.emplace_back();
  event.type = "attack_direction";
  event.subtype = belief_.known == 0 ? "found" : "changed";
  event.start_ns = event.end_ns = state.pts_ns;
  event.conf = static_cast<float>(confidence());
  event.evidence = {state.frame};
  event.values = {{"attack_a", sign}};
  belief_.known = sign;
}

void AttackDirection::gap(double seconds) {
  if (seconds >= settings_.gap_s) belief_.evidence *= settings_.gap_keeps;
}

void AttackDirection::begin_period(int number) {
  given_ = number % 2 ? settings_.attack_a : -settings_.attack_a;
  belief_ = {};
}

void AttackDirection::take_back(const Belief& before, const Belief& after) {
  belief_.evidence = std::clamp(belief_.evidence + before.evidence - after.evidence,
                                -settings_.max_evidence, settings_.max_evidence);
  const bool holds = belief_.evidence * belief_.known >= settings_.known_at;
  if (!holds) belief_.known = before.known;
}

Known<int> AttackDirection::direction_a() const {
  if (given_ != 0) return given_;
  if (belief_.known != 0) return belief_.known;
  return Known<int>::none("too little seen to tell who attacks which goal");
}

double AttackDirection::confidence() const {
  return given_ != 0 ? 1 : std::tanh(std::abs(belief_.evidence) / (2 * settings_.known_at));
}

}  // namespace touchline
