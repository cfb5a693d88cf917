// How well a virtual camera follows a recorded run, beside the preset `seed` on the same rows.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "director/score.h"
#include "pipeline/follow_setup.h"
#include "pipeline/recorded_run.h"

namespace touchline {

struct FollowComparison {
  std::string preset;
  PictureSize size;  ///< of what both show
  director::FollowScores scores, seed;
};

/// Where the ball is at a time of the source, pixels; null: that is unknown.
using BallAt = std::function<std::optional<Vec2d>(Nanoseconds)>;

/// By the run's `follow` settings. Both are held against `ball`; without it, against the ball where
/// the rows have it measured, outside of the zones that are excluded. Errc::bad_config names a
/// setting that does not fit; Errc::bad_input: what the run left is damaged.
Result<FollowComparison> compare_follow(const RecordedRun& run, const BallAt& ball = {});
/// As 'touchline eval follow' and demo.json have it. A ratio to a jerk of 0 is null.
nlohmann::ordered_json comparison_json(const FollowComparison& comparison);

}  // namespace touchline
