// A part of an MP4 file as a file of its own, without decoding anything.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/result.h"

namespace touchline {

/// Copies what `from`, an MP4 file without B-frames as VideoWriter leaves it, shows and plays from
/// `begin` to `end` (of its own clock) to `to`, an ordinary file with its index first. Packets stay
/// as they are: the pictures since the last key frame before `begin` are in it too, and an edit
/// list tells players to begin behind them. It appears whole or not at all. Errc::bad_input when
/// `from` cannot be read or has no picture there; Errc::io names what could not be written.
Status cut_mp4(const std::string& from, const std::string& to, Nanoseconds begin, Nanoseconds end);

}  // namespace touchline
