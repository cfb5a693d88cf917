// Golf end to end: the demo's session through real networks, drawn once everything is known.
#include <gmock/gmock.h>

#include <algorithm>

#include "e2e/program.h"

namespace touchline::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// What is said of the named files of a run: ends with "fine" where all keep their schemas.
std::string checked(const std::string& files, const std::string& run) {
  return output_of("/usr/bin/python3 '" TOUCHLINE_ROOT "/tests/e2e/check_records.py' --only=" +
                   files + " '" TOUCHLINE_ROOT "/share/schema' '" + run + "' 2>&1 && echo fine");
}
bool can_check() {
  return output_of("/usr/bin/python3 -c 'import jsonschema' 2>&1 || echo missing").empty();
}

TEST(Golf, TheDemosSwingsAreFound) {
  const TempDir dir;
  Child filming(
      Words{"demo", "--sport", "golf", "--seconds", "12", "--seed", "2", "--output", dir / "run"});
  const auto outcome = filming.wait(300);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto truth = Json::parse(read_text(dir / "run/demo.json"))["against_truth"];
  EXPECT_GE(truth["poses"]["golfer_found"], 0.99) << truth.dump(2);
  EXPECT_GE(truth["poses"]["joints_right"], 0.8) << truth.dump(2);
  EXPECT_EQ(truth["swings"]["found"], truth["swings"]["filmed"]) << truth.dump(2);
  EXPECT_EQ(truth["swings"]["false"], 0) << truth.dump(2);

  // Drawn after the run, with what was only known then.
  for (const char* file : {"annotated.mp4", "poses.bin", "report.html", "measures.jsonl"})
    EXPECT_TRUE(fs::exists(fs::path(dir / "run") / file)) << file;
  EXPECT_GT(manifest_of(dir / "run")["video"]["frames"], 0);
  EXPECT_THAT(read_text(dir / "run/report.html"),
              AllOf(HasSubstr("<h2>Swings</h2>"), HasSubstr("id=\"compared\""),
                    Not(HasSubstr("Field calibrated")), Not(HasSubstr("Ball seen"))));

  // Every swing is a video of its own, named where the swings are, and all of it keeps its schema.
  const auto swings = Json::parse(read_text(dir / "run/swings.json"));
  ASSERT_GT(swings["num_swings"], 0);
  for (const auto& swing : swings["swings"]) {
    if (!swing["rejected"].is_null()) continue;
    const std::string clip = swing["clip"];
    EXPECT_EQ(output_of("ffprobe -v error -select_streams v -show_entries "
                        "stream=codec_name,pix_fmt -of csv=p=0 '" +
                        (dir / ("run/" + clip)) + "' 2>&1"),
              "h264,yuv420p\n");
    EXPECT_THAT(read_text(dir / "run/report.html"), HasSubstr("\"" + clip));
    EXPECT_THAT(manifest_of(dir / "run")["outputs"].dump(), HasSubstr(clip));
  }
  if (can_check()) {
    EXPECT_THAT(checked("swings.json,measures.jsonl", dir / "run"), ::testing::EndsWith("fine\n"));
  }

  // Cut off before anything was drawn, it keeps its swings, and is told what draws them.
  for (const char* made : {"annotated.mp4", "swings.json", "swings.csv", "stills", "swings"})
    fs::remove_all(fs::path(dir / "run") / made);
  fs::rename(dir / "run/manifest.json", dir / "run/run.json");
  const auto finished = touchline({"finish", dir / "run"});
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_THAT(finished.out, HasSubstr("touchline render"));
  auto kept = Json::parse(read_text(dir / "run/swings.json"));
  EXPECT_TRUE(kept["swings"][0]["clip"].is_null());
  EXPECT_EQ(kept["contact_frames"], swings["contact_frames"]);
  EXPECT_TRUE(fs::exists(dir / "run/swings.csv"));
  ASSERT_EQ(touchline({"render", dir / "run"}).exit_code, 0);
  EXPECT_EQ(Json::parse(read_text(dir / "run/swings.json")), swings);
  EXPECT_TRUE(fs::exists(dir / "run/stills/swing_1_top.jpg"));

  // Again from the records: the same bytes.
  const auto events = read_text(dir / "run/events.jsonl");
  const auto measures = read_text(dir / "run/measures.jsonl");
  ASSERT_EQ(touchline({"analyse", dir / "run"}).exit_code, 0);
  EXPECT_EQ(read_text(dir / "run/events.jsonl"), events);
  EXPECT_EQ(read_text(dir / "run/measures.jsonl"), measures);

  // What the golfer says afterwards stands wherever the swings are written again.
  ASSERT_EQ(touchline({"analyse", dir / "run", "--set", "golf.scores=2"}).exit_code, 0);
  ASSERT_EQ(touchline({"convert", dir / "run", "--to", "swings"}).exit_code, 0);
  const auto rated = Json::parse(read_text(dir / "run/swings.json"))["swings"];
  const auto first = std::find_if(rated.begin(), rated.end(),
                                  [](const Json& swing) { return swing["number"] == 1; });
  ASSERT_NE(first, rated.end());
  EXPECT_EQ((*first)["score"]["finger_count"], 2);
}

TEST(Golf, WhatIsHeardKeepsItsSchemaSharedData) {
  TL_NEEDS_SHARED_DATA();
  if (!can_check())
    GTEST_SKIP() << "needs the Debian package python3-jsonschema: ./touchline setup";
  const TempDir dir;
  const auto heard =
      touchline({"run", (shared_data() / "clips/golf_swing6.mp4").string(), "--sport", "golf",
                 "--no-video", "--output", dir / "run", "--profile", "fast"});
  ASSERT_EQ(heard.exit_code, 0) << heard.err;
  EXPECT_THAT(checked("swings.json,sounds.jsonl", dir / "run"), ::testing::EndsWith("fine\n"));
  // Contact is heard, and seen at the same time.
  const auto swings = Json::parse(read_text(dir / "run/swings.json"));
  ASSERT_EQ(swings["num_swings"], 1);
  EXPECT_EQ(swings["swings"][0]["struck_cue"], "audio_click");
}

}  // namespace
}  // namespace touchline::testing
