// What a match sheet puts into soccer's formats, and where it does not fit the run.
#include <gmock/gmock.h>

#include "sports/soccer/convert_sheet.h"

namespace touchline::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

class SoccerFormatsSheet : public SheetedRun {};

TEST_F(SoccerFormatsSheet, LeavesNothingUnknownInCdf) {
  EXPECT_THAT(unknown_of("cdf"), IsEmpty());
  const auto meta = Json::parse(text("cdf/meta.json")), match = Json::parse(text("cdf/match.json"));
  EXPECT_EQ(meta["match"]["kickoff_time"], "2025-03-01T14:00:00.000000Z");
  EXPECT_EQ(meta["match"]["periods"][0]["left_team_id"], "20") << "team a, which plays away";
  EXPECT_EQ(meta["match"]["periods"][0]["play_direction"], "right_left");
  EXPECT_EQ(meta["teams"]["home"]["players"][0], (Json{{"id", "101"},
                                                       {"team_id", "10"},
                                                       {"jersey_number", 1},
                                                       {"is_starter", true},
                                                       {"first_name", "Ann"},
                                                       {"last_name", "Brandt"}}));
  EXPECT_EQ(match["match"]["result"]["final"],
            (Json{{"home", 2}, {"away", 1}, {"winning_team_id", "10"}}));
  EXPECT_FALSE(match["match"]["result"].contains("shootout"));
  EXPECT_EQ(match["teams"]["home"]["players"][1]["position_group"], "DF");
  const auto first = text("cdf/tracking.jsonl");
  const auto line = Json::parse(first.substr(0, first.find('\n')));
  EXPECT_EQ(line["timestamp"], "2025-03-01T14:00:00.000000Z");
  EXPECT_EQ(line["teams"]["home"]["id"], "10");
  EXPECT_EQ(line["teams"]["home"]["players"][0]["id"], "101");
  EXPECT_EQ(line["teams"]["away"]["players"][0]["id"], "201");
  EXPECT_EQ(line["officials"][0]["id"], "301");
  EXPECT_EQ(line["ball"]["poss_team_id"], "10");
  const auto event = Json::parse(text("cdf/event.jsonl"));
  EXPECT_EQ(event["event"]["player_id"], "201");
  EXPECT_EQ(event["event"]["receiver_team_id"], "20");
}

TEST_F(SoccerFormatsSheet, WithoutOneTheUnknownIsNamed) {
  in_.sheet.reset();
  EXPECT_THAT(unknown_of("cdf"),
              IsSupersetOf({"meta.json: match.kickoff_time", "meta.json: competition.id",
                            "meta.json: venue.id", "meta.json: teams.players.jersey_number",
                            "match.json: match.result.final", "match.json: match.status.is_neutral",
                            "event.jsonl: event.body_part"}));
  EXPECT_THAT(unknown_of("mot"), IsEmpty());
  EXPECT_THAT(unknown_of("tracab"),
              IsSupersetOf({"metadata: shirt and name of 2 tracks (teams.*.players.tracks)"}));
}

TEST_F(SoccerFormatsSheet, HalfOfOneLeavesTheOtherHalfNamed) {
  change([](SoccerSheet& sheet) {
    sheet.scores[1].reset();
    sheet.teams[0].players[1].starter.reset();
    sheet.extra_time = true;
  });
  EXPECT_THAT(unknown_of("cdf"), ElementsAre("match.json: match.result.first_half",
                                             "match.json: match.result.first_half_extratime",
                                             "match.json: match.result.second_half_extratime",
                                             "match.json: teams.players.is_starter",
                                             "meta.json: teams.players.is_starter"));
}

TEST_F(SoccerFormatsSheet, AnEventThatLacksItsPlaceIsLeftOutAndCounted) {
  auto events = scene_events();
  for (auto& event : events) event.field_end_m.reset();
  std::ofstream file(dir_ / "run" / "events.jsonl");
  for (const auto& event : events) file << json_of(event, in_.source_id) << '\n';
  file.close();
  EXPECT_THAT(unknown_of("cdf"),
              ElementsAre("event.jsonl: place, player, team or outcome of 1 events, which are left "
                          "out"));
  EXPECT_EQ(text("cdf/event.jsonl"), "");
}

