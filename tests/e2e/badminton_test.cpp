// Badminton end to end: real clips whose corners are known, through real networks.
#include <gmock/gmock.h>

#include <cmath>
#include <fstream>
#include <utility>

#include "e2e/program.h"
#include "records/read.h"
#include "sports/badminton/filmed_match.h"
#include "sports/badminton/scene/demo.h"

namespace touchline::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr const char* kSmash = "clips/badminton_shuttleset_top_smash_3_1_18_3.mp4";

/// Where a line of calibration.jsonl has a place of the court; pixels.
std::pair<double, double> seen_at(const Json& row, double x, double y) {
  const auto& h = row["image_from_field"];
  const auto sum = [&](std::size_t i) {
    return h[i].get<double>() * x + h[i + 1].get<double>() * y + h[i + 2].get<double>();
  };
  const double cx = row["size"][0].get<double>() / 2, cy = row["size"][1].get<double>() / 2;
  const double dx = sum(0) / sum(6) - cx, dy = sum(3) / sum(6) - cy;
  const double bend = 1 + row["lens_k1"].get<double>() * (dx * dx + dy * dy) / (cx * cx + cy * cy);
  return {cx + bend * dx, cy + bend * dy};
}

TEST(Badminton, WithoutNetworkAndCornersAFieldSaysWhatWouldDoSharedData) {
  TL_NEEDS_SHARED_DATA();
  const TempDir dir;
  std::ofstream(dir / "hall.yaml") << "schema: 1\nname: hall\nclasses: [person]\n"
                                      "field: {length_m: 40, width_m: 20}\n";
  const auto outcome = run_touchline(
      {small_clip()}, dir / "o",
      {"--sport", dir / "hall.yaml", "--model", TOUCHLINE_ROOT "/share/models/people.yaml"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("court.corners"), HasSubstr("calibrate.file"),
                                 HasSubstr("calibrate.enabled=false")));
}

TEST(Badminton, BadCornersAreRefusedBeforeAnythingIsDecoded) {
  const TempDir dir;
  const auto with = [&](const std::string& corners) {
    return run_touchline({small_clip()}, dir / "o",
                         {"--sport", "badminton", "--set", "court.corners=" + corners});
  };
  for (const char* corners : {"1,2 3,4", "10,10 200,10 100,50 100,150", "1,1 5,1 5,5 1,5"}) {
    const auto outcome = with(corners);
    EXPECT_NE(outcome.exit_code, 0) << corners;
    EXPECT_THAT(outcome.err, HasSubstr("court.corners")) << corners;
  }
}

