#include <initializer_list>

#include "base/hash.h"
#include "base/json_line.h"
#include "sports/badminton/match_play.h"

namespace touchline::badminton {
namespace {

void put_values(JsonLine& line, std::initializer_list<double> values) {
  line.begin_array();
  for (const double value : values) line.number(value);
  line.end_array();
}

}  // namespace

const char* to_string(HitMethod method) { return method == HitMethod::kinks ? "default" : "seed"; }

std::string config_hash(const PlayRules& rules) {
  const auto& h = rules.hits;
  const auto& w = rules.hitters;
  const auto& s = rules.shots;
  const auto& r = rules.rallies;
  JsonLine line;
  line.begin_array();
  line.string(to_string(rules.method));
  put_values(
      line,
      {h.gap_s,   h.smooth_s,   h.step_s,      h.turn_s,          h.turn_least_s, h.speed_s,
       h.fit_s,   h.ahead_s,    h.turn_weight, h.speed_weight,    h.break_weight, h.wrist_weight,
       h.wrist_s, h.turn_scale, h.speed_scale, h.departure_scale, h.gate,         h.departure_gate,
       h.least,   h.apart_s,    h.refine_s});
  put_values(line, {w.reach_s, w.arm_torsos, w.arm_sigma, w.away_torsos, w.direction_weight,
                    w.twice, w.least_chance});
  put_values(line, {s.rear_m, s.smash_m_s, s.long_service_m, s.clear_reply_m, s.net_reply_m,
                    s.drive_m_s, s.lift_m_s, s.overhead_s});
  put_values(line, {r.pause_s, r.gap_s, r.missing_share, r.least_looked,
                    static_cast<double>(r.fewest_hits), r.longest_s});
  put_values(line,
             {rules.recovery.base_depth_m, rules.recovery.base_radius_m, rules.recovery.least_s});
  for (const auto& [player, hand] : rules.hands) {
    line.integer(player);
    line.string(to_string(hand));
  }
  line.end_array();
  return sha256(line.take());
}

}  // namespace touchline::badminton
