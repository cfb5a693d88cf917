// The synthetic match as `touchline demo` films it.
#pragma once

#include "scene/demo.h"

namespace touchline::soccer {

/// A MakeDemo.
Result<std::unique_ptr<Demo>> make_demo(const DemoAsk& ask);

}  // namespace touchline::soccer