TEST_F(SoccerFormatsSheet, ShirtsAndNamesAreInTracab) {
  EXPECT_THAT(unknown_of("tracab"), IsEmpty());
  // Track 7 wears the 9 of the away team, track 123 the 1 of the home team; 9 is nobody.
  EXPECT_THAT(text("tracab/tracking.dat"),
              HasSubstr("1:0,7,9,-1235,321,3.35;1,123,1,5010,-124,nan;-1,9,1009,200,300,nan;"
                        "3,55,1055,150,3000,nan;:50,-25,nan,nan,H,Alive;:\n"));
  const auto xml = text("tracab/metadata.xml");
  EXPECT_THAT(xml, HasSubstr("<match iId=\"4711\" dtDate=\"2025-03-01 14:00:00\""));
  EXPECT_THAT(xml, HasSubstr("<LongName>Hill &amp; &lt;Town&gt;</LongName>"));
  EXPECT_THAT(xml, HasSubstr("<PlayerId>201</PlayerId><FirstName>Ann</FirstName>"
                             "<LastName>&quot;Gray&quot;</LastName><JerseyNo>9</JerseyNo>"
                             "<StartFrameCount>1</StartFrameCount>"
                             "<EndFrameCount>16</EndFrameCount>"));
  const auto json = Json::parse(text("tracab/metadata.json"));
  EXPECT_EQ(json["GameID"], 4711);
  EXPECT_EQ(json["HomeTeam"]["TeamID"], 10);
  EXPECT_EQ(json["HomeTeam"]["Players"][0]["StartingPosition"], "G");
  EXPECT_EQ(json["HomeTeam"]["Players"][1]["EndFrameCount"], 0) << "was never seen";
  EXPECT_EQ(json["Phase1HomeGKLeft"], false);
}

TEST_F(SoccerFormatsSheet, IdsThatAreNoNumbersAreCountedForTracab) {
  change([](SoccerSheet& sheet) {
    sheet.teams[0].players[0].id = "keeper";
    sheet.teams[0].id = "river";
  });
  to("tracab");
  const auto json = Json::parse(text("tracab/metadata.json"));
  EXPECT_EQ(json["HomeTeam"]["TeamID"], 1);
  EXPECT_EQ(json["HomeTeam"]["Players"][0]["PlayerID"], 1001);
  EXPECT_EQ(json["AwayTeam"]["Players"][0]["PlayerID"], 2009);
}

TEST_F(SoccerFormatsSheet, TablesNameThePerson) {
  to("csv");
  EXPECT_THAT(text("tracking.csv"), HasSubstr("\n4711,first_half,0,0,,"));
  EXPECT_THAT(text("tracking.csv"), HasSubstr(",7,201,a,player,9,-12.345"));
  EXPECT_THAT(text("tracking.csv"), HasSubstr(",55,301,,referee,,1.5"));
  EXPECT_THAT(text("tracking.csv"), HasSubstr(",9,,,player,,2,3"));
  to("sportscode");
  EXPECT_THAT(text("sportscode.xml"),
              HasSubstr("<group>player</group><text>9 Ann &quot;Gray&quot;"));
  write_calibration();
  in_.source_id = "clip";
  to("gsr");
  EXPECT_EQ(Json::parse(text("gsr/clip.json"))["predictions"][0]["attributes"]["jersey"], "9");
}

TEST_F(SoccerFormatsSheet, ItsWordOnTeamsStands) {
  // Whom the run gave no team.
  change([](SoccerSheet& sheet) { sheet.teams[0].players[1].tracks = {9}; });
  to("csv");
  EXPECT_THAT(text("tracking.csv"), HasSubstr(",9,104,b,player,4,2,3"));
}

