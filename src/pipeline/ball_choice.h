// Whether a sport's ball is looked for: its setting auto|on|off, settled before a run begins.
#pragma once

#include "pipeline/settings.h"
#include "pipeline/sport.h"

namespace touchline {

/// The pack of the settings, without its ball and the looks for it where the setting says off.
Result<Sport> sport_of(const Config& config);

/// Makes on or off of auto, with the reason as its origin: off where the pack has no ball, or the
/// network for it is not there. Errc::bad_config where it is on all the same.
Status settle_ball(Config& config, const Sport& pack);

/// Says off to an auto that was settled as on: the networks see `fps` frames a second here, and
/// `wanted_fps` come.
Status give_up_ball(Config& config, const Sport& pack, double fps, double wanted_fps);

/// How the setting was settled, for the log: "badminton.shuttle is on (auto: ...)". Empty: the
/// sport has none.
std::string ball_choice_in_words(const Config& config, const Sport& sport);
/// Whether it is on and nobody insists on it.
bool ball_may_go(const Config& config, const Sport& sport);

}  // namespace touchline
