// Reads the match sheet.
#include "sports/soccer/formats/match_sheet.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdio>
#include <iterator>
#include <map>

#include "base/json_dump.h"
#include "base/sheet_reader.h"

namespace touchline::soccer {
namespace {

using Json = nlohmann::ordered_json;

constexpr SheetKind kKind{"match sheet", "share/match.example.yaml"};
constexpr std::size_t kMostPlayers = 99, kMostPeople = 50;

constexpr const char* kPeriods[] = {"first_half", "second_half", "first_half_extratime",
                                    "second_half_extratime", "shootout"};
constexpr const char* kDirections[] = {"left", "right"};
constexpr const char* kTeams[] = {"a", "b"};
constexpr const char* kPositions[] = {"GK",  "LB", "LCB", "CB", "RCB", "RB", "LDM", "CDM",
                                      "RDM", "LM", "LCM", "CM", "RCM", "RM", "LAM", "CAM",
                                      "RAM", "LW", "LCF", "CF", "RCF", "RW", "SUB"};
constexpr const char* kOfficials[] = {"main_referee",
                                      "fourth_official",
                                      "assistant_referee",
                                      "video_assistant_referee",
                                      "assistant_video_assistant_referee",
                                      "reserve_assistant_referee",
                                      "support_video_assistant_referee"};

/// "2025-03-01T15:00:00Z", or with an offset: +01:00. Nothing where it is no such time.
std::optional<Nanoseconds> utc_of(const std::string& text) {
  int y = 0, mo = 0, d = 0, h = 0, mi = 0, oh = 0, om = 0, used = 0;
  double s = 0;
  char sign = 0;
  if (std::sscanf(text.c_str(), "%4d-%2d-%2dT%2d:%2d:%lf%c%n", &y, &mo, &d, &h, &mi, &s, &sign,
                  &used) != 7)
    return std::nullopt;
  if (sign == '+' || sign == '-') {
    int more = 0;
    if (std::sscanf(text.c_str() + used, "%2d:%2d%n", &oh, &om, &more) != 2) return std::nullopt;
    used += more;
  } else if (sign != 'Z') {
    return std::nullopt;
  }
  using namespace std::chrono;
  const year_month_day date{year(y), month(static_cast<unsigned>(mo)),
                            day(static_cast<unsigned>(d))};
  const bool sound = static_cast<std::size_t>(used) == text.size() && date.ok() && y >= 1900 &&
                     y <= 2200 && h >= 0 && h < 24 && mi >= 0 && mi < 60 && s >= 0 && s < 60 &&
                     oh >= 0 && oh < 24 && om >= 0 && om < 60;
  if (!sound) return std::nullopt;
  const auto offset = (sign == '-' ? -1 : 1) * (hours(oh) + minutes(om));
  const auto minute = sys_days(date) + hours(h) + minutes(mi) - offset;
  return duration_cast<nanoseconds>(minute.time_since_epoch()).count() + from_seconds(s);
}

bool is_formation(const std::string& text) {
  int sum = 0, lines = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i % 2 ? text[i] != '-' : text[i] < '1' || text[i] > '5') return false;
    if (i % 2 == 0) {
      sum += text[i] - '0';
      ++lines;
    }
  }
  return text.size() % 2 == 1 && lines >= 3 && lines <= 5 && sum >= 7 && sum <= 10;
}

bool is_colour(const std::string& text) {
  return text.size() == 7 && text[0] == '#' &&
         std::all_of(text.begin() + 1, text.end(),
                     [](unsigned char c) { return std::isxdigit(c); });
}

/// A few lower-case words, as CDF wants its free texts.
std::string words(SheetMap& map, const char* key) {
  auto text = map.text(key, 60);
  const bool sound = std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::islower(c) || std::isdigit(c) || c == '_' || c == ' ';
  });
  if (sound) return text;
  map.wrong(key, "lower-case words (letters a to z, digits, _)");
  return {};
}

SheetName name_of(SheetMap map) {
  SheetName name{map.text("id"), map.text("name")};
  map.done();
  return name;
}

std::optional<SheetScore> score_of(SheetMap& scores, const char* key) {
  if (!scores.has(key)) {
    scores.map(key);
    return std::nullopt;
  }
  auto map = scores.map(key);
  const auto home = map.whole("home", 0, 999), away = map.whole("away", 0, 999);
  map.done();
  for (const char* side : {"home", "away"})
    if (!map.has(side)) map.wrong(side, "a number of goals");
  if (!home || !away) return std::nullopt;
  return SheetScore{static_cast<int>(*home), static_cast<int>(*away)};
}

