#pragma once

#include "scene/camera.h"
#include "scene/demo.h"

namespace touchline::badminton {

/// What films it, somewhere else for every seed. Errc::usage for a camera that there is not.
Result<Camera> demo_camera(const DemoAsk& ask);

/// A match in a hall. Games: singles, doubles. Cameras: broadcast, phone; both behind the end of
/// player 1.
Result<std::unique_ptr<Demo>> make_demo(const DemoAsk& ask);

}  // namespace touchline::badminton
