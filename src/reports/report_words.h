// Figures as people read them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "reports/report_data.h"

namespace touchline::report {

/// "1:02:03", or "2:03.4" with `tenths`.
std::string clock_text(double seconds, bool tenths = false);
/// "61 %" with a no-break space; "< 1 %" and "> 99 %" rather than a rounded 0 and 100.
std::string percent(double share);
/// A fixed number of decimals.
std::string fixed(double value, int decimals);
/// A part of a whole; 0 of nothing.
inline double share(std::int64_t part, std::int64_t of) {
  return of ? static_cast<double>(part) / static_cast<double>(of) : 0;
}
/// "not measured: why".
std::string not_measured(std::string_view why);

/// The value of an event by name; none where it is null or missing.
std::optional<double> value_of(const Event& event, std::string_view name);
/// "pass" -> "Pass", "timeline_gap" -> "Timeline gap".
std::string title_of(const Event& event);
/// "Pass, completed, 18.2 m, regret 0.21": what happened, without when and who.
std::string describe(const Event& event);
/// Whether people want to see it in a list: tracks and balls that come and go are left out.
bool is_shown(const Event& event);

inline std::size_t index(Team team) { return team == Team::b ? 1 : 0; }
inline char letter(Team team) { return team == Team::a ? 'a' : team == Team::b ? 'b' : 'n'; }
/// The reason why `now` is not counted, calibrated or shown most of the time: the key in `runs`
/// (above `over`) that lasts longest; none when there is none.
std::optional<int> longest_key(const Runs& runs, int over);

}  // namespace touchline::report
