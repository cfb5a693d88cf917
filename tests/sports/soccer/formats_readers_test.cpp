// Other people's readers (tests/reports/readers) read what soccer's formats hold.
#include <gmock/gmock.h>

#include "reports/convert_readers.h"
#include "sports/soccer/convert_sheet.h"

namespace touchline::testing {
namespace {

using SoccerReaders = Read<ConvertedRun>;
using SoccerSheetReaders = Read<SheetedRun>;

TEST_F(SoccerReaders, KloppyLoadsTracab) {
  TL_NEEDS_READERS();
  write_measures();
  to("tracab");
  const auto read_back = read("tracab");
  for (const char* form : {"dat", "json"}) {
    SCOPED_TRACE(form);
    const auto& data = read_back.at(form);
    EXPECT_EQ(data["fps"], 30);
    EXPECT_EQ(data["pitch"], Json({105, 68}));
    EXPECT_EQ(data["teams"][0]["name"], "Reds, \"A\" & <B>");
    EXPECT_EQ(data["teams"][0]["jerseys"], Json({7}));
    EXPECT_EQ(data["teams"][1]["jerseys"], Json({123}));
    const auto& frames = data["frames"];
    ASSERT_EQ(frames.size(), 5U);
    EXPECT_EQ(frames[0]["players"],
              (Json{{"7", {-1235, 321, 3.35}}, {"123", {5010, -124, nullptr}}}));
    EXPECT_EQ(frames[0]["ball"], Json({50, -25, nullptr}));
    EXPECT_EQ(frames[0]["alive"], true);
    EXPECT_EQ(frames[0]["owner"], "2");
    EXPECT_EQ(frames[1]["players"], Json::object());  // a prediction, and one without a place
    EXPECT_EQ(frames[1]["ball"], form == std::string("dat") ? Json({nullptr, nullptr, nullptr})
                                                            : Json({5550, 4400, nullptr}));
    EXPECT_EQ(frames[1]["alive"], false);
    EXPECT_EQ(frames[3]["players"], (Json{{"7", {-1000, 400, nullptr}}}));
    for (std::size_t i = 0; i < 5; ++i)
      EXPECT_NEAR(frames[i]["seconds"].get<double>(), static_cast<double>(kTimes[i]) * 1e-9,
                  0.5 / 30 + 1e-9);
  }
  EXPECT_EQ(read_back["json"]["orientation"], "home-away");
  // The same place in kloppy's own units: shares of the field from the top left.
  for (const char* form : {"dat_in_kloppy_units", "json_in_kloppy_units"}) {
    const auto& seven = read_back[form]["frames"][0]["players"]["7"];
    EXPECT_NEAR(seven[0].get<double>(), (52.5 - 12.35) / 105, 0.01) << form;
    EXPECT_NEAR(seven[1].get<double>(), (34 - 3.21) / 68, 0.01) << form;
  }
}

TEST_F(SoccerReaders, KloppyLoadsTracabWithoutAnyPlace) {
  TL_NEEDS_READERS();
  write_tracking(false);
  to("tracab");
  const auto data = read("tracab")["dat"];
  ASSERT_EQ(data["frames"].size(), 5U);
  for (const auto& frame : data["frames"]) EXPECT_EQ(frame["players"], Json::object());
}

TEST_F(SoccerReaders, CdfKeepsToItsSchemaButForWhatIsNotKnown) {
  TL_NEEDS_READERS();
  write_measures();
  to("cdf");
  const auto data = read("cdf");
  EXPECT_EQ(data["tracking.jsonl"]["complaints"], Json::array());
  EXPECT_EQ(data["video.json"]["complaints"], Json::array());
  EXPECT_EQ(data["event.jsonl"]["complaints"], Json({"event.body_part: null"}));
  EXPECT_EQ(data["meta.json"]["complaints"],
            Json({"match.kickoff_time: null", "teams.away.players.is_starter: null",
                  "teams.away.players.jersey_number: null", "teams.home.players.is_starter: null",
                  "teams.home.players.jersey_number: null"}));
  for (const auto& complaint : data["match.json"]["complaints"])
    EXPECT_THAT(complaint.get<std::string>(), ::testing::EndsWith(": null"));
}

TEST_F(SoccerSheetReaders, CdfPassesTheValidatorAtItsStrictest) {
  TL_NEEDS_READERS();
  to("cdf");
  const auto data = read("cdf");
  EXPECT_EQ(data["version"], "0.3.2");
  for (const char* file :
       {"meta.json", "match.json", "video.json", "tracking.jsonl", "event.jsonl"})
    EXPECT_EQ(data[file]["complaints"], Json::array()) << file;
  for (const char* file :
       {"meta.json", "match.json", "video.json", "tracking.jsonl", "event.jsonl"})
    EXPECT_EQ(data[file]["strict"], Json::array()) << file;
}

TEST_F(SoccerSheetReaders, CdfKnowsPeopleWhoAreNotInTheSheet) {
  TL_NEEDS_READERS();
  change([](SoccerSheet& sheet) {
    sheet.teams[0].players[0].tracks.clear();
    sheet.officials.clear();
  });
  to("cdf");
  const auto data = read("cdf");
  EXPECT_EQ(data["tracking.jsonl"]["complaints"], Json::array());
  EXPECT_EQ(data["tracking.jsonl"]["rows"][0]["teams"]["home"]["players"][0]["id"], "track_123");
}

TEST_F(SoccerSheetReaders, KloppyLoadsTracabWithTheSheetsPlayers) {
  TL_NEEDS_READERS();
  to("tracab");
  const auto read_back = read("tracab");
  for (const char* form : {"dat", "json"}) {
    SCOPED_TRACE(form);
    const auto& data = read_back.at(form);
    EXPECT_EQ(data["teams"][0]["name"], "River Athletic");
    EXPECT_EQ(data["teams"][1]["name"], "Hill & <Town>");
    EXPECT_EQ(data["teams"][0]["jerseys"], Json({1, 4}));
    EXPECT_EQ(data["frames"][0]["players"],
              (Json{{"201", {-1235, 321, 3.35}}, {"101", {5010, -124, nullptr}}}));
    EXPECT_EQ(data["frames"][0]["owner"], "10");
  }
}

TEST_F(SoccerSheetReaders, DataballpyLoadsTracab) {
  TL_NEEDS_READERS();
  to("tracab");
  const auto read_back = read("databallpy");
  for (const char* form : {"xml", "json"}) {
    SCOPED_TRACE(form);
    const auto& game = read_back.at(form);
    EXPECT_EQ(game["home"], "River Athletic");
    EXPECT_EQ(game["away"], "Hill & <Town>");
    EXPECT_EQ(game["fps"], 30);
    EXPECT_EQ(game["pitch"], Json({105, 68}));
    EXPECT_EQ(game["home_shirts"], Json({1, 4}));
    EXPECT_EQ(game["away_shirts"], Json({9}));
    ASSERT_EQ(game["frames"].size(), 1831U) << "it fills what the clock skips";
    EXPECT_EQ(game["frames"][15]["frame"], 16);
    EXPECT_NEAR(std::abs(game["frames"][15]["away_9"][0].get<double>()), 10, 1e-3);
    // It turns the field so that the home team plays to the right.
    EXPECT_NEAR(std::abs(game["frames"][0]["away_9"][0].get<double>()), 12.35, 1e-3);
    EXPECT_NEAR(std::abs(game["frames"][0]["home_1"][0].get<double>()), 50.1, 1e-3);
    EXPECT_TRUE(game["frames"][1]["away_9"][0].is_null());
  }
}

TEST_F(SoccerSheetReaders, KloppyLoadsEpts) {
  TL_NEEDS_READERS();
  to("epts");
  const auto data = read("epts");
  EXPECT_EQ(data["fps"], 30);
  EXPECT_EQ(data["orientation"], "away-home");
  EXPECT_EQ(data["score"], Json({2, 1}));
  EXPECT_EQ(data["teams"][0]["name"], "River Athletic");
  EXPECT_EQ(data["teams"][1]["name"], "Hill & <Town>");
  EXPECT_EQ(data["teams"][1]["jerseys"], Json({9}));
  ASSERT_EQ(data["frames"].size(), 5U);
  const auto& first = data["frames"][0];
  EXPECT_NEAR(first["players"]["201"][0].get<double>(), (52.5 - 12.345) / 105, 1e-5);
  EXPECT_NEAR(first["players"]["201"][1].get<double>(), (34 - 3.214) / 68, 1e-5);
  EXPECT_NEAR(first["players"]["201"][2].get<double>(), 12.06, 1e-9);
  EXPECT_NEAR(first["ball"][0].get<double>(), (52.5 + 0.5) / 105, 1e-5);
  EXPECT_EQ(data["frames"][4]["id"], 1831);
  EXPECT_NEAR(data["frames"][4]["seconds"].get<double>(), 61, 1e-9);
}

TEST_F(SoccerReaders, KloppyLoadsEptsOfARunWithoutASheet) {
  TL_NEEDS_READERS();
  write_measures();
  to("epts");
  const auto data = read("epts");
  EXPECT_EQ(data["teams"][0]["jerseys"], Json({7}));
  EXPECT_NEAR(data["frames"][3]["players"]["track_7"][0].get<double>(), (52.5 - 10) / 105, 1e-5);
  EXPECT_TRUE(data["frames"][2]["players"]["track_7"][0].is_null());
}

}  // namespace
}  // namespace touchline::testing
