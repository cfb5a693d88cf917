// Soccer's match sheet: what it may hold, and how it says what is wrong.
#include "sports/soccer/formats/match_sheet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/json_dump.h"
#include "support/temp_dir.h"

namespace touchline::testing {
namespace {

using soccer::parse_match_sheet, soccer::read_match_sheet, soccer::SoccerSheet;

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const SoccerSheet& of(const Result<LoadedSheet>& loaded) {
  return dynamic_cast<const SoccerSheet&>(*loaded->sheet);
}

constexpr const char* kExample = TOUCHLINE_ROOT "/share/match.example.yaml";

/// The error of a sheet.
std::string fault(const std::string& text) {
  const auto read = parse_match_sheet(text, "m.yaml");
  if (read) return "";
  EXPECT_EQ(read.error().code, Errc::bad_config);
  return read.error().message;
}

TEST(MatchSheet, TheExampleIsRead) {
  const auto read = read_match_sheet(kExample);
  ASSERT_TRUE(read) << read.error().message;
  const auto& sheet = of(read);
  EXPECT_EQ(sheet.id, "20250301");
  EXPECT_EQ(sheet.kickoff_utc_ns, 1'740'837'600'000'000'000);
  EXPECT_EQ(sheet.kickoff_s, 12.4);
  EXPECT_EQ(sheet.home, Team::a);
  EXPECT_EQ(sheet.home_attacks, 1);
  EXPECT_EQ(sheet.scores[0]->home, 2);
  EXPECT_FALSE(sheet.scores[5]);
  EXPECT_EQ(sheet.season.name, "2024/25");
  const auto& home = sheet.teams[0];
  EXPECT_EQ(home.colour, "#d02030");
  ASSERT_EQ(home.players.size(), 3U);
  EXPECT_THAT(home.players[0].tracks, ElementsAre(3, 41));
  EXPECT_EQ(home.players[0].played, true) << "who began has played";
  EXPECT_EQ(home.players[2].played, false);
  EXPECT_EQ(sheet.officials[0].person.last_name, "Hart");
}

TEST(MatchSheet, WhatTheManifestKeepsIsTheSameSheet) {
  const auto first = read_match_sheet(kExample);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->json["teams"]["home"]["id"], "10") << "it stood in quotes";
  EXPECT_EQ(first->json["teams"]["home"]["players"][0]["number"], 1);
  EXPECT_EQ(first->json["match"]["neutral_venue"], false);
  const auto again = parse_match_sheet(json_dump(first->json), "manifest.json");
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->json, first->json);
  EXPECT_EQ(of(again).teams[1].players[1].tracks, of(first).teams[1].players[1].tracks);
  const auto odd = parse_match_sheet(
      "teams: {home: {name: 007, short_name: 1e3, players: [{number: 5, id: 1.50}]}}", "m");
  ASSERT_TRUE(odd) << odd.error().message;
  const auto kept = parse_match_sheet(json_dump(odd->json), "m");
  ASSERT_TRUE(kept) << kept.error().message;
  EXPECT_EQ(of(kept).teams[0].name, "007");
  EXPECT_EQ(of(kept).teams[0].short_name, "1e3");
  EXPECT_EQ(of(kept).teams[0].players[0].id, "1.50");
}

TEST(MatchSheet, MostOfItMayBeLeftOut) {
  const auto read = parse_match_sheet(
      "teams:\n  home:\n    team: b\n    players:\n      - {number: 7}\n  away:\n", "m");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(of(read).home, Team::b);
  EXPECT_EQ(of(read).teams[0].players[0].id, "home_7");
  EXPECT_EQ(of(read).teams[1].id, "away");
  EXPECT_FALSE(of(read).teams[0].players[0].starter);
}