TEST(Badminton, BothPlayersAreOnTheCourtSharedData) {
  TL_NEEDS_SHARED_DATA();
  const TempDir dir;
  // In any order, and marked in a picture of half the size.
  const auto outcome =
      run_touchline({(shared_data() / kSmash).string()}, dir / "run",
                    {"--sport", "badminton", "--set",
                     "court.corners=756.75,495.3 315.45,214.65 199.65,494.4 644.1,215.25", "--set",
                     "court.picture=960x540"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto rows = json_lines(dir / "run/measures.jsonl");
  ASSERT_EQ(rows.size(), 54U);
  int both = 0;
  for (const auto& row : rows) {
    ASSERT_EQ(row["players"].size(), 2U);
    int in_range = 0;
    for (const auto& player : row["players"]) {
      if (player["court_m"].is_null()) continue;
      const double x = player["court_m"][0], y = player["court_m"][1];
      const bool near = player["end"] == "near";
      in_range += std::abs(x) < 8.2 && std::abs(y) < 4 && (x < 0) == near;
    }
    both += in_range == 2;
  }
  EXPECT_GE(both, 52) << "of 54 rows";
  for (const auto& row : json_lines(dir / "run/calibration.jsonl")) {
    EXPECT_EQ(row["state"], "measured");
    EXPECT_GT(row["inliers"], 200);
    EXPECT_LT(row["rmse_m"], 0.05);
  }
  // Again from the records: the same bytes.
  const auto measures = read_text(dir / "run/measures.jsonl");
  ASSERT_EQ(touchline({"analyse", dir / "run"}).exit_code, 0);
  EXPECT_EQ(read_text(dir / "run/measures.jsonl"), measures);
}

TEST(Badminton, TheCourtIsFoundByItselfSharedData) {
  TL_NEEDS_SHARED_DATA();
  const TempDir dir;
  const auto outcome = run_touchline({(shared_data() / kSmash).string()}, dir / "run",
                                     {"--sport", "badminton", "--no-video"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto rows = json_lines(dir / "run/calibration.jsonl");
  ASSERT_EQ(rows.size(), 54U);
  int placed = 0;
  for (const auto& row : rows) placed += row["state"] != "lost";
  EXPECT_GE(placed, 48) << "nine of ten";
  const struct {
    double x_m, y_m, x, y;
  } corners[] = {{6.7, 3.05, 630.9, 429.3},
                 {6.7, -3.05, 1288.2, 430.5},
                 {-6.7, -3.05, 1513.5, 990.6},
                 {-6.7, 3.05, 399.3, 988.8}};
  for (const auto& corner : corners) {
    const auto [x, y] = seen_at(rows.back(), corner.x_m, corner.y_m);
    EXPECT_LT(std::hypot(x - corner.x, y - corner.y), 6) << corner.x << ',' << corner.y;
  }
}

TEST(Badminton, ACloseUpIsNotTakenForTheCourtSharedData) {
  TL_NEEDS_SHARED_DATA();
  const TempDir dir;
  const auto outcome = run_touchline(
      {(shared_data() / "clips/badminton_shuttleset_bottom_short_service_11_2_13_1.mp4").string()},
      dir / "run",
      {"--sport", "badminton", "--no-video", "--set",
       "court.corners=656.7,414 1261.2,413.7 1462.8,994.8 464.1,994.8"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto rows = json_lines(dir / "run/calibration.jsonl");
  ASSERT_EQ(rows.size(), 33U);
  EXPECT_EQ(rows.front()["state"], "lost");
  EXPECT_THAT(rows.front()["why"].get<std::string>(), HasSubstr("painted lines"));
  EXPECT_EQ(rows.back()["state"], "measured");
  const auto measures = json_lines(dir / "run/measures.jsonl");
  EXPECT_EQ(measures.front()["why_null"]["players.court_m"], "where the camera looks is not known");
}

TEST(Badminton, TheDemosPlayersAreWhereTheyAre) {
  struct Expected {
    const char *camera, *seed;
    double far_found, far_m;  // a phone sees the far player behind the near one, and from low
  };
  for (const auto& of : {Expected{"broadcast", "2", 0.9, 1.0}, Expected{"phone", "1", 0.4, 1.5}}) {
    const TempDir dir;
    Child filming(Words{"demo", "--sport", "badminton", "--seconds", "6", "--seed", of.seed,
                        "--camera", of.camera, "--output", dir / "run", "--set",
                        "video.enabled=false"});
    const auto outcome = filming.wait(300);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const auto truth = Json::parse(read_text(dir / "run/demo.json"))["against_truth"];
    EXPECT_EQ(truth["view"]["lost_frames"], 0) << truth.dump(2);
    EXPECT_LE(truth["view"]["corner_error_px"]["p95"], 1.0) << truth.dump(2);
    EXPECT_GE(truth["players"]["near"]["found"], 0.95) << of.camera << truth.dump(2);
    EXPECT_LE(truth["players"]["near"]["error_m"]["median"], 0.4) << of.camera << truth.dump(2);
    EXPECT_GE(truth["players"]["far"]["found"], of.far_found) << of.camera << truth.dump(2);
    EXPECT_LE(truth["players"]["far"]["error_m"]["median"], of.far_m) << of.camera << truth.dump(2);
    EXPECT_FALSE(truth["rallies_filmed"].empty());
  }
}

/// A sport pack that looks for the shuttle too; the network knows it as a ball.
std::string pack_with_shuttle(const TempDir& dir) {
  const auto path = dir / "shuttle.yaml";
  std::ofstream(path) << R"(schema: 1
name: badminton
classes: [person, shuttle]
ball: shuttle
aliases: {"sports ball": shuttle}
landmarks: badminton-court
looks:
  - network: {fast: pose-fast, balanced: pose-fast, accurate: pose-fast}
    of: [person]
    near_field_m: 1
    most: 8
    min_height_px: 60
)";
  return path;
}

/// The run's records, as if its networks had seen everything exactly.
void see_all(const std::string& run, double seconds, std::uint64_t seed) {
  using namespace badminton::filmed;
  const auto camera = badminton::demo_camera({seconds, seed, ""});
  ASSERT_TRUE(camera);
  const FilmedMatch film{badminton::RallyMatch({seconds, seed}), *camera, 1280, 720};
  auto reader = FrameReader::open(run + "/tracking.jsonl", kClasses);
  ASSERT_TRUE(reader);
  auto poses = PoseReader::open(run + "/poses.bin");
  ASSERT_TRUE(poses);
  const auto points = poses->header().points;
  std::vector<FrameRecord> rows, block;
  do {
    ASSERT_TRUE(reader->next(block));
    for (auto& row : block) {
      put_objects(film, row);
      rows.push_back(row);
    }
  } while (!block.empty());
  ASSERT_TRUE(write_records(film, rows, points, run));
}

TEST(Badminton, StrokesAreInFilesPicturesAndReportSharedData) {
  TL_NEEDS_SHARED_DATA();
  const TempDir dir;
  const std::string run = dir / "run";
  Child filming(
      Words{"demo", "--sport", pack_with_shuttle(dir), "--seconds", "20", "--seed", "1", "--output",
            run, "--set", "detect.model=" TOUCHLINE_ROOT "/tests/models/yolox_nano.yaml", "--set",
            "detect.every_s=0.5", "--set", "output.drawn=true", "--set", "overlay.view=tracking"});
  const auto outcome = filming.wait(300);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  see_all(run, 20, 1);
  ASSERT_EQ(touchline({"analyse", run}).exit_code, 0);

  // Strokes of the files are those of the match, and the same each time.
  const auto text = read_text(run + "/play.json"), csv = read_text(run + "/strokes.csv");
  const auto play = Json::parse(text);
  ASSERT_GE(play["sums"]["strokes"], 5) << text;
  ASSERT_EQ(touchline({"analyse", run}).exit_code, 0);
  EXPECT_EQ(read_text(run + "/play.json"), text);
  EXPECT_EQ(read_text(run + "/strokes.csv"), csv);
  int strokes = 0;
  for (const auto& event : json_lines(run + "/events.jsonl")) strokes += event["type"] == "stroke";
  EXPECT_EQ(play["sums"]["strokes"], strokes) << "no stroke stands twice";
  ASSERT_EQ(touchline({"finish", run}).exit_code, 0);
  EXPECT_EQ(read_text(run + "/play.json"), text) << "what has ended stays";
  if (output_of("/usr/bin/python3 -c 'import jsonschema' 2>&1 || echo missing").empty()) {
    EXPECT_THAT(output_of("/usr/bin/python3 '" TOUCHLINE_ROOT
                          "/tests/e2e/check_records.py' --only=play.json,events.jsonl "
                          "'" TOUCHLINE_ROOT "/share/schema' '" +
                          run + "' 2>&1 && echo fine"),
                ::testing::EndsWith("fine\n"));
  }

  // The report has a way to the moment of each of them, and they are those that were filmed.
  const auto page = read_text(run + "/report.html");
  EXPECT_THAT(page, AllOf(HasSubstr("<h2>Rallies</h2>"), HasSubstr("<h2>Strokes</h2>"),
                          HasSubstr("Back to the base")));
  const auto scored = touchline(
      {"eval", "badminton", "--gt", run + "/demo.json", "--pred", run + "/play.json", "--json"});
  ASSERT_EQ(scored.exit_code, 0) << scored.err;
  const auto scores = Json::parse(scored.out);
  EXPECT_GE(scores["strokes"]["within_2_frames"]["F1"], 0.85) << scored.out;
  EXPECT_GE(scores["hitter"]["accuracy"], 0.9) << scored.out;
  EXPECT_EQ(scores["rallies"]["met"], scores["rallies"]["labelled"]) << scored.out;

  // Every stroke is named in the pictures from its hit on, for 0.6 s.
  ASSERT_EQ(touchline({"render", run}).exit_code, 0);
  EXPECT_THAT(manifest_of(run)["outputs"].dump(),
              AllOf(HasSubstr("play.json"), HasSubstr("strokes.csv")));
  for (const auto& row : json_lines(run + "/drawn.jsonl")) {
    std::size_t due = 0, named = 0;
    const std::int64_t now = row["pts_ns"];
    for (const auto& rally : play["rallies"])
      for (const auto& stroke : rally["strokes"]) {
        const auto age = now - stroke["pts_ns"].get<std::int64_t>();
        due += age >= 0 && age < 600'000'000;
      }
    for (const auto& drawn : row["drawn"]) named += drawn["element"] == "stroke";
    EXPECT_LE(named, due) << now;
    EXPECT_GE(named, std::min<std::size_t>(due, 1)) << now;
  }
}

}  // namespace
}  // namespace touchline::testing
