// When each shot began, and which of them turned out to be replays.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>

#include "records/event.h"
#include "records/observation.h"

namespace touchline {

class ShotLog {
 public:
  /// The next frame. A `replay` event tells that what lies from its start (a cut) to its end was a
  /// replay, which is known only now: no statistic may keep what it counted there.
  std::optional<Event> note(const Observation& seen);
  /// How many shots are remembered: those a replay may still be found in, however long the match.
  [[nodiscard]] std::size_t size() const { return begin_.size(); }

 private:
  [[nodiscard]] int next() const { return first_ + static_cast<int>(begin_.size()); }
  [[nodiscard]] Nanoseconds begin_of(int shot) const;

  int first_ = 0;                  ///< the oldest shot remembered
  std::deque<Nanoseconds> begin_;  ///< of it and of each that followed
};

}  // namespace touchline