void read_match(SheetMap map, SoccerSheet& sheet) {
  sheet.id = map.text("id");
  if (const auto kickoff = map.text("kickoff"); !kickoff.empty()) {
    sheet.kickoff_utc_ns = utc_of(kickoff);
    if (!sheet.kickoff_utc_ns)
      map.wrong("kickoff", "a time with its zone, like 2025-03-01T15:00:00+01:00");
  }
  sheet.kickoff_s = map.number("kickoff_s", -86400, 86400);
  if (const auto period = map.word("period", kPeriods); !period.empty()) sheet.period = period;
  if (const auto side = map.word("home_attacks", kDirections); !side.empty())
    sheet.home_attacks = side == "right" ? 1 : -1;
  sheet.neutral_venue = map.flag("neutral_venue");
  sheet.extra_time = map.flag("extra_time");
  sheet.shootout = map.flag("shootout");
  auto scores = map.map("score");
  for (std::size_t i = 0; i < kScoreNames.size(); ++i)
    sheet.scores[i] = score_of(scores, kScoreNames[i]);
  scores.done();
  if (const auto& shots = sheet.scores.back(); shots && shots->home == shots->away)
    scores.wrong("shootout", "a winner: a shootout cannot end level");
  map.done();
}

void read_venue(SheetMap map, SoccerSheet& sheet) {
  sheet.venue = {map.text("id"), map.text("name")};
  sheet.turf = words(map, "turf");
  sheet.field_length_m = map.number("pitch_length_m", 10, 150);
  sheet.field_width_m = map.number("pitch_width_m", 10, 100);
  map.done();
}

void read_camera(SheetMap map, SoccerSheet& sheet) {
  sheet.camera_type = words(map, "type");
  sheet.camera_operation = words(map, "operation");
  sheet.camera_perspective = words(map, "perspective");
  map.done();
}

/// What must not stand twice in a sheet, with the key that has it.
class Once {
 public:
  explicit Once(SheetFaults& faults) : faults_(faults) {}
  void take(const std::string& thing, const YAML::Node& node, const std::string& key,
            const std::string& who) {
    const auto [at, fresh] = taken_.try_emplace(thing, who);
    if (!fresh)
      faults_.add(node, key, fmt::format("{} is given to {} and to {}", thing, at->second, who));
  }

 private:
  SheetFaults& faults_;
  std::map<std::string, std::string> taken_;
};

struct SheetChecks {
  Once ids, tracks;
};

SheetPlayer read_player(SheetFaults& faults, const YAML::Node& node, const std::string& key,
                        const SheetTeam& team, Once& numbers, SheetChecks& checks) {
  SheetMap map(faults, node, key);
  SheetPlayer player;
  player.id = map.text("id", 60);
  const auto number = map.whole("number", 0, 999);
  if (!map.has("number")) map.wrong("number", "the number on the shirt, 0 to 999");
  player.number = static_cast<int>(number.value_or(0));
  player.first_name = map.text("first_name");
  player.last_name = map.text("last_name");
  player.position = map.word("position", kPositions);
  player.starter = map.flag("starter");
  player.played = map.flag("played");
  if (!player.played && player.starter == true) player.played = true;
  player.captain = map.flag("captain").value_or(false);
  player.tracks = map.tracks("tracks");
  map.done();
  if (player.id.empty()) player.id = fmt::format("{}_{}", team.id, player.number);
  const auto name = player.first_name + (player.first_name.empty() ? "" : " ") + player.last_name;
  const auto who = fmt::format("number {} of {}{}", player.number, team.id,
                               name.empty() ? "" : " (" + name + ")");
  if (player.id.starts_with("track_"))
    map.wrong("id", "an id that does not begin with 'track_', which is what tracks are called");
  checks.ids.take(fmt::format("id '{}'", player.id), map.at("id"), map.key_of("id"), who);
  if (number)
    numbers.take(fmt::format("number {}", *number), map.at("number"), map.key_of("number"), who);
  for (const auto track : player.tracks)
    checks.tracks.take(fmt::format("track {}", track), map.at("tracks"), map.key_of("tracks"), who);
  return player;
}

SheetPerson person_of(SheetMap& map, const std::string& id) {
  SheetPerson person{map.text("id", 60), map.text("first_name"), map.text("last_name")};
  if (person.id.empty()) person.id = id;
  return person;
}

void read_team(SheetFaults& faults, SheetMap map, SheetTeam& team, const std::string& fallback,
               SheetChecks& checks) {
  team.id = map.text("id", 60);
  if (team.id.empty()) team.id = fallback;
  checks.ids.take(fmt::format("id '{}'", team.id), map.at("id"), map.key_of("id"),
                  "the " + fallback + " team");
  team.name = map.text("name");
  team.short_name = map.text("short_name");
  team.formation = map.text("formation", 20);
  if (!team.formation.empty() && !is_formation(team.formation))
    map.wrong("formation", "lines of players without the goalkeeper, like 4-3-3");
  team.colour = map.text("colour", 20);
  if (!team.colour.empty() && !is_colour(team.colour))
    map.wrong("colour", "a colour as \"#rrggbb\" (in quotes: # begins a comment)");
  Once numbers(faults);
  std::size_t i = 0;
  for (const auto& node : map.list("players", kMostPlayers))
    team.players.push_back(read_player(
        faults, node, fmt::format("{}[{}]", map.key_of("players"), i++), team, numbers, checks));
  i = 0;
  for (const auto& node : map.list("coaches", kMostPeople)) {
    SheetMap coach(faults, node, fmt::format("{}[{}]", map.key_of("coaches"), i++));
    team.coaches.push_back(person_of(coach, fmt::format("{}_coach_{}", team.id, i)));
    coach.done();
  }
  map.done();
}