TEST_F(SoccerFormatsSheet, EptsListsThePlayersOfEachMinute) {
  EXPECT_THAT(to("epts"), ElementsAre("epts/metadata.xml", "epts/tracking.txt", "epts/frames.csv"));
  EXPECT_EQ(text("epts/tracking.txt"),
            "1:0.97714,0.51818,NaN;0.38243,0.45274,12.06:0.50476,0.50368\n"
            "2:NaN,NaN,NaN;NaN,NaN,NaN:NaN,NaN\n"
            "3:NaN,NaN,NaN;NaN,NaN,NaN:NaN,NaN\n"
            "16:NaN,NaN,NaN;0.40476,0.44118,NaN:NaN,NaN\n"
            "1831::NaN,NaN\n");
  EXPECT_EQ(text("epts/frames.csv"),
            "frameCount,frame,pts_ns\n1,0,0\n2,1,33366667\n3,2,66733333\n16,10,500000000\n"
            "1831,1830,61000000000\n");
  const auto xml = text("epts/metadata.xml");
  EXPECT_THAT(xml, HasSubstr("startFrame=\"1\" endFrame=\"16\""));
  EXPECT_THAT(xml, HasSubstr("startFrame=\"1831\" endFrame=\"1831\""));
  EXPECT_THAT(xml, HasSubstr("<LocalTeamScore>2</LocalTeamScore>"));
  EXPECT_THAT(xml, HasSubstr("<Name>Ann &quot;Gray&quot;</Name><ShirtNumber>9</ShirtNumber>"));
}

TEST_F(SoccerFormatsSheet, ATrackThatTheRunDoesNotHaveIsRefused) {
  change([](SoccerSheet& sheet) { sheet.teams[0].players[1].tracks = {77}; });
  const auto done = convert(in_, "cdf", out().string());
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::usage);
  EXPECT_THAT(done.error().message, HasSubstr("track 77 is player '104' (number 4)"));
  EXPECT_FALSE(std::filesystem::exists(out()));
  // The ball's.
  change([](SoccerSheet& sheet) { sheet.teams[0].players[1].tracks = {1000}; });
  EXPECT_FALSE(convert(in_, "cdf", out().string()));
}

TEST_F(SoccerFormatsSheet, TwoTracksOfOnePlayerMustNotBeSeenAtOnce) {
  change([](SoccerSheet& sheet) { sheet.teams[1].players[0].tracks = {7, 9}; });
  const auto done = convert(in_, "csv", out().string());
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().message,
              HasSubstr("tracks 7 and 9 are both player '201' (number 9), but both are seen at "
                        "once, at 0.000 s"));
}

TEST_F(SoccerFormatsSheet, APredictionMakesRoomForThePlayersNewTrack) {
  auto rows = frames();
  rows[1].objects.push_back(sample(8, kPlayer, Team::a, Vec2d{-12, 3}));  // 7 is a prediction there
  std::ofstream file(dir_ / "run" / "tracking.jsonl");
  for (auto& row : rows) {
    quantise(row);
    file << json_of(row, in_.classes) << '\n';
  }
  file.close();
  change([](SoccerSheet& sheet) { sheet.teams[1].players[0].tracks = {7, 8}; });
  to("cdf");
  const auto all = text("cdf/tracking.jsonl");
  const auto from = all.find('\n') + 1;
  const auto line = Json::parse(all.substr(from, all.find('\n', from) - from));
  ASSERT_EQ(line["teams"]["away"]["players"].size(), 1U);
  EXPECT_EQ(line["teams"]["away"]["players"][0]["x"], -12);
}

TEST_F(SoccerFormatsSheet, HostileNamesStayText) {
  const std::string name = "</LongName><!ENTITY x SYSTEM \"file:///etc/passwd\">--> ]]>";
  const std::string last = "<script>alert(1)</script>\" onload=\"x";
  change([&](SoccerSheet& sheet) {
    sheet.teams[0].name = name;
    sheet.teams[0].players[0].last_name = last;
    sheet.competition.id = "\"><Competition id=\"2";
  });
  for (const char* format : {"cdf", "tracab", "epts", "sportscode", "vtt", "csv", "gsr"})
    to(format);
  for (const char* file : {"tracab/metadata.xml", "epts/metadata.xml"}) {
    const auto xml = text(file);
    for (const char* raw : {"<!ENTITY", "<script>", "\" onload=\"", "<Competition id=\"2"})
      EXPECT_THAT(xml, Not(HasSubstr(raw))) << file;
  }
  EXPECT_EQ(Json::parse(text("cdf/meta.json"))["teams"]["home"]["name"], name);
  EXPECT_EQ(Json::parse(text("tracab/metadata.json"))["HomeTeam"]["Players"][0]["LastName"], last);
}

}  // namespace
}  // namespace touchline::testing
