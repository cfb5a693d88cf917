// How far a run's players and view are from the match that it watched.
#pragma once

#include <nlohmann/json.hpp>

#include "scene/camera.h"
#include "scene/demo.h"
#include "sports/badminton/scene/rally.h"

namespace touchline::badminton {

/// What the demo filmed.
struct DemoScene {
  RallyMatch match;
  Camera camera;
  int width = 0, height = 0;
  double seconds = 0;
};

/// The players' places against the match's, the view against the camera's, and the match itself:
/// its rallies and strokes. Null where a figure has nothing to rest on. Errc::io.
Result<nlohmann::ordered_json> score_against_truth(const DemoRun& run, const DemoScene& scene);

}  // namespace touchline::badminton
