// Other people's readers (tests/reports/readers) read what the converters write.
#include <gmock/gmock.h>

#include "reports/convert_sheet.h"

namespace touchline::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// What the readers make of a scene.
template <class Scene>
class Read : public Scene {
 protected:
  static std::filesystem::path python() {
    const char* deps = std::getenv("TOUCHLINE_DEPS");
    const auto root = std::filesystem::path(TOUCHLINE_ROOT);
    return (deps ? std::filesystem::path(deps) : root / ".deps") / "readers" / "bin" / "python";
  }
  /// What the readers of `format` print of the output folder.
  Json read(const std::string& format) {
    const auto printed = this->dir_ / (format + ".json"), said = this->dir_ / (format + ".err");
    const auto script =
        std::filesystem::path(TOUCHLINE_ROOT) / "tests" / "reports" / "readers" / "read.py";
    const auto command = "'" + python().string() + "' '" + script.string() + "' " + format + " '" +
                         this->out().string() + "' > '" + printed.string() + "' 2> '" +
                         said.string() + "'";
    EXPECT_EQ(std::system(command.c_str()), 0) << read_all(said);
    return Json::parse(read_all(printed), nullptr, false);
  }
};

using ConvertReaders = Read<ConvertedRun>;
using ConvertSheetReaders = Read<SheetedRun>;

#define TL_NEEDS_READERS()                                                                 \
  if (!std::filesystem::exists(python()))                                                  \
  GTEST_SKIP() << python() << " is missing: the readers of other people's making are not " \
               << "installed, so nothing independent has read these files (run the set-up)"

TEST_F(ConvertReaders, KloppyLoadsTracab) {
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

TEST_F(ConvertReaders, KloppyLoadsTracabWithoutAnyPlace) {
  TL_NEEDS_READERS();
  write_tracking(false);
  to("tracab");
  const auto data = read("tracab")["dat"];
  ASSERT_EQ(data["frames"].size(), 5U);
  for (const auto& frame : data["frames"]) EXPECT_EQ(frame["players"], Json::object());
}

TEST_F(ConvertReaders, KloppyLoadsSportsCode) {
  TL_NEEDS_READERS();
  to("sportscode");
  const auto codes = read("sportscode");
  ASSERT_EQ(codes.size(), 4U);
  EXPECT_EQ(codes[0]["id"], "3");
  EXPECT_EQ(codes[0]["code"], "pass");
  EXPECT_NEAR(codes[0]["start"].get<double>(), 0.033, 1e-9);
  EXPECT_NEAR(codes[0]["end"].get<double>(), 0.5, 1e-9);
  EXPECT_EQ(codes[0]["labels"], (Json{{"subtype", "completed"},
                                      {"team", "Reds, \"A\" & <B>"},
                                      {"track", {7, 123}},
                                      {"x", -12.2},
                                      {"y", 3.3},
                                      {"x_end", -10},
                                      {"y_end", 4},
                                      {"conf", 0.5},
                                      {"regret", 0.21}}));
  EXPECT_EQ(codes[1]["labels"], (Json{{"team", "b"}}));
}

TEST_F(ConvertReaders, PyarrowLoadsParquet) {
  TL_NEEDS_READERS();
  write_measures();
  EXPECT_THAT(to("parquet"), ElementsAre("tracking.parquet", "events.parquet"));
  const auto data = read("parquet");
  const auto& tracking = data["tracking"];
  EXPECT_EQ(tracking["types"]["src"], "dictionary<values=string, indices=int32, ordered=0>");
  EXPECT_EQ(tracking["types"]["pts_ns"], "int64");
  EXPECT_EQ(tracking["types"]["x"], "double");
  EXPECT_EQ(tracking["types"].size(), 29U);
  const auto& rows = tracking["rows"];
  ASSERT_EQ(rows.size(), 10U);
  const Json first{{"match_id", "match \"one\", half"},
                   {"period", nullptr},
                   {"frame", 0},
                   {"pts_ns", 0},
                   {"utc_ns", nullptr},
                   {"source_id", "match \"one\", half"},
                   {"track_id", 7},
                   {"person_id", nullptr},
                   {"team_id", "a"},
                   {"role", "player"},
                   {"jersey", nullptr},
                   {"x", -12.345},
                   {"y", 3.214},
                   {"z", nullptr},
                   {"vx", 3},
                   {"vy", -1.5},
                   {"speed", 3.35},
                   {"image_x", 600.25},
                   {"image_y", 300.5},
                   {"image_w", 20.5},
                   {"image_h", 40.25},
                   {"conf", 0.9},
                   {"src", "measured"},
                   {"cov_xx", 0.04},
                   {"cov_xy", 0.001},
                   {"cov_yy", 0.09},
                   {"rev", 0},
                   {"origin_ns", 0},
                   {"source_frame", 0}};
  EXPECT_EQ(rows[0], first);
  EXPECT_EQ(rows[5]["src"], "predicted");
  EXPECT_EQ(rows[6]["track_id"], 123);
  for (const char* name : {"x", "y", "vx", "speed", "cov_xx"}) EXPECT_TRUE(rows[6][name].is_null());
  const auto& events = data["events"]["rows"];
  ASSERT_EQ(events.size(), 4U);
  EXPECT_EQ(events[0]["rev"], 1);
  EXPECT_EQ(events[0]["values"], R"({"regret":0.21,"score, \"best\"":null})");
  EXPECT_TRUE(events[1]["x"].is_null());
}

