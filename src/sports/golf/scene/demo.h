#pragma once

#include "scene/demo.h"

namespace touchline::golf {

/// A practice session on a driving range. Cameras: face_on, down_the_line.
Result<std::unique_ptr<Demo>> make_demo(const DemoAsk& ask);

}  // namespace touchline::golf