TEST(MatchSheet, AFaultNamesItsLineItsKeyAndWhatWasExpected) {
  EXPECT_THAT(fault("teams:\n  home:\n    players:\n      - {number: seven}\n"),
              HasSubstr("m.yaml:4: teams.home.players[0].number: expected a whole number from 0 to "
                        "999, found 'seven'"));
  EXPECT_THAT(fault("match:\n  kickoff: 2025-13-01T15:00:00Z\n"),
              HasSubstr("m.yaml:2: match.kickoff: expected a time with its zone, like"));
  EXPECT_THAT(fault("match: {kickoff: 2025-02-29T15:00:00Z}"), HasSubstr("match.kickoff"));
  EXPECT_THAT(fault("match: {kickoff: 2025-03-01 15:00}"), HasSubstr("match.kickoff"));
  EXPECT_THAT(
      fault("venu: {id: 1}\n"),
      HasSubstr("m.yaml:1: venu: unknown key; the keys here are camera, competition, match, "
                "officials, schema, season, teams, venue"));
  EXPECT_THAT(fault("teams:\n  home:\n    players:\n      - {number: 1, nummer: 2}\n"),
              HasSubstr("m.yaml:4: teams.home.players[0].nummer: unknown key"));
  EXPECT_THAT(fault("teams: {home: {players: [{first_name: X}]}}"),
              HasSubstr("teams.home.players[0].number: expected the number on the shirt"));
  EXPECT_THAT(fault("teams: {home: {colour: red}}"), HasSubstr("teams.home.colour: expected"));
  EXPECT_THAT(fault("teams: {home: {formation: 4-3}}"), HasSubstr("like 4-3-3, found '4-3'"));
  EXPECT_THAT(fault("teams: {home: {players: {number: 1}}}"), HasSubstr("expected a list, found"));
  EXPECT_THAT(fault("teams: [a, b]"),
              HasSubstr("teams: expected 'key: value' lines, found a list"));
  EXPECT_THAT(fault("match: {period: third}"),
              HasSubstr("expected one of first_half, second_half"));
  EXPECT_THAT(fault("match: {score: {final: {home: 1}}}"),
              HasSubstr("match.score.final.away: expected a number of goals"));
  EXPECT_THAT(fault("match: {score: {shootout: {home: 3, away: 3}}}"), HasSubstr("end level"));
  EXPECT_THAT(fault("match: {neutral_venue: perhaps}"), HasSubstr("expected true or false"));
  EXPECT_THAT(fault("venue: {pitch_length_m: nan}"), HasSubstr("a number from 10 to 150"));
  EXPECT_THAT(fault("venue: {turf: Natural Grass}"), HasSubstr("venue.turf: expected lower-case"));
  EXPECT_THAT(fault("match: {id: 1, id: 2}"), HasSubstr("match.id: stands here twice"));
  EXPECT_THAT(fault("match: [unclosed"), HasSubstr("m.yaml:1: not valid YAML"));
  EXPECT_THAT(fault(""), HasSubstr("is empty"));
}

TEST(MatchSheet, EveryFaultIsNamedUpToTwenty) {
  const auto two = fault("match: {period: x}\nvenue: {turf: X}\n");
  EXPECT_THAT(two, AllOf(HasSubstr("m.yaml:1: match.period"), HasSubstr("m.yaml:2: venue.turf")));
  std::string many = "officials:\n";
  for (int i = 0; i < 30; ++i) many += "  - {type: clown}\n";
  EXPECT_THAT(fault(many), AllOf(HasSubstr("m.yaml:21: officials[19].type"),
                                 Not(HasSubstr("officials[20]")), HasSubstr("and 10 more")));
}

TEST(MatchSheet, WhatIsGivenTwiceNamesBoth) {
  const char* const both =
      "teams:\n"
      "  home: {players: [{number: 7, last_name: Ash, tracks: [5]}]}\n"
      "  away: {players: [{number: 9, last_name: Birch, tracks: [5]}]}\n";
  EXPECT_THAT(fault(both), HasSubstr("m.yaml:3: teams.away.players[0].tracks: track 5 is given to "
                                     "number 7 of home (Ash) and to number 9 of away (Birch)"));
  EXPECT_THAT(fault("teams: {home: {players: [{number: 7}, {number: 7, id: x}]}}"),
              HasSubstr("number 7 is given to"));
  EXPECT_THAT(fault("teams: {home: {players: [{number: 7, id: x}, {number: 8, id: x}]}}"),
              HasSubstr("id 'x' is given to"));
  EXPECT_THAT(fault("teams: {home: {id: z}, away: {id: z}}"), HasSubstr("id 'z' is given to"));
  EXPECT_THAT(fault("teams: {home: {players: [{number: 7, tracks: [5]}]}}\n"
                    "officials: [{id: r, tracks: [5]}]"),
              HasSubstr("and to official 'r'"));
  EXPECT_THAT(fault("teams: {home: {players: [{number: 7, tracks: [5, 5]}]}}"),
              HasSubstr("track 5 stands in this list twice"));
  EXPECT_THAT(fault("teams: {home: {team: a}, away: {team: a}}"),
              HasSubstr("teams.away.team: expected the other of a and b"));
  EXPECT_THAT(fault("teams: {home: {players: [{number: 7, id: track_3}]}}"),
              HasSubstr("does not begin with 'track_'"));
}

