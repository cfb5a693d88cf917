// The swings that runs left in swings.json, as what labelled ones are compared with.
#pragma once

#include <string>

#include "base/result.h"
#include "sports/golf/event_scores.h"

namespace touchline::golf {

/// Whether found swings come from swings.json: a folder of runs, or a file of that ending.
bool is_swings_json(const std::string& path);

/// The swings that are not rejected in the swings.json at `path`, or in all of that name below the
/// folder `path`. A labelled swing is one of a file when it is called as its video_name, or
/// VIDEO/ANYTHING; a found swing then has the name of the labelled one of its file with which it
/// has most frames in common, from its first event to its last, each at most once; else
/// VIDEO#NUMBER. Errc::bad_input names a file that is not as Touchline writes it; Errc::io one that
/// cannot be read, or a folder without any.
Result<FoundEvents> read_swings_json(const std::string& path, const TrueEvents& truth);

}  // namespace touchline::golf
