#include "pipeline/shot_log.h"

namespace touchline {

std::optional<Event> ShotLog::note(const Observation& seen) {
  while (begin_.size() <= static_cast<std::size_t>(seen.shot.shot)) begin_.push_back(seen.pts_ns);
  if (!seen.shot.replay) return std::nullopt;
  const auto [first, last] = *seen.shot.replay;
  const auto behind = static_cast<std::size_t>(last) + 1;
  Event event;
  event.type = "replay";
  event.start_ns = begin_[static_cast<std::size_t>(first)];
  event.end_ns = behind < begin_.size() ? begin_[behind] : seen.pts_ns;
  event.evidence = {seen.frame};
  return event;
}

}  // namespace touchline