TEST(MatchSheet, HostileTextIsRefusedOrKept) {
  EXPECT_THAT(fault("competition:\n  name: \"a\\nb\"\n"),
              HasSubstr("m.yaml:2: competition.name: expected a text"));
  EXPECT_THAT(fault("competition: {name: " + std::string(300, 'x') + "}"),
              HasSubstr("found 300 bytes"));
  EXPECT_THAT(fault("match: {id: 1}\ncompetition: {name: \"\xFF\"}\n"),
              HasSubstr("m.yaml:2: is not UTF-8"));
  EXPECT_FALSE(fault("match: {id: " + std::string(100000, '[') + "}").empty());
  // A few lines that would unfold to billions.
  EXPECT_FALSE(fault("a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
                     "officials: [*b,*b,*b]\n")
                   .empty());
  const auto kept = parse_match_sheet("teams: {home: {name: \"<b>&\\\"'</b>\"}}", "m");
  ASSERT_TRUE(kept);
  EXPECT_EQ(of(kept).teams[0].name, "<b>&\"'</b>");
}

TEST(MatchSheet, AFileThatIsNoneOrTooLargeIsRefused) {
  const TempDir dir;
  const auto missing = read_match_sheet(dir / "none.yaml");
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message, HasSubstr("share/match.example.yaml"));
  EXPECT_FALSE(read_match_sheet(dir / ""));
  std::ofstream(dir / "huge.yaml") << "match:\n" << std::string(std::size_t{3} << 20, '#');
  const auto huge = read_match_sheet(dir / "huge.yaml");
  ASSERT_FALSE(huge);
  EXPECT_THAT(huge.error().message, HasSubstr("at most 1048576 bytes"));
}

/// The schema against a validator that is not ours, where the format tests' readers are installed.
TEST(MatchSheet, TheSchemaTakesWhatTheProgramTakes) {
  const char* deps = std::getenv("TOUCHLINE_DEPS");
  const auto python =
      (deps ? std::filesystem::path(deps) : std::filesystem::path(TOUCHLINE_ROOT) / ".deps") /
      "readers/bin/python";
  if (!std::filesystem::exists(python))
    GTEST_SKIP() << python << " is missing: nothing independent has read the schema";
  const TempDir dir;
  const auto example = read_match_sheet(kExample);
  ASSERT_TRUE(example);
  auto cases = nlohmann::json::array({example->json, nlohmann::json::parse(R"({"teams":{}})")});
  for (const char* bad :
       {R"({"venu":{}})", R"({"match":{"period":"third"}})", R"({"match":{"kickoff":"today"}})",
        R"({"teams":{"home":{"players":[{"id":"x"}]}}})", R"({"teams":{"home":{"colour":"red"}}})",
        R"({"match":{"score":{"final":{"home":1}}}})", R"({"venue":{"turf":"Grass"}})",
        R"({"officials":[{"type":"clown"}]})", R"({"teams":{"home":{"players":[{"number":-1}]}}})",
        R"({"teams":{"home":{"players":[{"number":7,"tracks":[0]}]}}})"}) {
    EXPECT_FALSE(parse_match_sheet(bad, "m")) << bad;
    cases.push_back(nlohmann::json::parse(bad));
  }
  std::ofstream(dir / "cases.json") << cases;
  const auto command = "'" + python.string() +
                       "' -c \"import json,sys,jsonschema; v=jsonschema.Draft202012Validator("
                       "json.load(open(sys.argv[1]))); print([v.is_valid(c) for c in "
                       "json.load(open(sys.argv[2]))])\" '" TOUCHLINE_ROOT
                       "/share/schema/match.schema.json' '" +
                       (dir / "cases.json") + "' > '" + (dir / "said") + "'";
  ASSERT_EQ(std::system(command.c_str()), 0);
  EXPECT_EQ(
      read_text(dir / "said"), "[True, True" + [&] {
        std::string rest;
        for (std::size_t i = 2; i < cases.size(); ++i) rest += ", False";
        return rest;
      }() + "]\n");
}

}  // namespace
}  // namespace touchline::testing
