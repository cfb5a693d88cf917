// touchline bench --starts: how long the program takes from being called to its first row, by
// calling it.
#pragma once

#include <string>

#include "touchline/result.h"
#include "touchline/touchline.h"

namespace touchline::cli {

/// `bench_json` with what `repeats` first starts (nothing in the cache of networks) and as many
/// later ones took, milliseconds.
Result<std::string> with_starts(const std::string& bench_json, const RunOptions& options,
                                int repeats);

}  // namespace touchline::cli
