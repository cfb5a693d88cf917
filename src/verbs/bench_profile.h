// Where the cores' time of a whole run went: every core-millisecond has a row.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace touchline {

/// Core-milliseconds a frame. The rows sum to `total`, all that the cores had to give.
struct WholeProfile {
  std::vector<std::pair<std::string, double>> stages;  ///< both passes where there are two
  /// CPU time of no stage: the start, threads of the encoder's own, the closing of files. Below 0
  /// where clocks disagree.
  double unattributed = 0;
  double idle = 0;  ///< no thread had work
  double total = 0;
  int cores = 1;
};

/// `summary`: that of a run of one source which took `wall` and `cpu` of the process.
WholeProfile profile_of(const nlohmann::ordered_json& summary, Nanoseconds wall, Nanoseconds cpu,
                        int cores);

/// Stages, unattributed, idle and sum.
nlohmann::ordered_json profile_json(const WholeProfile& profile);

/// Keys `stage` and `why`: what to make faster first, in one sentence.
nlohmann::ordered_json bottleneck_json(const WholeProfile& profile);

}  // namespace touchline
