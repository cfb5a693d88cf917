// Scores of bodies: equal to pycocotools' on its golden cases, and right where the answer is known.
#include "analytics/pose_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "records/pose_file.h"
#include "support/temp_dir.h"

namespace touchline::testing {
namespace {

using ::testing::HasSubstr;

std::string golden(const std::string& name) {
  return TOUCHLINE_ROOT "/tests/analytics/golden/poses_" + name + ".json";
}

class GoldenPoses : public ::testing::TestWithParam<const char*> {};

TEST_P(GoldenPoses, ScoreAsPycocotoolsScoresThem) {
  const std::string name = GetParam();
  const auto truth = read_pose_truth(golden(name + "_truth"));
  ASSERT_TRUE(truth) << truth.error().message;
  const auto found = read_found_poses(golden(name + "_found"));
  ASSERT_TRUE(found) << found.error().message;
  const auto scores = evaluate_poses(*truth, *found);
  ASSERT_TRUE(scores) << scores.error().message;
  std::ifstream file(golden(name));
  const auto want = nlohmann::json::parse(file)["scores"];
  const auto& c = scores->coco;
  const std::pair<const char*, double> all[] = {{"AP", c.ap},
                                                {"AP50", c.ap50},
                                                {"AP75", c.ap75},
                                                {"AR", c.ar},
                                                {"AR50", c.ar50},
                                                {"AR75", c.ar75},
                                                {"AP_medium", c.ap_medium},
                                                {"AP_large", c.ap_large},
                                                {"AR_medium", c.ar_medium},
                                                {"AR_large", c.ar_large}};
  for (const auto& [key, value] : all) EXPECT_NEAR(value, want.at(key), 1e-12) << key;
}

INSTANTIATE_TEST_SUITE_P(Cases, GoldenPoses, ::testing::Values("some", "exact", "crowded", "none"),
                         [](const auto& each) { return std::string(each.param); });

/// A person 100 wide and 200 high whose points lie on a slope.
ImagePose sloped(std::int64_t image, double shift = 0) {
  ImagePose pose{{image, {}}, {0, 0, 100, 200}, 20000};
  for (int i = 0; i < 17; ++i) pose.points.push_back({5.0 * i + shift, 10.0 * i, 2});
  return pose;
}

PoseSet set_of(std::vector<ImagePose> poses) {
  PoseSet set;
  for (const auto& pose : poses) set.images.push_back(pose.image);
  set.poses = std::move(poses);
  return set;
}

TEST(PoseScores, OfPeopleAreMeansOverThemAllAndPointsAreNearBySharesOfTheBox) {
  // Found exactly, 30 pixels beside (15 % of the longer side), and not at all.
  const auto truth = set_of({sloped(1), sloped(2), sloped(3)});
  const auto found = set_of({sloped(1), sloped(2, 30)});
  const auto scores = evaluate_poses(truth, found);
  ASSERT_TRUE(scores);
  constexpr double kSigmas[] = {.079, .079, .072, .072, .062, .062,
                                .107, .107, .087, .087, .089, .089};
  double beside = 0;
  for (const double sigma : kSigmas)
    beside += std::exp(-900 / (2 * 20000 * 4 * sigma * sigma)) / 12;
  EXPECT_NEAR(scores->oks_limbs, (1 + beside + 0) / 3, 1e-12);
  EXPECT_NEAR(scores->pck[0], 1.0 / 3, 1e-12);
  EXPECT_NEAR(scores->pck[1], 1.0 / 3, 1e-12);
  EXPECT_NEAR(scores->pck[2], 2.0 / 3, 1e-12);
  EXPECT_EQ(scores->people, 3);
  EXPECT_EQ(scores->found, 2);
}

TEST(PoseScores, OneBodyIsFoundAsOnePersonOnly) {
  const auto truth = set_of({sloped(1), sloped(1, 4)});
  const auto scores = evaluate_poses(truth, set_of({sloped(1)}));
  ASSERT_TRUE(scores);
  EXPECT_NEAR(scores->oks, 0.5, 1e-12);
}

TEST(PoseScores, PosesOfARunAreThoseOfItsFrames) {
  TempDir dir;
  PoseHeader header;
  header.points.resize(17, "p");
  auto writer = PoseWriter::create(dir / "poses.bin", header);
  ASSERT_TRUE(writer);
  for (std::int64_t frame = 0; frame < 4; ++frame) {
    Observation seen;
    seen.frame = frame;
    if (frame == 3) {
      seen.detections = {{{0, 0, 100, 200}, 0.5F, 0}};
      seen.bodies.emplace(1);
      for (const auto& [x, y, visible] : sloped(3).points)
        seen.bodies->front().points.push_back(
            Keypoint{{static_cast<float>(x) + 0.5F, static_cast<float>(y) + 0.5F}, 0.8F});
      seen.bodies->front().points[0].reset();
    }
    ASSERT_TRUE(writer->write(seen));
  }
  ASSERT_TRUE(writer->close());
  const auto found = read_found_poses(dir / "poses.bin");
  ASSERT_TRUE(found) << found.error().message;
  ASSERT_EQ(found->poses.size(), 1U);
  EXPECT_NEAR(found->poses[0].score, 0.4, 1e-6) << "the detection's times the points'";
  const auto scores = evaluate_poses(set_of({sloped(3), sloped(8)}), *found);
  ASSERT_TRUE(scores);
  EXPECT_NEAR(scores->oks_limbs, 0.5, 1e-6);
}

TEST(PoseScores, WhereNoAreaIsLabelledItIsAShareOfTheBox) {
  TempDir dir;
  std::ofstream(dir / "people.json") << "{\"people\":[{\"image\":\"a.jpg\",\"bbox\":[1,2,30,100],"
                                        "\"keypoints\":[[5,6,2],[0,0,0]]}]}";
  const auto truth = read_pose_truth(dir / "people.json");
  ASSERT_TRUE(truth) << truth.error().message;
  EXPECT_EQ(truth->images, (std::vector<PoseImage>{{-1, "a.jpg"}}));
  EXPECT_NEAR(truth->poses.at(0).area, 0.53 * 30 * 100, 1e-9);
}

TEST(PoseScores, FilesThatAreNoLabelsAreErrorsThatNameThem) {
  TempDir dir;
  for (const char* text : {"", "[", "{}", "{\"images\":[{}],\"annotations\":[]}",
                           "{\"images\":[],\"annotations\":[{\"keypoints\":[1,2]}]}",
                           "{\"people\":[{\"image\":\"a\",\"bbox\":[1,2],\"keypoints\":[]}]}",
                           "{\"people\":[{\"image\":1.5,\"bbox\":[1,2,3,4],\"keypoints\":[]}]}",
                           "[{\"image_id\":1,\"keypoints\":[1,2,3]}]", "[3]", "3"}) {
    std::ofstream(dir / "labels.json") << text;
    const auto truth = read_pose_truth(dir / "labels.json");
    ASSERT_FALSE(truth) << text;
    EXPECT_EQ(truth.error().code, Errc::bad_input);
    EXPECT_THAT(truth.error().message, HasSubstr("labels.json"));
    const auto found = read_found_poses(dir / "labels.json");
    ASSERT_FALSE(found) << text;
    EXPECT_EQ(found.error().code, Errc::bad_input) << text;
  }
  EXPECT_EQ(read_pose_truth(dir / "none.json").error().code, Errc::io);
  auto few = sloped(1);
  few.points.resize(3);
  EXPECT_EQ(evaluate_poses(set_of({few}), {}).error().code, Errc::bad_input);
}

}  // namespace
}  // namespace touchline::testing
