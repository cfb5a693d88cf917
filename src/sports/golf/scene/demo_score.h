// How far a run's swings and joints are from the session that it watched.
#pragma once

#include <nlohmann/json.hpp>

#include "scene/camera.h"
#include "scene/demo.h"
#include "sports/golf/scene/session.h"

namespace touchline::golf {

/// What the demo filmed.
struct DemoScene {
  Session session;
  Camera camera;
  int width = 0, height = 0;
};

/// Holds the run's swings against the session's, and its poses against the joints. Errors of times
/// in seconds, of joints in torso lengths; null where a figure has nothing to rest on.
Result<nlohmann::ordered_json> score_against_truth(const DemoRun& run, const DemoScene& scene);

}  // namespace touchline::golf
