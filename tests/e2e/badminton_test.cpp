// Badminton end to end: real clips whose corners are known, through real networks.
#include <gmock/gmock.h>

#include <cmath>

#include "e2e/program.h"

namespace touchline::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr const char* kPeople = TOUCHLINE_ROOT "/tests/models/rtmdet_nano_person.yaml";
constexpr const char* kSmash = "clips/badminton_shuttleset_top_smash_3_1_18_3.mp4";

TEST(Badminton, WithoutCornersItSaysWhatWouldDoSharedData) {
  TL_NEEDS_SHARED_DATA();
  const TempDir dir;
  const auto outcome =
      run_touchline({small_clip()}, dir / "o", {"--sport", "badminton", "--model", kPeople});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("court.corners"), HasSubstr("calibrate.file"),
                                 HasSubstr("calibrate.enabled=false")));
}

TEST(Badminton, BadCornersAreRefusedBeforeAnythingIsDecodedSharedData) {
  TL_NEEDS_SHARED_DATA();
  const TempDir dir;
  const auto with = [&](const std::string& corners) {
    return run_touchline(
        {small_clip()}, dir / "o",
        {"--sport", "badminton", "--model", kPeople, "--set", "court.corners=" + corners});
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
                    {"--sport", "badminton", "--model", kPeople, "--set",
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

TEST(Badminton, ACloseUpIsNotTakenForTheCourtSharedData) {
  TL_NEEDS_SHARED_DATA();
  const TempDir dir;
  const auto outcome = run_touchline(
      {(shared_data() / "clips/badminton_shuttleset_bottom_short_service_11_2_13_1.mp4").string()},
      dir / "run",
      {"--sport", "badminton", "--model", kPeople, "--no-video", "--set",
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

TEST(Badminton, TheDemosPlayersAreWhereTheyAreSharedData) {
  TL_NEEDS_SHARED_DATA();
  struct Expected {
    const char *camera, *seed;
    double far_found, far_m;  // a phone sees the far player behind the near one, and from low
  };
  for (const auto& of : {Expected{"broadcast", "2", 0.9, 0.8}, Expected{"phone", "1", 0.4, 1.5}}) {
    const TempDir dir;
    Child filming(Words{"demo", "--sport", "badminton", "--seconds", "6", "--seed", of.seed,
                        "--camera", of.camera, "--output", dir / "run", "--set",
                        "detect.model=" + std::string(kPeople), "--set", "video.enabled=false"});
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

}  // namespace
}  // namespace touchline::testing
