// How counters stood where shots began, so that what a replay added can be taken back when it is
// known to have been one.
#pragma once

#include <algorithm>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace touchline {

class ShotMarks {
 public:
  using Counters = std::vector<std::int64_t>;
  struct Replay {
    Counters gained;       ///< what it added
    bool goes_on = false;  ///< it reaches up to now
  };

  [[nodiscard]] bool empty() const { return marks_.empty(); }

  /// Memory is bounded by the shots of the look-back, not by those of the match.
  void begin_shot(Nanoseconds time, Counters counters) {
    marks_.push_back({time, std::move(counters)});
    while (marks_.size() > 1 && marks_[1].time <= time - kLookBack) marks_.pop_front();
  }

  /// The shots of [from, to) were a replay: what they added up to `now`, which later look-backs do
  /// not find again. Nothing: no shot began since `from`.
  std::optional<Replay> take_back(Nanoseconds from, Nanoseconds to, const Counters& now) {
    const auto at = [&](Nanoseconds time) {
      return std::find_if(marks_.begin(), marks_.end(),
                          [&](const Mark& mark) { return mark.time >= time; });
    };
    const auto first = at(from), behind = at(to);
    if (first == marks_.end()) return std::nullopt;
    const Counters before = first->counters;
    Replay replay{behind == marks_.end() ? now : behind->counters, behind == marks_.end()};
    for (std::size_t i = 0; i < before.size(); ++i) replay.gained[i] -= before[i];
    for (auto mark = first; mark != marks_.end(); ++mark)
      for (std::size_t i = 0; i < before.size(); ++i)
        mark->counters[i] = mark < behind ? before[i] : mark->counters[i] - replay.gained[i];
    return replay;
  }

 private:
  static constexpr Nanoseconds kLookBack = 120 * kSecond;  // as late as a replay is ever known
  struct Mark {
    Nanoseconds time = 0;
    Counters counters;
  };
  std::deque<Mark> marks_;
};

}  // namespace touchline
