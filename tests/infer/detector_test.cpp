// Whole detectors on real frames.
#include "infer/detector.h"

#include <gtest/gtest.h>

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
  ASSERT_TRUE((*session)->detect(frames, together));
  for (std::size_t i = 0; i < 4; ++i)
    ASSERT_TRUE((*session)->detect({&frames[i], 1}, {&alone[i], 1}));
  EXPECT_EQ(together, alone);
  EXPECT_GE(alone[0].size(), 5U) << "a pitch or a street full of people";
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
