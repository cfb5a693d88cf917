#include "pipeline/shot_log.h"

#include <algorithm>

#include "track/shots.h"

namespace touchline {

std::optional<Event> ShotLog::note(const Observation& seen) {
  while (next() <= seen.shot.shot) begin_.push_back(seen.pts_ns);
  // A shot is over for good when the next one began so long ago.
  while (begin_.size() > 1 && begin_[1] <= seen.pts_ns - from_seconds(kReplayKnownS)) {
    begin_.pop_front();
    ++first_;
  }
  if (!seen.shot.replay) return std::nullopt;
  const auto [first, last] = *seen.shot.replay;
  Event event;
  event.type = "replay";
  event.start_ns = begin_of(first);
  event.end_ns = last + 1 < next() ? begin_of(last + 1) : seen.pts_ns;
  event.evidence = {seen.frame};
  return event;
}

/// Of a shot that is forgotten: as far back as is known.
Nanoseconds ShotLog::begin_of(int shot) const {
  return begin_[static_cast<std::size_t>(std::clamp(shot, first_, next() - 1) - first_)];
}

}  // namespace touchline
