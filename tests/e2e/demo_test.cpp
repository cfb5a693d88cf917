// Soccer end to end, on a match whose truth is known: what the demo's run holds, what can be made
// again from its records, and numbers drawn that are the numbers recorded.
#include <algorithm>
#include <cmath>
#include <map>

#include "e2e/demo.h"

namespace touchline::testing {
namespace {

TEST(SlowDemo, IsNearTheTruth) {
  const Demo demo = shared_demo();
  const auto t = Json::parse(read_text(demo.file("demo.json")))["against_truth"];
  EXPECT_GE(t["people"]["recall"], 0.97) << t.dump(2);
  EXPECT_EQ(t["people"]["nobodies_at_goals"], 0) << t.dump(2);
  EXPECT_GE(t["people"]["idf1"], 0.85) << t.dump(2);
  EXPECT_GE(t["calibration"]["share_of_frames"], 0.9) << t.dump(2);
  EXPECT_LE(t["calibration"]["position_error_m"]["median"], 0.25) << t.dump(2);
  EXPECT_LE(t["calibration"]["position_error_m"]["p95"], 1) << t.dump(2);
  EXPECT_GE(t["calibration"]["within_two_sigma"], 0.9) << t.dump(2);
  EXPECT_GE(t["teams"]["right"], 0.95) << t.dump(2);
  EXPECT_GE(t["teams"]["officials_without_team"], 0.97) << t.dump(2);
  EXPECT_GE(t["control_within_two_sigma"], 0.8) << t.dump(2);
  EXPECT_LE(t["ball"]["error_px"]["median"], 3) << t.dump(2);
  EXPECT_LE(t["speed_error_m_s"]["median"], 0.8) << t.dump(2);
}

/// What holds from cameras that see people small: who is found, that goals are nobody, and places
/// as good as told (a sigma that is too small is as wrong as one that is too large).
TEST(SlowDemo, PeopleAreFoundAndPlacedFromCamerasThatRest) {
  struct Limit {
    const char *camera, *seed;
    double recall, median_m;
  };
  for (const auto& [camera, seed, recall, median_m] :
       {Limit{"wide", "15", 0.75, 0.45}, Limit{"tactical", "14", 0.92, 0.35},
        Limit{"behind_goal", "15", 0.93, 0.5}}) {
    const TempDir dir;
    Child filming(Words{"demo", "--output", dir / "run", "--seconds", "4", "--camera", camera,
                        "--seed", seed, "--set", "video.enabled=false"});
    const auto outcome = filming.wait(200);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const auto t = Json::parse(read_text(dir / "run/demo.json"))["against_truth"];
    EXPECT_GE(t["people"]["recall"], recall) << camera << t.dump(2);
    EXPECT_EQ(t["people"]["nobodies_at_goals"], 0) << camera << t.dump(2);
    EXPECT_GE(t["teams"]["officials_without_team"], 0.97) << camera << t.dump(2);
    const auto& places = t["calibration"];
    EXPECT_LE(places["position_error_m"]["median"], median_m) << camera << t.dump(2);
    EXPECT_GE(places["within_two_sigma"], 0.88) << camera << t.dump(2);
    EXPECT_LE(places["within_two_sigma"], 0.985) << camera << t.dump(2);
  }
}

TEST(SlowDemo, EveryRowHasItsMeasuresAndItsCalibration) {
  const Demo demo = shared_demo();
  const auto rows = demo.lines("tracking.jsonl"), measures = demo.lines("measures.jsonl"),
             views = demo.lines("calibration.jsonl");
  ASSERT_EQ(rows.size(), 200U);
  ASSERT_EQ(measures.size(), rows.size());
  ASSERT_EQ(views.size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(measures[i]["pts_ns"], rows[i]["pts_ns"]);
    EXPECT_EQ(views[i]["pts_ns"], rows[i]["pts_ns"]);
    EXPECT_EQ(views[i]["state"], rows[i]["calibration"]);
  }
}

/// P8: the bar in the record follows from the terms in the record.
TEST(SlowDemo, TheBarCanBeRecomputedFromItsTerms) {
  const Demo demo = shared_demo();
  int shown = 0;
  for (const auto& row : demo.lines("measures.jsonl")) {
    const auto& e = row["evaluation"];
    if (e["raw"].is_null()) continue;
    ++shown;
    double linear = 0, weights = 0;
    for (const auto& term : e["terms"]) {
      weights += term["weight"].get<double>();
      if (!term["value"].is_null())
        linear += term["weight"].get<double>() * term["value"].get<double>();
    }
    EXPECT_NEAR(weights, 1, 1e-9);
    const double raw =
        100 * std::tanh(e["gain"].get<double>() * e["reliability"].get<double>() * linear);
    EXPECT_NEAR(e["raw"].get<double>(), raw, 2e-3);
  }
  EXPECT_GT(shown, 0) << "the bar was never shown, so nothing was tested";
}

/// What the record says of a player in a frame; null when it does not know them.
Json player_of(const Json& measures, const Json& id) {
  for (const auto& player : measures["players"])
    if (player["track_id"] == id) return player;
  return nullptr;
}

bool has_track(const Json& row, const Json& id) {
  return std::any_of(row["objects"].begin(), row["objects"].end(),
                     [&](const Json& object) { return object["track_id"] == id; });
}

/// P5: bars, speeds and ids on the picture are those of the records of the same frame.
TEST(SlowDemo, DrawnNumbersAreTheRecordsNumbers) {
  const Demo demo = shared_demo();
  const auto drawn = demo.lines("drawn.jsonl"), measures = demo.lines("measures.jsonl"),
             tracking = demo.lines("tracking.jsonl");
  ASSERT_EQ(drawn.size(), measures.size());
  ASSERT_EQ(drawn.size(), tracking.size());
  std::map<std::string, int> seen;
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    ASSERT_EQ(drawn[i]["pts_ns"], measures[i]["pts_ns"]);
    for (const auto& text : drawn[i]["drawn"]) {
      const auto element = text["element"].get<std::string>();
      const auto shown = text["text"].get<std::string>();
      const bool is_bar = element == "bar" || element == "bar_a" || element == "bar_b";
      ++seen[is_bar ? "bar" : element];
      if (is_bar) {
        const auto& bar = measures[i]["evaluation"]["bar"];
        ASSERT_FALSE(bar.is_null()) << "a bar is drawn that the record withholds";
        const double value = shown == "even" ? 0 : std::abs(std::stod(shown));
        EXPECT_LE(std::abs(value - std::abs(bar.get<double>())), 0.5001) << text.dump();
      } else if (element == "speed") {
        const auto player = player_of(measures[i], text["track_id"]);
        ASSERT_TRUE(player.is_object() && player["speed"].is_number()) << text.dump();
        EXPECT_LE(std::abs(std::stod(shown) - 3.6 * player["speed"].get<double>()), 0.5001 + 0.02)
            << text.dump();
      } else if (element == "id") {
        EXPECT_TRUE(has_track(tracking[i], text["track_id"])) << text.dump();
        EXPECT_NE(shown.find(std::to_string(text["track_id"].get<int>())), std::string::npos);
      }
    }
  }
  for (const char* element : {"bar", "speed", "id"}) EXPECT_GT(seen[element], 0) << element;
}

/// E13, and tuning without decoding: nothing changed gives the same bytes, a change is seen.
TEST(SlowDemo, AnalysingAgainGivesTheSameBytes) {
  const DemoCopy copy;
  const Demo& demo = copy.demo;
  const auto file = [&](const char* name) { return read_text(demo.file(name)); };
  const auto measures = file("measures.jsonl"), events = file("events.jsonl"),
             page = file("report.html");
  ASSERT_EQ(touchline({"analyse", demo.dir}).exit_code, 0);
  EXPECT_TRUE(file("report.html") == page);
  EXPECT_TRUE(file("measures.jsonl") == measures);
  EXPECT_TRUE(file("events.jsonl") == events);
  ASSERT_EQ(touchline({"analyse", demo.dir, "--set", "soccer.kinematics.sprint_m_s=3", "--set",
                       "soccer.possession.near_m=0.5"})
                .exit_code,
            0);
  EXPECT_FALSE(file("measures.jsonl") == measures);
  EXPECT_NE(file("analysis.json").find("soccer.possession.near_m"), std::string::npos);
  ASSERT_EQ(touchline({"analyse", demo.dir}).exit_code, 0);
  EXPECT_TRUE(file("measures.jsonl") == measures);
  EXPECT_TRUE(file("events.jsonl") == events);
}

/// E7: tracking, teams and measures run alone, from what the pictures told.
TEST(SlowDemo, TrackingAgainGivesTheSameBytes) {
  const DemoCopy copy;
  const Demo& demo = copy.demo;
  constexpr const char* kFiles[] = {"tracking.jsonl", "measures.jsonl", "events.jsonl"};
  std::map<std::string, std::string> before;
  for (const char* name : kFiles) before[name] = read_text(demo.file(name));
  const auto is_as_before = [&](const std::string& name) {
    return read_text(demo.file(name)) == before[name];
  };
  ASSERT_EQ(touchline({"retrack", demo.dir}).exit_code, 0);
  for (const char* name : kFiles) EXPECT_TRUE(is_as_before(name)) << name;
  ASSERT_EQ(touchline({"retrack", demo.dir, "--set", "track.confirm_s=1"}).exit_code, 0);
  EXPECT_FALSE(is_as_before("tracking.jsonl"));
  ASSERT_EQ(touchline({"retrack", demo.dir}).exit_code, 0);
  EXPECT_TRUE(is_as_before("tracking.jsonl"));
  for (const auto& [verb, key] :
       {std::pair{"analyse", "track.confirm_s"}, std::pair{"retrack", "calibrate.every_s"}}) {
    const auto refused = touchline({verb, demo.dir, "--set", std::string(key) + "=1"});
    EXPECT_EQ(refused.exit_code, 2) << verb;
    EXPECT_NE(refused.err.find(key), std::string::npos) << refused.err;
  }
}

TEST(SlowDemo, ItsCalibrationCanBeUsedAgain) {
  const Demo demo = shared_demo();
  const TempDir dir;
  const auto outcome = run_touchline(
      {demo.file("match.mp4")}, dir / "again",
      {"--calibration", demo.file("calibration.jsonl"), "--max-frames", "20", "--no-video"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto first = demo.lines("tracking.jsonl"), again = json_lines(dir / "again/tracking.jsonl");
  ASSERT_EQ(again.size(), 20U);
  EXPECT_EQ(again[19]["calibration"], first[19]["calibration"]);
  EXPECT_TRUE(again[19]["objects"][0]["field"].is_array());
}

TEST(SlowDemo, EveryFormatIsWritten) {
  const Demo demo = shared_demo();
  for (const char* format :
       {"mot", "csv", "cdf", "tracab", "sportscode", "coco", "gsr", "vtt", "epts"}) {
    const TempDir dir;
    const auto outcome = touchline({"convert", demo.dir, "--to", format, "--output", dir / "o"});
    ASSERT_EQ(outcome.exit_code, 0) << format << ": " << outcome.err;
    const auto files = Json::parse(outcome.out)["files"];
    std::uintmax_t bytes = 0;  // a file may be all but empty: some formats know few kinds of event
    for (const auto& file : files) bytes += fs::file_size(file.get<std::string>());
    EXPECT_GT(bytes, 40U) << format;
  }
}

}  // namespace
}  // namespace touchline::testing
