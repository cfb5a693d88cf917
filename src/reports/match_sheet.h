// What people know of a match and no video tells: read from the file given with --match
// (share/match.example.yaml), written into the formats that ask for it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "records/track.h"

namespace touchline {

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

struct MatchSheet {
  std::string id;  ///< empty: the source's
  std::optional<Nanoseconds> kickoff_utc_ns;
  std::optional<double> kickoff_s;  ///< when in the source that was
  std::string period = "first_half";
  std::optional<int> home_attacks;  ///< +1: towards +x, -1: towards -x
  std::optional<bool> neutral_venue, extra_time, shootout;
  std::array<std::optional<SheetScore>, kScoreNames.size()> scores;
  SheetName competition, season, venue;
  std::string turf;
  std::optional<double> pitch_length_m, pitch_width_m;
  std::string camera_type, camera_operation, camera_perspective;
  Team home = Team::a;             ///< which of the run's teams plays at home
  std::array<SheetTeam, 2> teams;  ///< home, away
  std::vector<SheetOfficial> officials;
};

}  // namespace touchline
