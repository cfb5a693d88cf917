// What a virtual camera is to show of a recorded run.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "director/framing.h"
#include "director/score.h"
#include "pipeline/follow_setup.h"
#include "pipeline/recorded_run.h"

namespace touchline {

struct FollowPlan {
  std::vector<director::Framing> path;  ///< of every row of the run
  PictureSize size;                     ///< of the pictures it shows
};

/// Every row of the run, in order, and what it shows of play to a camera whose pictures have the
/// size `source`.
Status each_play(const RecordedRun& run, PictureSize source,
                 const std::function<Status(const FrameRecord&, const director::Play&)>& take);
/// From the run's rows by its `follow` settings, for pictures of `source`. Writes `lines`, a JSON
/// line for every row (follow.jsonl). Errc::bad_config names a setting that does not fit.
Result<FollowPlan> plan_follow(const RecordedRun& run, PictureSize source,
                               const std::string& lines);
/// Scores as render.json and 'touchline eval follow' have them; shares are null without a ball.
nlohmann::ordered_json scores_json(const director::FollowScores& scores);
/// How well it follows, as render.json has it.
nlohmann::ordered_json follow_json(const FollowPlan& plan);

}  // namespace touchline
