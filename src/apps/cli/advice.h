// What a person can do about a run that was not as good as it could be.
#pragma once

#include <string>
#include <vector>

#include "view.h"

namespace touchline::cli {

bool has_output(const Json& source, const char* file);
/// What to do about a degraded condition; empty when nothing can be done.
std::string advice_for(const std::string& condition, const Json& source);
/// What the numbers themselves suggest: no pitch found, the ball seldom seen, slower than real
/// time.
std::vector<std::string> hints(const Json& source);

}  // namespace touchline::cli
