// Whole detectors on real frames.
#include "infer/detector.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>

#include "infer/testing.h"

namespace touchline {
namespace {

using testing::all_classes;
using testing::clip_frames;
using testing::model_manifest;
using testing::some_classes;

std::unique_ptr<Detector> detector(const ModelManifest& manifest, EngineKind kind,
                                   const ClassMap& classes) {
  EngineOptions options;
  options.kind = kind;
  auto made = make_detector(manifest, options, classes);
  EXPECT_TRUE(made) << made.error().message;
  return made ? std::move(*made) : nullptr;
}

struct DetectorCase {
  const char* model;
  EngineKind kind;
};

class EveryDetector : public ::testing::TestWithParam<DetectorCase> {};

TEST_P(EveryDetector, ResultOfAFrameDoesNotDependOnItsBatchSharedData) {
  TL_NEEDS_SHARED_DATA();
  // The whole pitch is too far away for networks of 416 pixels.
  const bool football = std::string(GetParam().model).starts_with("foot");
  const auto frames = clip_frames(football ? "football_rubi.mp4" : "people_walking_supervision.mp4",
                                  3, 4, 1280, 720);
  if (frames.size() < 4) GTEST_SKIP() << "needs the ffmpeg program to read clips";
  auto manifest = load_manifest(model_manifest(GetParam().model));
  ASSERT_TRUE(manifest) << manifest.error().message;
  const auto made = detector(*manifest, GetParam().kind, all_classes(*manifest));
  ASSERT_TRUE(made);
  auto session = made->session();
  ASSERT_TRUE(session);
  std::vector<Detections> together(4), alone(4);
  ASSERT_TRUE((*session)->find(pictures_of(frames), together));
  for (std::size_t i = 0; i < 4; ++i) ASSERT_TRUE((*session)->find(frames[i], alone[i]));
  EXPECT_EQ(together, alone);
  EXPECT_GE(alone[0].size(), 5U) << "a pitch or a street full of people";
}

/// Detections of 16 frames, in batches of `batch`.
std::vector<Detections> in_batches(Detector& made, const std::vector<Frame>& frames,
                                   std::size_t batch) {
  auto session = made.session();
  EXPECT_TRUE(session);
  std::vector<Detections> out(frames.size());
  for (std::size_t at = 0; at < frames.size(); at += batch) {
    EXPECT_TRUE((*session)->find(pictures_of(std::span(frames).subspan(at, batch)),
                                 std::span(out).subspan(at, batch)));
  }
  return out;
}

TEST(ClassFilter, IsTheSameForBatch1And16WithOtherClassesInViewSharedData) {
  TL_NEEDS_SHARED_DATA();
  const auto frames = clip_frames("basketball_sample.mp4", 1, 16, 640, 360);
  if (frames.size() < 16) GTEST_SKIP() << "needs the ffmpeg program to read clips";
  const auto manifest = load_manifest(model_manifest("yolox_nano"));
  ASSERT_TRUE(manifest);
  constexpr float kLow = 0.1F;
  auto every = all_classes(*manifest);
  std::fill(every.threshold.begin(), every.threshold.end(), kLow);
  const auto all = detector(*manifest, EngineKind::openvino, every);
  const auto people =
      detector(*manifest, EngineKind::openvino, some_classes(*manifest, {"person"}, kLow));
  ASSERT_TRUE(all && people);
  const auto seen = in_batches(*all, frames, 16), alone = in_batches(*people, frames, 1);
  EXPECT_EQ(in_batches(*people, frames, 16), alone);
  std::size_t others = 0, found = 0;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    Detections only_people = seen[i];
    others += std::erase_if(only_people, [](const Detection& d) { return d.class_id != 0; });
    found += only_people.size();
    EXPECT_EQ(alone[i], only_people) << "frame " << i;
  }
  EXPECT_GT(others, 0U) << "other classes must be in view";
  EXPECT_GE(found, 16U);
}

TEST(MakeDetector, RefusesWhatDoesNotFitSharedData) {
  TL_NEEDS_SHARED_DATA();
  auto manifest = load_manifest(model_manifest("yolox_nano"));
  ASSERT_TRUE(manifest);
  const auto classes = all_classes(*manifest);
  auto wrong = *manifest;
  wrong.input.width = 320;  // the file is fixed to 416, and only OpenVINO reshapes
  EngineOptions fixed;
  fixed.kind = EngineKind::onnxruntime;
  const auto other_size = make_detector(wrong, fixed, classes);
  ASSERT_FALSE(other_size);
  EXPECT_EQ(other_size.error().code, Errc::bad_model);
  wrong = *manifest;
  wrong.strides = {8, 16, 64};
  EXPECT_EQ(make_detector(wrong, {}, classes).error().code, Errc::bad_model);
  wrong = *manifest;
  wrong.head = Head::heatmap_box;
  EXPECT_EQ(make_detector(wrong, {}, classes).error().code, Errc::bad_model);
  EXPECT_EQ(make_detector(*manifest, {}, {{0}, {0.5F}}).error().code, Errc::usage);
  EXPECT_TRUE(verify(*manifest)) << verify(*manifest).error().message;
}

TEST(Detectors, FramesOfManySizesShareASessionSharedData) {
  TL_NEEDS_SHARED_DATA();
  const auto large = clip_frames("people_walking_supervision.mp4", 3, 1, 1280, 720);
  const auto small = clip_frames("people_walking_supervision.mp4", 3, 1, 640, 640);
  if (large.empty() || small.empty()) GTEST_SKIP() << "needs the ffmpeg program to read clips";
  const auto manifest = load_manifest(model_manifest("yolox_nano"));
  ASSERT_TRUE(manifest);
  const auto made = detector(*manifest, EngineKind::openvino, all_classes(*manifest));
  const std::vector<Frame> mixed{large[0], small[0], large[0], small[0]};
  const auto found = in_batches(*made, mixed, 4);
  EXPECT_EQ(found[0], found[2]) << "the border of the other size is painted over";
  EXPECT_EQ(found[1], found[3]);
  EXPECT_EQ(found[1], in_batches(*made, {small[0]}, 1)[0]);
}

INSTANTIATE_TEST_SUITE_P(
    Models, EveryDetector,
    ::testing::Values(DetectorCase{"yolox_nano", EngineKind::openvino},
                      DetectorCase{"yolox_nano", EngineKind::onnxruntime},
                      DetectorCase{"nanodet_plus_m_416", EngineKind::openvino},
                      DetectorCase{"nanodet_plus_m_416", EngineKind::onnxruntime},
                      DetectorCase{"rtmdet_nano_person", EngineKind::openvino},
                      DetectorCase{"rtmdet_nano_person", EngineKind::onnxruntime},
                      DetectorCase{"footandball_soccer", EngineKind::openvino},
                      DetectorCase{"footandball_soccer", EngineKind::onnxruntime}),
    [](const auto& tested) {
      return std::string(tested.param.model) + "_" + to_string(tested.param.kind);
    });

}  // namespace
}  // namespace touchline
