// Figures as people read them.
#pragma once

#include <optional>
#include <span>
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
/// "timeline_gap" -> "Timeline gap".
std::string title_of(const Event& event);
/// A figure of events, and what is said of it: "top 7.9 m/s".
struct EventFigure {
  const char* name;
  const char* before;
  const char* after;
  int decimals;
};
/// Adds those that the event has: ", top 7.9 m/s".
void append_figures(std::string& text, const Event& event, std::span<const EventFigure> figures);

/// The frame's own lanes of the events' timeline.
inline constexpr std::string_view kPictureLane = "picture", kOtherLane = "other";

/// How the page tells an event.
struct Telling {
  std::string text;                    ///< "Cut, 2.0 s": what happened, without when and who
  std::string_view lane = kOtherLane;  ///< of the timeline
  bool shown = true;                   ///< there and in the list
  bool failed = false;                 ///< what was tried did not come off
};
/// An event of any sport. Tracks and balls that come and go are not shown: nobody wants a list of
/// them.
Telling tell(const Event& event);

inline std::size_t index(Team team) { return team == Team::b ? 1 : 0; }
inline char letter(Team team) { return team == Team::a ? 'a' : team == Team::b ? 'b' : 'n'; }

}  // namespace touchline::report
