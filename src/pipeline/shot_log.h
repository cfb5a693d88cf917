// When each shot began, and which of them turned out to be replays.
#pragma once

#include <optional>
#include <vector>

#include "records/event.h"
#include "records/observation.h"

namespace touchline {

class ShotLog {
 public:
  /// The next frame. A `replay` event tells that what lies from its start (a cut) to its end was a
  /// replay, which is known only now: no statistic may keep what it counted there.
  std::optional<Event> note(const Observation& seen);

 private:
  std::vector<Nanoseconds> begin_;  ///< of each shot
};

}  // namespace touchline
