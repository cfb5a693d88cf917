// A moment of which a sport wants a picture of its own.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"

namespace touchline {

/// Somebody at a time: the picture is cut around where the track is then.
struct StillAsk {
  std::string name;  ///< of the file, without its ending
  Nanoseconds pts_ns = 0;
  std::int64_t track_id = 0;
};

/// The folder of a run that holds them, as JPEG.
inline constexpr const char* kStills = "stills";
/// The folder of a run that holds the clips a sport cuts out of its video: of golf every swing.
inline constexpr const char* kClips = "swings";

}  // namespace touchline
