// A pose network on labelled people, cropped and decoded as the program does it, scores what it
// scores elsewhere: the whole way from the picture to the point is right.
#include <gtest/gtest.h>

#include <map>

#include "analytics/pose_metrics.h"
#include "infer/point_networks.h"
#include "source/source.h"
#include "support/shared_data.h"

namespace touchline::testing {
namespace {

Result<Frame> labelled_picture(const std::string& name) {
  SourceOptions options;
  options.url = (shared_data() / "truth/pose_people" / name).string();
  options.id = "picture";
  TL_ASSIGN(auto source, Source::open(options));
  auto picture = source->read();
  if (!picture) return picture.error();
  return picture->value().frame;
}

/// Scores of `manifest` on the boxes of `truth`, a quarter larger than labelled.
PoseScores scores_on(const ModelManifest& manifest, const PoseSet& truth) {
  EngineOptions options;
  options.precision = Precision::f32;
  const auto network = make_keypoint_network(manifest, options);
  EXPECT_TRUE(network) << network.error().message;
  const auto session = std::move(*(*network)->session());
  std::map<std::string, Frame> frames;
  PoseSet found;
  for (const auto& label : truth.poses) {
    auto& frame = frames[label.image.name];
    if (!frame) {
      auto read = labelled_picture(label.image.name);
      EXPECT_TRUE(read) << read.error().message;
      if (read) frame = std::move(*read);
    }
    const auto& [x, y, w, h] = label.box;
    const Box part{static_cast<float>(x - w / 8), static_cast<float>(y - h / 8),
                   static_cast<float>(1.25 * w), static_cast<float>(1.25 * h)};
    const Picture picture{&frame, part};
    Keypoints points;
    EXPECT_TRUE(session->find({&picture, 1}, {&points, 1}));
    ImagePose& pose = found.poses.emplace_back();
    pose.image = label.image;
    for (const auto& point : points) {
      auto& to = pose.points.emplace_back();
      if (point) to = {point->pixel.x - 0.5, point->pixel.y - 0.5, point->score};
    }
  }
  return *evaluate_poses(truth, found);
}

TEST(SlowPosePeople, TinyPoseScoresWhatItScoresElsewhereSharedData) {
  TL_NEEDS_SHARED_DATA();
  const auto truth = read_pose_truth((shared_data() / "truth/pose_people/people.json").string());
  ASSERT_TRUE(truth) << truth.error().message;
  auto manifest = std::move(*load_manifest(TOUCHLINE_ROOT "/tests/models/tinypose_256x192.yaml"));
  EXPECT_NEAR(scores_on(manifest, *truth).oks_limbs, 0.851, 0.01);
  manifest.mirrored = true;
  const auto both = scores_on(manifest, *truth);
  EXPECT_GT(both.oks_limbs, 0.87);
  EXPECT_GT(both.pck[1], 0.85);
}

}  // namespace
}  // namespace touchline::testing
