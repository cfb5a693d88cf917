// The rallies of a recorded run, told again from its records.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "sports/badminton/analysis.h"

namespace touchline::badminton {

/// The run's folder, its classes' names, and by what it is followed. `height_px` of the picture,
/// for frames without bodies.
struct RecordedAsk {
  std::string run_dir;
  std::vector<std::string> classes;
  int height_px = 0;
  AnalysisPlan plan;
};

struct FollowedRun {
  std::int64_t frames = 0;
  Hands hands;
};

/// Follows players and shuttle through tracking.jsonl and poses.bin as the run did; `each` is told
/// every rally as it ends, but those that began in what was a replay, as was found out later.
/// Errors are those of the files' readers.
Result<FollowedRun> follow_recorded(const RecordedAsk& ask,
                                    const std::function<void(const PlayedRally&)>& each);

}  // namespace touchline::badminton
