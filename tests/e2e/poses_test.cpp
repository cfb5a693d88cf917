// A sport that looks at bodies: real pictures, a real network, and poses.bin through every command.
#include <gmock/gmock.h>

#include <fstream>

#include "e2e/program.h"

namespace touchline::testing {
namespace {

using ::testing::HasSubstr;

/// A pack with TinyPose on the boxes of RTMDet-nano, and a clip of a golfer.
struct GolferRun {
  explicit GolferRun(const std::vector<std::string>& more = {}) {
    std::ofstream(dir / "yard.yaml")
        << "schema: 1\nname: yard\nclasses: [person]\nlooks:\n  - {network: " TOUCHLINE_ROOT
           "/tests/models/tinypose_256x192.yaml, of: [person], margin: 1.25}\n";
    std::vector<std::string> options{
        "--sport",      dir / "yard.yaml",
        "--model",      TOUCHLINE_ROOT "/tests/models/rtmdet_nano_person.yaml",
        "--max-frames", "20",
        "--set",        "output.observations=true"};
    options.insert(options.end(), more.begin(), more.end());
    const auto source = (shared_data() / "clips/golf_swing1.mp4").string();
    const auto outcome = run_touchline({source}, run(), options);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  }
  [[nodiscard]] std::string run() const { return dir / "o"; }
  [[nodiscard]] std::string poses() const { return read_text(run() + "/poses.bin"); }
  TempDir dir;
};

TEST(Poses, AreOneFileWhateverTheThreadsSharedData) {
  TL_NEEDS_SHARED_DATA();
  const GolferRun one({"--no-video"}), other({"--no-video", "--set", "detect.max_batch=3"});
  EXPECT_GT(one.poses().size(), 20U * 300);
  EXPECT_TRUE(one.poses() == other.poses());
}

TEST(Poses, AreReadByAScriptAndKeptByRetrackAndRenderSharedData) {
  TL_NEEDS_SHARED_DATA();
  const GolferRun golfer;
  const auto poses = golfer.poses();
  const auto said = output_of("python3 " TOUCHLINE_ROOT "/examples/read_poses.py '" + golfer.run() +
                              "/poses.bin' nose");
  EXPECT_THAT(said, HasSubstr("\"network\": \"tinypose\""));
  EXPECT_THAT(said, HasSubstr("\n[19, [[1, ["));
  // Each body's track is one whose sample lies on its box.
  const auto rows = json_lines(golfer.run() + "/tracking.jsonl");
  const auto seen = json_lines(golfer.run() + "/observations.jsonl");
  ASSERT_EQ(rows.size(), 20U);
  EXPECT_EQ(seen[19]["bodies"][0].size(), 18U) << "a detection and its points";
  ASSERT_EQ(touchline({"retrack", golfer.run()}).exit_code, 0);
  EXPECT_TRUE(golfer.poses() == poses);
  ASSERT_EQ(touchline({"analyse", golfer.run()}).exit_code, 0);
  ASSERT_EQ(touchline({"render", golfer.run()}).exit_code, 0);
  EXPECT_TRUE(golfer.poses() == poses);
  ASSERT_EQ(touchline({"convert", "--to", "coco", golfer.run()}).exit_code, 0);
  const auto coco = Json::parse(read_text(golfer.run() + "/coco_keypoints.json"));
  EXPECT_EQ(coco["images"].size(), 20U);
  EXPECT_EQ(coco["categories"][0]["skeleton"].size(), 19U);
  // What was found, taken for the truth, is found without a fault.
  const auto scored = touchline(
      {"eval", "pose", golfer.run() + "/coco_keypoints.json", golfer.run() + "/poses.bin"});
  ASSERT_EQ(scored.exit_code, 0) << scored.err;
  EXPECT_GT(Json::parse(scored.out)["People"]["OKS"], 0.999);
  // The files of another run are noticed.
  std::ofstream(golfer.run() + "/poses.bin") << poses.substr(0, poses.size() / 2);
  const auto cut = touchline({"render", golfer.run()});
  EXPECT_EQ(cut.exit_code, 3);
  EXPECT_THAT(cut.err, HasSubstr("poses.bin"));
}

}  // namespace
}  // namespace touchline::testing
