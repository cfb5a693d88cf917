#pragma once

#include "scene/demo.h"

namespace touchline::badminton {

/// Singles in a hall. Cameras: broadcast, phone; both behind the end of player 1.
Result<std::unique_ptr<Demo>> make_demo(const DemoAsk& ask);

}  // namespace touchline::badminton
