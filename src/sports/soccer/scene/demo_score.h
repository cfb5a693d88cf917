// How far every number of a run is from the truth of the match it watched.
#pragma once

#include <nlohmann/json.hpp>

#include "scene/demo.h"
#include "sports/soccer/scene/match.h"
#include "sports/soccer/scene/match_camera.h"

namespace touchline::soccer {

/// What the demo filmed.
struct DemoScene {
  Match match;
  CameraOptions camera;
  int width = 0, height = 0;
};

/// So much of somebody, or of the ball, must show before missing them counts.
inline constexpr double kCountedFrom = 0.5;

/// Reads the run's files and holds every row against the match at that row's time. Errors of
/// positions in metres, of times in seconds; null where a figure has nothing to rest on.
Result<nlohmann::ordered_json> score_against_truth(const DemoRun& run, const DemoScene& scene);

}  // namespace touchline::soccer
