#include "sports/soccer/settings.h"

#include <cmath>

#include "sports/soccer/periods.h"

namespace touchline {
namespace {

constexpr double kSeedFps = 25;  // what its frame counts were made for

std::string wrong_weights(const char* key, const BarWeights& w) {
  const double sum = w.control + w.threat + w.possession + w.pressure;
  if (std::abs(sum - 1) <= 1e-9) return {};
  return std::string(key) + ": the four weights add up to " + std::to_string(sum) + ", not to 1";
}

}  // namespace

SoccerSettings SoccerSettings::seed() {
  SoccerSettings s;
  s.possession.near_m = 1.8;
  s.possession.far_m = 3.8;
  s.possession.separation_m = 0.35;
  s.possession.max_relative_speed_m_s = 1000;
  s.possession.companion_s = 0;
  s.possession.acquire_s = 0;
  s.possession.release_s = s.possession.keep_s = s.possession.keep_unseen_s = 8 / kSeedFps;
  s.possession.contested_m = 1.8;
  s.possession.contested_s = 0;
  s.possession.ball_proof_s = 0;
  s.passes.min_holder_moved_m = 2;
  s.passes.min_ball_moved_m = 1.5;
  s.pressure = {5.5, 18};
  s.options.threat_full = 0.2574536;
  s.options.risk_weight = 0;
  s.evaluation.smoothing_s = -1 / kSeedFps / std::log(1 - 0.30);
  s.evaluation.stale_per_s = 0.02 * kSeedFps;
  s.evaluation.missing = 0;
  s.evaluation.sigma_per_m = 0;
  s.evaluation.min_reliability = 0.55;
  s.control.mode = "voronoi";
  return s;
}

std::string contradiction(const SoccerSettings& s) {
  for (const auto& wrong :
       {wrong_weights("evaluation.weights", s.evaluation.weights),
        wrong_weights("evaluation.contested_weights", s.evaluation.contested_weights)})
    if (!wrong.empty()) return wrong;
  if (s.possession.far_m < s.possession.near_m)
    return "possession.far_m must not be less than possession.near_m";
  if (s.options.max_m <= s.options.min_m) return "options.max_m must be greater than options.min_m";
  if (std::abs(s.options.threat_weight + s.options.space_weight - 1) > 1e-9)
    return "options.threat_weight and options.space_weight must add up to 1";
  if (!parse_periods(s.match.periods))
    return "match.periods must be START-END,START-END,... in seconds or h:mm:ss, one after the "
           "other, not '" +
           s.match.periods + "'";
  if (s.control.mode != "time_to_intercept" && s.control.mode != "soft" &&
      s.control.mode != "voronoi")
    return "control.mode must be time_to_intercept, soft or voronoi, not '" + s.control.mode + "'";
  return {};
}

}  // namespace touchline
