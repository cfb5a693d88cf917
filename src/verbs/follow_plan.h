// What a virtual camera is to show of a recorded run.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "director/framing.h"
#include "director/score.h"
#include "image/frame.h"
#include "pipeline/recorded_run.h"

namespace touchline {

struct FollowPlan {
  std::vector<director::Framing> path;  ///< of every row of the run
  int width = 0, height = 0;            ///< of the pictures it shows, pixels
};

/// From the run's rows by its `follow` settings, for pictures of `source`. Writes `lines`, a JSON
/// line for every row (follow.jsonl). Errc::bad_config names a setting that does not fit.
Result<FollowPlan> plan_follow(const RecordedRun& run, const FrameInfo& source,
                               const std::string& lines);
/// How well it follows, as render.json has it.
nlohmann::ordered_json follow_json(const FollowPlan& plan);

}  // namespace touchline