TEST_F(ConvertReaders, ParquetHasARowGroupPerMinute) {
  TL_NEEDS_READERS();
  std::ofstream file(dir_ / "run" / "tracking.jsonl", std::ios::app);
  for (auto row : frames()) {
    row.frame += 5000;
    row.pts_ns += 125'000'000'000;
    file << to_json(row, in_.classes) << '\n';
  }
  file.close();
  to("parquet");
  EXPECT_EQ(read("parquet")["tracking"]["groups"], Json({10, 10}));
}

TEST_F(ConvertReaders, CdfKeepsToItsSchemaButForWhatIsNotKnown) {
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

TEST_F(ConvertSheetReaders, CdfPassesTheValidatorAtItsStrictest) {
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

TEST_F(ConvertSheetReaders, CdfKnowsPeopleWhoAreNotInTheSheet) {
  TL_NEEDS_READERS();
  in_.sheet->teams[0].players[0].tracks.clear();
  in_.sheet->officials.clear();
  to("cdf");
  const auto data = read("cdf");
  EXPECT_EQ(data["tracking.jsonl"]["complaints"], Json::array());
  EXPECT_EQ(data["tracking.jsonl"]["rows"][0]["teams"]["home"]["players"][0]["id"], "track_123");
}

TEST_F(ConvertSheetReaders, KloppyLoadsTracabWithTheSheetsPlayers) {
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

TEST_F(ConvertSheetReaders, DataballpyLoadsTracab) {
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

TEST_F(ConvertSheetReaders, KloppyLoadsEpts) {
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

TEST_F(ConvertReaders, KloppyLoadsEptsOfARunWithoutASheet) {
  TL_NEEDS_READERS();
  write_measures();
  to("epts");
  const auto data = read("epts");
  EXPECT_EQ(data["teams"][0]["jerseys"], Json({7}));
  EXPECT_NEAR(data["frames"][3]["players"]["track_7"][0].get<double>(), (52.5 - 10) / 105, 1e-5);
  EXPECT_TRUE(data["frames"][2]["players"]["track_7"][0].is_null());
}

TEST_F(ConvertReaders, TrackEvalLoadsMot) {
  TL_NEEDS_READERS();
  to("mot");
  const auto data = read("mot");
  EXPECT_EQ(data["boxes"], 7);
  EXPECT_EQ(data["ids"], 4);
  EXPECT_EQ(data["mota"], 1.0);
  EXPECT_EQ(data["raw_ids"][0], Json({7, 123, 9, 55}));
  EXPECT_EQ(data["confidences"][1], Json({0.25, 0.9}));
  EXPECT_EQ(data["raw_ids"][10], Json({7}));
}

}  // namespace
}  // namespace touchline::testing
