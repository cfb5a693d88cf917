// Soccer's own refusals: fields, colours and calibrations that cannot be, and pictures of no pitch.
#include <fstream>

#include "e2e/program.h"
#include "support/shared_data.h"

namespace touchline::testing {
namespace {

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
