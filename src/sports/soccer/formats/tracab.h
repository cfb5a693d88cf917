// What the halves of the TRACAB writer, and that of EPTS, share.
#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "sports/soccer/formats/formats.h"
#include "sports/soccer/formats/people.h"
#include "sports/soccer/formats/run_lines.h"

namespace touchline::soccer {

/// Readers take a frame's time to be its number over a whole rate, so the numbers are counted from
/// the time stamps: the nearest tick, and never one twice. The first is 1: to TRACAB's readers a
/// period that begins at 0 has not been played.
class TracabClock {
 public:
  explicit TracabClock(int rate) : rate_(rate) {}
  std::int64_t tick(Nanoseconds time_ns) {
    const auto nearest =
        1 + static_cast<std::int64_t>(std::llround(static_cast<double>(time_ns) * 1e-9 * rate_));
    last_ = last_ ? std::max(*last_ + 1, nearest) : nearest;
    return *last_;
  }

 private:
  int rate_;
  std::optional<std::int64_t> last_;
};

/// A track that played, in its last team.
struct TracabPlayer {
  Team team = Team::none;
  bool goalkeeper = false;
  std::int64_t first = 0, last = 0;  ///< ticks
};

struct TracabOverview {
  std::map<std::int64_t, TracabPlayer> players;
  std::int64_t first = 0, last = 0;  ///< ticks
  bool any_frame = false;
  std::optional<Nanoseconds> utc_ns;  ///< the sheet's kick-off, else the first frame's
  std::optional<int> attack_a;
};

/// What is written of a frame: the format cannot mark what was only predicted, nor say that
/// somebody has no place.
inline bool tracab_holds(const TrackSample& s) {
  return s.field && s.source != SampleSource::predicted;
}

/// A row of the line-up: a player of the sheet, or a track that nobody is said to be.
struct LineUpEntry {
  std::int64_t id = 0, shirt = 0;
  std::string first_name, last_name;
  const char* position = nullptr;    ///< G, D, M, A; null: unknown
  std::int64_t first = 0, last = 0;  ///< ticks; 0: never seen
};

/// Whole-number ids of teams and players, for readers that take nothing else: the sheet's where all
/// are such numbers, else 1 and 2 for the teams and thousands of them with the shirt for players.
struct LineUp {
  std::int64_t team = 0;
  std::vector<LineUpEntry> players;
};
LineUp line_up(const ConvertInput& in, const TracabOverview& run, std::size_t side);

Result<TracabOverview> tracab_overview(const ConvertInput& in);
/// "1970-01-01 00:00:00" where no date is known: readers insist on one.
std::string tracab_date(const TracabOverview& run);
/// Nothing where `text` is no whole number.
std::optional<std::int64_t> whole_number(const std::string& text);

/// metadata.xml and metadata.json.
WrittenFiles tracab_sheets(const ConvertInput& in, const TracabOverview& run,
                           const std::string& dir, Unknown& unknown);

}  // namespace touchline::soccer
