// What people know of a soccer match and no video tells: read from the file given with --match
// (share/match.example.yaml), written into the formats that ask for it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "reports/convert.h"

namespace touchline::soccer {

struct SheetPlayer {
  std::string id;  ///< never empty
  int number = 0;  ///< on the shirt
  std::string first_name, last_name;
  std::string position;  ///< CDF's: GK, LB, ...; empty: unknown
  std::optional<bool> starter, played;
  bool captain = false;
  std::vector<std::int64_t> tracks;  ///< of the run
};

struct SheetPerson {
  std::string id, first_name, last_name;
};

struct SheetTeam {
  std::string id;  ///< never empty
  std::string name, short_name, formation;
  std::string colour;  ///< #rrggbb or empty
  std::vector<SheetPlayer> players;
  std::vector<SheetPerson> coaches;
};

struct SheetOfficial {
  SheetPerson person;
  std::string type;  ///< CDF's: main_referee, ...
  std::vector<std::int64_t> tracks;
};

/// Both empty: unknown.
struct SheetName {
  std::string id, name;
};

struct SheetScore {
  int home = 0, away = 0;
};

/// In CDF's words and order.
inline constexpr std::array kScoreNames{
    "final",   "first_half", "second_half", "first_half_extratime", "second_half_extratime",
    "shootout"};

struct SoccerSheet final : MatchSheet {
  SoccerSheet() { period = "first_half"; }

  std::optional<Nanoseconds> kickoff_utc_ns;
  std::optional<double> kickoff_s;  ///< when in the source that was
  std::optional<int> home_attacks;  ///< +1: towards +x, -1: towards -x
  std::optional<bool> neutral_venue, extra_time, shootout;
  std::array<std::optional<SheetScore>, kScoreNames.size()> scores;
  SheetName competition, season, venue;
  std::string turf;
  std::string camera_type, camera_operation, camera_perspective;
  Team home = Team::a;             ///< which of the run's teams plays at home
  std::array<SheetTeam, 2> teams;  ///< home, away
  std::vector<SheetOfficial> officials;
};

/// Fills what every format asks for, which MatchSheet holds, from the line-ups.
void tell_everybody(SoccerSheet& sheet);

/// The sheet that an export was given; null: none.
inline const SoccerSheet* sheet_of(const ConvertInput& in) {
  return dynamic_cast<const SoccerSheet*>(in.sheet.get());
}

/// Errc::bad_config lists every fault found, at most 20: each by file, line and key, with what was
/// expected there. `path` names the file in messages.
Result<LoadedSheet> read_match_sheet(const std::string& path);
Result<LoadedSheet> parse_match_sheet(const std::string& text, const std::string& path);

}  // namespace touchline::soccer
