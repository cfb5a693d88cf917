// Sports that look at their pictures more than once: crops of what a detector found, and windows of
// frames, over sources, batches and streams.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "pipeline/scripted_looks.h"
#include "records/read.h"
#include "support/temp_dir.h"

namespace touchline {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Looks : public ::testing::TestWithParam<Wiring> {};

TEST_P(Looks, CropsAreThoseOfTheBoxesAndComeBackToTheirFrames) {
  ScriptedDetector detector({.delay_us = 300});
  ScriptedNetwork<Keypoints> pose(middle);
  CropRule rule;
  rule.classes = {1};
  rule.margin = 2;
  rule.min_height_px = 1.55;  // the second person is 1.6 tall, the first 1.5
  const std::vector<LookSetup> looks{{"detector", frame_look(detector)},
                                     {"pose", crop_look(pose, rule, 1)}};
  Told told[3];
  std::vector<LaneSetup> lanes;
  for (int i = 0; i < 3; ++i) {
    lanes.push_back(remembering({.id = fmt::format("cam{}", i), .frames = 60}, told[i]));
    lanes.back().looks_every_s = {0, 0};
  }
  for (const auto& result : run_lanes(std::move(lanes), looks, GetParam())) {
    ASSERT_FALSE(result.error) << result.error->message;
    EXPECT_EQ(result.account.stage(Stage::bodies).frames, 60);
  }
  for (const auto& [seen, analyses] : told) {
    ASSERT_EQ(seen.size(), 60U);
    for (std::size_t i = 0; i < seen.size(); ++i) {
      ASSERT_TRUE(seen[i].bodies);
      ASSERT_EQ(seen[i].bodies->size(), 1U);
      const auto& body = seen[i].bodies->front();
      const auto& box = seen[i].detections.at(static_cast<std::size_t>(body.detection)).box;
      EXPECT_EQ(body.detection, 1);
      ASSERT_EQ(body.points.size(), 2U);
      EXPECT_NEAR(body.points[0]->pixel.x, box.center().x, 1e-4);
      EXPECT_NEAR(body.points[0]->pixel.y, box.center().y, 1e-4);
      EXPECT_EQ(body.points[0]->score, static_cast<float>(i));
      EXPECT_FALSE(body.points[1]);
      EXPECT_FALSE(seen[i].peaks) << "nobody looked";
    }
  }
  if (GetParam().max_batch > 1) {
    EXPECT_GT(pose.largest_call(), 1U) << "crops of several frames are one call";
  }
}

/// The file is the same however many threads there are, and tells of each body whose track it is.
TEST_P(Looks, BodiesAreInTheirFileWithTheirTracks) {
  ScriptedDetector detector({.delay_us = 300});
  ScriptedNetwork<Keypoints> pose(middle);
  CropRule rule;
  rule.classes = {1};
  rule.min_height_px = 1;
  const TempDir dir;
  std::string bytes[2];
  for (const bool alone : {true, false}) {
    Told told;
    std::vector<LaneSetup> lanes;
    lanes.push_back(remembering({.id = "cam", .frames = 60}, told, dir.path()));
    auto& lane = lanes.back();
    lane.looks_every_s = {0, 0.08};
    lane.poses.emplace(*PoseWriter::create(
        dir / "poses.bin", {"cam", 64, 2, kClasses, {"nose", "tail"}, "pose", "", "f32", ""}));
    const std::vector<LookSetup> looks{{"detector", frame_look(detector)},
                                       {"pose", crop_look(pose, rule, 1), 0.08}};
    for (const auto& result : run_lanes(std::move(lanes), looks, alone ? Wiring{1, 1} : GetParam()))
      ASSERT_FALSE(result.error) << result.error->message;
    bytes[alone ? 0 : 1] = read_text(dir / "poses.bin");
    auto reader = PoseReader::open(dir / "poses.bin");
    ASSERT_TRUE(reader) << reader.error().message;
    auto rows = FrameReader::open(dir / "cam.tracking", kClasses);
    std::vector<FrameRecord> row;
    ASSERT_TRUE(rows && rows->next(row));
    ASSERT_EQ(row.size(), 60U);
    Observation seen;
    int named = 0;
    for (std::size_t i = 0; i < 60; ++i) {
      ASSERT_TRUE(*reader->next(seen));
      const auto& live = told.seen.at(i);
      EXPECT_EQ(seen.frame, row[i].frame);
      ASSERT_EQ(seen.bodies.has_value(), i % 2 == 0);
      ASSERT_EQ(seen.bodies.has_value(), live.bodies.has_value());
      if (!seen.bodies) continue;
      ASSERT_EQ(seen.bodies->size(), 2U);
      for (std::size_t k = 0; k < 2; ++k) {
        const auto& body = (*seen.bodies)[k];
        EXPECT_EQ(body.track_id, (*live.bodies)[k].track_id) << "as the sport's analysis was told";
        EXPECT_EQ(body.points, (*live.bodies)[k].points);
        for (const auto& object : row[i].objects) {
          if (object.track_id != body.track_id) continue;
          ++named;
          EXPECT_NEAR(object.box.x, seen.detections[k].box.x, 0.006);
          EXPECT_NEAR(object.box.y, seen.detections[k].box.y, 0.006);
        }
      }
    }
    EXPECT_FALSE(*reader->next(seen));
    EXPECT_FALSE(reader->cut_short());
    EXPECT_GT(named, 40) << "who is followed";
  }
  EXPECT_EQ(bytes[0], bytes[1]);
}

TEST_P(Looks, WindowsAreConsecutiveFramesOfOneSource) {
  ScriptedDetector detector({.delay_us = 300});
  ScriptedNetwork<WindowPeaks> network(numbers, 3);
  const std::vector<LookSetup> looks{{"detector", frame_look(detector)},
                                     {"small", window_look(network, 1)}};
  for (const int stride : {1, 2, 3}) {
    Told told[2];
    std::vector<LaneSetup> lanes;
    for (int i = 0; i < 2; ++i) {
      lanes.push_back(remembering({.id = fmt::format("cam{}", i), .frames = 50 + i}, told[i]));
      lanes.back().looks_every_s = {0, 0};
      lanes.back().clip = {3, stride};
    }
    for (const auto& result : run_lanes(std::move(lanes), looks, GetParam()))
      ASSERT_FALSE(result.error) << result.error->message;
    for (int source = 0; source < 2; ++source) {
      const auto& seen = told[source].seen;
      const int frames = 50 + source;
      ASSERT_EQ(seen.size(), static_cast<std::size_t>(frames));
      for (int i = 0; i < frames; ++i) {
        ASSERT_TRUE(seen[static_cast<std::size_t>(i)].peaks);
        const auto& peaks = *seen[static_cast<std::size_t>(i)].peaks;
        // The window ends with the clip that the frame belongs to.
        const int last = std::min(i / stride * stride + stride, frames) - 1;
        ASSERT_EQ(peaks.size(), 3U);
        for (int k = 0; k < 3; ++k) {
          EXPECT_EQ(peaks[static_cast<std::size_t>(k)].pixel.x, static_cast<float>(i));
          EXPECT_EQ(peaks[static_cast<std::size_t>(k)].pixel.y,
                    static_cast<float>(std::max(0, last - 2 + k)))
              << "frame " << i << ", stride " << stride;
        }
      }
    }
  }
}

/// A metre is a pixel. The field, 10 m long, is about 34 pixels from the left at first, where the
/// second person is, and from the second second on about 21, where the first is.
CalibrationFile moving_field() {
  std::vector<CalibrationRow> rows;
  for (int half_s = 0; half_s < 8; ++half_s) {
    CalibrationRow row;
    row.pts_ns = half_s * kSecond / 2;
    row.view.state = half_s < 7 ? CalibrationState::measured : CalibrationState::lost;
    row.view.size = {kPictureWidth, kPictureHeight};
    row.view.image_from_field = {1, 0, half_s < 2 ? 34.0 : 21.0, 0, 1, 0, 0, 0, 1};
    row.view.field_from_image = *inverse(row.view.image_from_field);
    rows.push_back(row);
  }
  return *CalibrationFile::from_rows(rows, "calibration.jsonl");
}

TEST_P(Looks, CropsOfThoseNearTheFieldGoByThePictureOfSoLongAgo) {
  ScriptedDetector detector({.delay_us = 300});
  ScriptedNetwork<Keypoints> pose(middle);
  FieldSpec field;
  field.length_m = field.width_m = 10;
  for (const std::size_t least : {1U, 2U}) {
    CropRule rule;
    rule.classes = {1};
    rule.min_height_px = 0;
    rule.gate = GateRule{field, 1};
    rule.least = least;
    for (const int stride : {1, 3}) {
      Told told;
      std::vector<LaneSetup> lanes;
      lanes.push_back(remembering({.frames = 120, .epoch_every = 110}, told));
      auto& lane = lanes.back();
      lane.looks_every_s = {0, 0};
      lane.clip = {stride, stride};
      lane.analyst.calibration = std::make_shared<const CalibrationFile>(moving_field());
      lane.past_view_s = 0.4;  // ten frames
      for (const auto& result :
           run_lanes(std::move(lanes),
                     {{"detector", frame_look(detector)}, {"pose", crop_look(pose, rule, 1)}},
                     GetParam()))
        ASSERT_FALSE(result.error) << result.error->message;
      ASSERT_EQ(told.seen.size(), 120U);
      for (int i = 0; i < 120; ++i) {
        std::vector<int> whose;
        for (const auto& body : *told.seen[static_cast<std::size_t>(i)].bodies)
          whose.push_back(body.detection);
        const int past = i - 10;  // its view counts
        // 1 s and 3.5 s: between frames 24 and 25, and 87 and 88; the epoch has no past view yet.
        const bool anywhere = least == 2 || past < 0 || past > 87 || i >= 110;
        const std::vector<int> wanted = anywhere    ? std::vector{0, 1}
                                        : past < 25 ? std::vector{1}
                                                    : std::vector{0};
        EXPECT_EQ(whose, wanted) << "frame " << i << ", stride " << stride;
      }
    }
  }
}

TEST(Looks, NobodyWaitsForAPastViewOnceItsSourceHasFailed) {
  ScriptedDetector detector({.fail_frame = 20, .fail_source = 'm'});
  ScriptedNetwork<Keypoints> pose(middle);
  CropRule rule;
  rule.classes = {1};
  rule.gate = GateRule{{}, 1};
  Told told;
  std::vector<LaneSetup> lanes;
  lanes.push_back(remembering({.frames = 500}, told));
  lanes.back().looks_every_s = {0, 0};
  lanes.back().past_view_s = 0.04;
  const auto results = run_lanes(
      std::move(lanes), {{"detector", frame_look(detector)}, {"pose", crop_look(pose, rule, 1)}});
  ASSERT_TRUE(results[0].error);
  EXPECT_LE(results[0].frames, 20);
}

INSTANTIATE_TEST_SUITE_P(Streams, Looks,
                         ::testing::Values(Wiring{1, 1}, Wiring{3, 1}, Wiring{2, 8}),
                         [](const auto& each) {
                           return fmt::format("streams{}_batch{}", each.param.streams,
                                              each.param.max_batch);
                         });

TEST(Looks, TheSurestBoxesGoFirstWhenThereAreTooMany) {
  ScriptedDetector detector;
  ScriptedNetwork<Keypoints> pose(middle);
  CropRule rule;
  rule.classes = {0, 1};
  rule.min_height_px = 0;
  rule.most = 2;
  Told told;
  std::vector<LaneSetup> lanes;
  lanes.push_back(remembering({.frames = 3}, told));
  lanes.back().looks_every_s = {0, 0};
  run_lanes(std::move(lanes),
            {{"detector", frame_look(detector)}, {"pose", crop_look(pose, rule, 1)}});
  ASSERT_EQ(told.seen.size(), 3U);
  std::vector<int> whose;
  for (const auto& body : *told.seen[0].bodies) whose.push_back(body.detection);
  EXPECT_THAT(whose, ElementsAre(0, 1)) << "the ball is the least sure of the three";
}

TEST(Looks, OneThatIsDueNowAndThenSeesFramesOnTheGridOfItsTime) {
  ScriptedDetector detector;
  ScriptedNetwork<Keypoints> pose(middle);
  CropRule rule;
  rule.classes = {1};
  rule.min_height_px = 0;
  Told told;
  std::vector<LaneSetup> lanes;
  lanes.push_back(remembering({.frames = 20}, told));  // 25 frames a second
  lanes.back().looks_every_s = {0, 0.2};
  run_lanes(std::move(lanes),
            {{"detector", frame_look(detector)}, {"pose", crop_look(pose, rule, 1), 0.2}});
  for (std::size_t i = 0; i < told.seen.size(); ++i)
    EXPECT_EQ(told.seen[i].bodies.has_value(), i % 5 == 0) << i;
}

TEST(Looks, ANetworkThatFailsOnceEndsTheSourceItFailedForAndNoOther) {
  ScriptedDetector detector;
  ScriptedNetwork<Keypoints> pose([](std::span<const Picture> pictures) -> Result<Keypoints> {
    const auto* bytes = pictures[0].frame->plane(0).row(0);
    if (bytes[2] == '1' && number_of(*pictures[0].frame) == 30)
      return fail(Errc::internal, "pose.onnx", "the network failed");
    return middle(pictures);
  });
  CropRule rule;
  rule.classes = {1};
  rule.min_height_px = 0;
  Told told[2];
  std::vector<LaneSetup> lanes;
  for (int i = 0; i < 2; ++i) {
    lanes.push_back(remembering({.id = fmt::format("cam{}", i), .frames = 200}, told[i]));
    lanes.back().looks_every_s = {0, 0};
  }
  const auto results = run_lanes(
      std::move(lanes), {{"detector", frame_look(detector)}, {"pose", crop_look(pose, rule, 1)}},
      {.streams = 1});
  EXPECT_FALSE(results[0].error);
  EXPECT_EQ(results[0].frames, 200);
  ASSERT_TRUE(results[1].error);
  EXPECT_THAT(results[1].error->message, HasSubstr("the network failed"));
}

}  // namespace
}  // namespace touchline
