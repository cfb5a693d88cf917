// Something that happened, and the frames that prove it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "records/track.h"

namespace touchline {

struct Event {
  std::int64_t id = 0;  ///< per source, from 1
  std::string type;     ///< track_start, ball_lost, timeline_gap, cut, pass, possession, ...
  std::string subtype;  ///< completed, intercepted, ...; empty: none
  Nanoseconds start_ns = 0, end_ns = 0;
  std::vector<std::int64_t> track_ids;
  Team team = Team::none;
  std::optional<Vec2d> field_m;      ///< where it began, metres; null without a calibration
  std::optional<Vec2d> field_end_m;  ///< where it ended
  std::optional<float> conf;
  int rev = 0;                         ///< raised when a later line replaces this id
  std::vector<std::int64_t> evidence;  ///< source frame numbers
  /// Further figures by name, in order ("regret": 0.21); null where one could not be had.
  std::vector<std::pair<std::string, std::optional<double>>> values;
  std::int64_t row = -1;  ///< the frame with whose record this line was written; -1: after the last
};

}  // namespace touchline
