// What the two halves of the TRACAB writer share.
#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "reports/convert_formats.h"
#include "reports/convert_run.h"

namespace touchline {

/// TRACAB's readers take a frame's time to be its number over a whole rate, so the numbers are
/// counted from the time stamps: the nearest tick, and never one twice.
class TracabClock {
 public:
  explicit TracabClock(int rate) : rate_(rate) {}
  std::int64_t tick(Nanoseconds pts_ns) {
    const auto nearest =
        static_cast<std::int64_t>(std::llround(static_cast<double>(pts_ns) * 1e-9 * rate_));
    last_ = last_ ? std::max(*last_ + 1, nearest) : nearest;
    return *last_;
  }

 private:
  int rate_;
  std::optional<std::int64_t> last_;
};

/// A track as a player of the line-up, in its last team.
struct TracabPlayer {
  Team team = Team::none;
  bool goalkeeper = false;
  std::int64_t first = 0, last = 0;  ///< ticks
};

struct TracabOverview {
  std::map<std::int64_t, TracabPlayer> players;
  std::int64_t first = 0, last = 0;  ///< ticks
  bool any_frame = false;
  std::optional<Nanoseconds> utc_ns;  ///< of the first frame
  std::optional<int> attack_a;
};

/// What is written of a frame: the format cannot mark what was only predicted, nor say that
/// somebody has no place.
inline bool tracab_holds(const TrackSample& s) {
  return s.field && s.source != SampleSource::predicted;
}

/// metadata.xml and metadata.json.
WrittenFiles tracab_sheets(const ConvertInput& in, const TracabOverview& run,
                           const std::string& dir);

}  // namespace touchline
