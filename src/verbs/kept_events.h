// The events of a run that its pictures told, not its measures: what measuring again starts from.
#pragma once

#include <utility>
#include <vector>

#include "analytics/analysis.h"
#include "records/event_types.h"

namespace touchline {

/// Handed out row by row.
class KeptEvents {
 public:
  explicit KeptEvents(std::vector<Event> all) : events_(std::move(all)) {
    std::erase_if(events_, [](const Event& event) { return is_of_play(event.type); });
  }
  template <class Use>
  void of_row(std::int64_t row, Use&& use) {
    for (; next_ < events_.size() && events_[next_].row == row; ++next_) use(events_[next_]);
  }

 private:
  std::vector<Event> events_;
  std::size_t next_ = 0;
};

/// What `event` means to the measures of the rows before it.
inline void heed(const Event& event, Analysis& analysis) {
  if (event.type == "replay") analysis.discount(event.start_ns, event.end_ns);
}

}  // namespace touchline
