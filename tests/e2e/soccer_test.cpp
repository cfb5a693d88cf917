// Soccer end to end, on a match whose truth is known: the demo, the analysis from its records,
// calibrations by hand, other formats, and numbers drawn that are the numbers recorded.
#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>

#include "e2e/program.h"
#include "support/shared_data.h"

namespace touchline::testing {
namespace {

/// A filmed match and the run on it. One test films it once and looks at it from every side,
/// because every test is a process of its own.
struct Demo {
  std::string dir;
  [[nodiscard]] std::string file(const char* name) const { return dir + "/" + name; }
  [[nodiscard]] std::vector<Json> lines(const char* name) const { return json_lines(file(name)); }
};

void the_demo_is_near_the_truth(const Demo& demo) {
  const auto t = Json::parse(read_text(demo.file("demo.json")))["against_truth"];
  EXPECT_GE(t["people"]["recall"], 0.9) << t.dump(2);
  EXPECT_GE(t["people"]["idf1"], 0.85) << t.dump(2);
  EXPECT_GE(t["calibration"]["share_of_frames"], 0.9) << t.dump(2);
  EXPECT_LE(t["calibration"]["position_error_m"]["median"], 0.5) << t.dump(2);
  EXPECT_LE(t["calibration"]["position_error_m"]["p95"], 1.5) << t.dump(2);
  EXPECT_GE(t["teams"]["right"], 0.95) << t.dump(2);
  EXPECT_GE(t["teams"]["officials_without_team"], 0.9) << t.dump(2);
  EXPECT_LE(t["ball"]["error_px"]["median"], 3) << t.dump(2);
  EXPECT_LE(t["speed_error_m_s"]["median"], 0.8) << t.dump(2);
}

void every_row_has_its_measures_and_its_calibration(const Demo& demo) {
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
void the_bar_can_be_recomputed_from_its_terms(const Demo& demo) {
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

/// P5: what stands on the picture is what stands in the record.
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
void drawn_numbers_are_the_records_numbers(const Demo& demo) {
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
void analysing_again_gives_the_same_bytes(const Demo& demo) {
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
void tracking_again_gives_the_same_bytes(const Demo& demo) {
  constexpr const char* kFiles[] = {"tracking.jsonl", "measures.jsonl", "events.jsonl"};
  std::map<std::string, std::string> before;
  for (const char* name : kFiles) before[name] = read_text(demo.file(name));
  const auto is_as_before = [&](const std::string& name) {
    return read_text(demo.file(name.c_str())) == before[name];
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

void its_calibration_can_be_used_again(const Demo& demo) {
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

void every_format_is_written(const Demo& demo) {
  for (const char* format : {"mot", "csv", "cdf", "tracab", "sportscode", "coco", "gsr", "vtt"}) {
    const TempDir dir;
    const auto outcome = touchline({"convert", demo.dir, "--to", format, "--output", dir / "o"});
    ASSERT_EQ(outcome.exit_code, 0) << format << ": " << outcome.err;
    const auto files = Json::parse(outcome.out)["files"];
    std::uintmax_t bytes = 0;  // a file may be all but empty: some formats know few kinds of event
    for (const auto& file : files) bytes += fs::file_size(file.get<std::string>());
    EXPECT_GT(bytes, 40U) << format;
  }
}

TEST(SlowSoccer, ADemoFromTheFilmToEveryFormat) {
  const TempDir dir;
  const Demo demo{dir / "demo"};
  const auto outcome =
      touchline({"demo", "--output", demo.dir, "--seconds", "8", "--set", "output.drawn=true",
                 "--set", "overlay.bar=true", "--set", "video.radar=true", "--set",
                 "output.observations=true", "--set", "overlay.speed=true"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  the_demo_is_near_the_truth(demo);
  every_row_has_its_measures_and_its_calibration(demo);
  the_bar_can_be_recomputed_from_its_terms(demo);
  drawn_numbers_are_the_records_numbers(demo);
  analysing_again_gives_the_same_bytes(demo);
  tracking_again_gives_the_same_bytes(demo);
  its_calibration_can_be_used_again(demo);
  every_format_is_written(demo);
}

TEST(Soccer, WrongPointPairsSayWhichAndWhy) {
  const TempDir dir;
  const auto points = dir / "points.yaml";
  std::ofstream(points) << "size: [1280, 720]\npairs:\n"
                           "  - {pixel: [100, 100], field: [0, 0]}\n"
                           "  - {pixel: [200, 100], field: [10, 0]}\n"
                           "  - {pixel: [300, 100], field: [20, 0]}\n"
                           "  - {pixel: [400, 100], field: [200, 0]}\n";
  const auto outcome =
      touchline({"calibrate", "--points", points, "--output", dir / "calibration.jsonl"});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_NE(outcome.err.find("points.yaml"), std::string::npos) << outcome.err;
  EXPECT_FALSE(fs::exists(dir / "calibration.jsonl"));
}

TEST(Soccer, AFieldThatCannotBeIsNamed) {
  const TempDir dir;
  const auto outcome = run_touchline({sound_clip()}, dir / "o", {"--set", "pitch.width_m=20"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.err.find("penalty_area_width_m"), std::string::npos) << outcome.err;
  const auto colour = run_touchline({sound_clip()}, dir / "o", {"--set", "teams.colour_a=reddish"});
  EXPECT_EQ(colour.exit_code, 2);
  EXPECT_NE(colour.err.find("teams.colour_a"), std::string::npos) << colour.err;
  const auto camera = touchline({"demo", "--output", dir / "d", "--camera", "drone"});
  EXPECT_EQ(camera.exit_code, 2);
  EXPECT_NE(camera.err.find("behind_goal"), std::string::npos) << camera.err;
}

/// What is no pitch invents nothing.
void nothing_is_measured_in(const std::string& source) {
  const TempDir dir;
  const auto outcome = run_touchline({source}, dir / "o", {"--no-video", "--max-frames", "30"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const auto& row : json_lines(dir / "o/tracking.jsonl")) {
    EXPECT_EQ(row["calibration"], "lost");
    for (const auto& object : row["objects"]) EXPECT_TRUE(object["field"].is_null());
  }
  for (const auto& row : json_lines(dir / "o/measures.jsonl")) {
    EXPECT_TRUE(row["control_a"].is_null());
    EXPECT_TRUE(row["evaluation"]["bar"].is_null());
    EXPECT_FALSE(row["why_null"].empty());
  }
  EXPECT_EQ(manifest_of(dir / "o")["run"]["coverage"]["calibration"]["lost"], 1);
}

TEST(Soccer, NoPitchNoMetres) { nothing_is_measured_in(sound_clip()); }

TEST(Soccer, OtherSportsAreNoPitchSharedData) {
  TL_NEEDS_SHARED_DATA();
  for (const char* name : {"basketball_sample", "tennis_pro_hardcourt", "tennis_amateur_grass",
                           "volleyball_short_clip", "people_walking_supervision"}) {
    SCOPED_TRACE(name);
    nothing_is_measured_in((shared_data() / "clips" / (std::string(name) + ".mp4")).string());
  }
}

}  // namespace
}  // namespace touchline::testing