/// Which of the run's teams plays at home; one of the two keys is enough.
void read_sides(SheetMap& home, SheetMap& away, SoccerSheet& sheet) {
  const auto first = home.word("team", kTeams), second = away.word("team", kTeams);
  if (!first.empty() && first == second)
    away.wrong("team", "the other of a and b: the home team is " + first + " already");
  if (first == "b" || second == "a") sheet.home = Team::b;
}

void read_officials(SheetFaults& faults, SheetMap& root, SoccerSheet& sheet, SheetChecks& checks) {
  std::size_t i = 0;
  for (const auto& node : root.list("officials", kMostPeople)) {
    SheetMap map(faults, node, fmt::format("officials[{}]", i++));
    SheetOfficial official;
    official.person = person_of(map, fmt::format("official_{}", i));
    official.type = map.word("type", kOfficials);
    official.tracks = map.tracks("tracks");
    map.done();
    const auto who = fmt::format("official '{}'", official.person.id);
    checks.ids.take(fmt::format("id '{}'", official.person.id), map.at("id"), map.key_of("id"),
                    who);
    for (const auto track : official.tracks)
      checks.tracks.take(fmt::format("track {}", track), map.at("tracks"), map.key_of("tracks"),
                         who);
    sheet.officials.push_back(std::move(official));
  }
}

SoccerSheet read_sheet(SheetFaults& faults, const YAML::Node& node) {
  SoccerSheet sheet;
  SheetMap root(faults, node, "");
  SheetChecks checks{Once(faults), Once(faults)};
  root.whole("schema", 1, 1);
  read_match(root.map("match"), sheet);
  sheet.competition = name_of(root.map("competition"));
  sheet.season = name_of(root.map("season"));
  read_venue(root.map("venue"), sheet);
  read_camera(root.map("camera"), sheet);
  auto teams = root.map("teams");
  auto home = teams.map("home"), away = teams.map("away");
  read_sides(home, away, sheet);
  read_team(faults, home, sheet.teams[0], "home", checks);
  read_team(faults, away, sheet.teams[1], "away", checks);
  teams.done();
  read_officials(faults, root, sheet, checks);
  root.done();
  return sheet;
}

/// Plain scalars become numbers and truth values only where their text says exactly that, so that
/// what is read back from the manifest is what the file said.
Json scalar_json(const YAML::Node& node) {
  const auto& text = node.Scalar();
  if (node.Tag() == "!") return text;  // it stood in quotes
  const auto value = Json::parse(text, nullptr, false);
  const bool same = (value.is_number() || value.is_boolean()) && json_dump(value) == text;
  return same ? value : Json(text);
}

/// Only of what read_sheet() found sound: nesting and sizes are bounded by it.
Json json_of(const YAML::Node& node) {
  if (node.IsMap()) {
    Json out = Json::object();
    for (const auto& item : node) out[item.first.Scalar()] = json_of(item.second);
    return out;
  }
  if (node.IsSequence()) {
    Json out = Json::array();
    for (const auto& item : node) out.push_back(json_of(item));
    return out;
  }
  return node.IsScalar() ? scalar_json(node) : Json(nullptr);
}

}  // namespace

void tell_everybody(SoccerSheet& sheet) {
  sheet.people.clear();
  for (const std::size_t side : {0U, 1U}) {
    const auto& team = sheet.teams[side];
    const auto which = (sheet.home == Team::a) == (side == 0) ? Team::a : Team::b;
    sheet.team_names[static_cast<std::size_t>(which)] = team.name;
    sheet.team_colours[static_cast<std::size_t>(which)] = team.colour;
    for (const auto& player : team.players) {
      const auto role = player.position == "GK" ? NamedPerson::Role::guard : NamedPerson::Role::any;
      for (const auto track : player.tracks)
        sheet.people[track] = {player.id, player.first_name, player.last_name, player.number, which,
                               role};
    }
  }
  for (const auto& official : sheet.officials)
    for (const auto track : official.tracks)
      sheet.people[track] = {
          official.person.id, official.person.first_name, official.person.last_name, {},
          Team::none,         NamedPerson::Role::official};
}

Result<LoadedSheet> parse_match_sheet(const std::string& text, const std::string& path) {
  TL_ASSIGN(const YAML::Node root, parse_sheet(text, path, kKind));
  try {
    SheetFaults faults(path);
    auto sheet = std::make_shared<SoccerSheet>(read_sheet(faults, root));
    if (faults.any()) return fail(Errc::bad_config, path, "{}", faults.text());
    tell_everybody(*sheet);
    return LoadedSheet{std::move(sheet), json_of(root)};
  } catch (const YAML::Exception& error) {
    return fail(Errc::bad_config, path, "{}:{}: not valid YAML: {}", path, error.mark.line + 1,
                error.msg);
  }
}

Result<LoadedSheet> read_match_sheet(const std::string& path) {
  TL_ASSIGN(const auto text, read_sheet_text(path, kKind));
  return parse_match_sheet(text, path);
}

}  // namespace touchline::soccer
