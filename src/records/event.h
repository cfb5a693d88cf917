// Something that happened, and the frames that prove it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "geometry/box.h"

namespace touchline {

struct Event {
  std::int64_t id = 0;  ///< per source, from 1
  std::string type;     ///< track_start, track_end, ball_lost, ball_found, timeline_gap, ...
  Nanoseconds start_ns = 0, end_ns = 0;
  std::vector<std::int64_t> track_ids;
  std::optional<std::string> team;
  std::optional<Vec2f> field_m;  ///< metres; null without a calibration
  std::optional<float> conf;
  int rev = 0;                         ///< raised when a later line replaces this id
  std::vector<std::int64_t> evidence;  ///< source frame numbers
};

}  // namespace touchline
