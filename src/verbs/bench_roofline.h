// touchline bench --roofline: each network of a sport against what the machine allows.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "base/result.h"
#include "pipeline/assembly.h"
#include "verbs/bench_stages.h"

namespace touchline {

/// Peaks of one core and of all, and every network by itself on one core. `looks`: what they cost
/// in a run of so many frames.
Result<nlohmann::ordered_json> bench_roofline(const Assembly& assembly,
                                              const std::vector<StageCost>& looks,
                                              std::size_t frames);

}  // namespace touchline
