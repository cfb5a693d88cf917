// Which hand holds the racket, where the user says it.
#pragma once

#include <map>
#include <string_view>

#include "base/result.h"
#include "sports/badminton/shots.h"

namespace touchline::badminton {

/// By player, of setting badminton.hands: "1:left,2:right"; who is not named plays as it is told
/// from the strokes. Errc::bad_config.
Result<std::map<int, Hand>> told_hands(std::string_view text);

}  // namespace touchline::badminton
