// Whole detectors through both engines and both precisions: the same objects, in the same places.
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

#include "infer/testing.h"

namespace touchline {
namespace {

struct Scene {
  const char* manifest;  ///< below the project's root
  const char* clip;
  int width, height;
  double bf16_share;  ///< of the clear objects that bf16 must find again
};

void PrintTo(const Scene& scene, std::ostream* out) { *out << scene.manifest; }

constexpr int kFrames = 3;

/// Share of the clear objects of `want` (well above the threshold) that `got` has with the same
/// class and at least `least_iou`. Boxes that overlap much may swap places in suppression, which is
/// why the rest does not count.
double found_again(const std::vector<Detections>& want, const std::vector<Detections>& got,
                   float clear, float least_iou, int& objects) {
  int found = 0;
  objects = 0;
  for (std::size_t i = 0; i < want.size(); ++i) {
    for (const auto& w : want[i]) {
      if (w.score < clear) continue;
      ++objects;
      found += std::any_of(got[i].begin(), got[i].end(), [&](const Detection& g) {
        return g.class_id == w.class_id && iou(g.box, w.box) >= least_iou;
      });
    }
  }
  return objects ? double(found) / objects : 0.0;
}

class SameObjects : public ::testing::TestWithParam<Scene> {
 protected:
  void SetUp() override {
    TL_NEEDS_SHARED_DATA();
    const auto& scene = GetParam();
    const auto path = std::string(TOUCHLINE_ROOT) + "/" + scene.manifest;
    auto loaded = load_manifest(path);
    ASSERT_TRUE(loaded) << loaded.error().message;
    manifest_ = std::move(*loaded);
    frames_ = testing::clip_frames(scene.clip, 2, kFrames, scene.width, scene.height);
    if (frames_.size() < kFrames) GTEST_SKIP() << "needs the ffmpeg program to read clips";
  }

  /// Detections above 0.25, of every class.
  Result<std::vector<Detections>> detect(EngineKind kind, Precision precision) {
    EngineOptions options;
    options.kind = kind;
    options.precision = precision;
    const auto classes = manifest_.classes.size();
    ClassMap map{std::vector<int>(classes), std::vector<float>(classes, 0.25F)};
    for (std::size_t i = 0; i < classes; ++i) {
      map.to_sport[i] = static_cast<int>(i);
      if (manifest_.classes[i] == "ball") map.ball = static_cast<int>(i);
    }
    TL_ASSIGN(const auto detector, make_detector(manifest_, options, map));
    TL_ASSIGN(const auto session, detector->session());
    std::vector<Detections> out(frames_.size());
    TL_CHECK(session->find(pictures_of(frames_), out));
    return out;
  }

  ModelManifest manifest_;
  std::vector<Frame> frames_;
};

TEST_P(SameObjects, OfBothEnginesSharedData) {
  const auto want = detect(EngineKind::onnxruntime, Precision::f32);
  const auto got = detect(EngineKind::openvino, Precision::f32);
  ASSERT_TRUE(want) << want.error().message;
  ASSERT_TRUE(got) << got.error().message;
  int objects = 0;
  EXPECT_EQ(found_again(*want, *got, 0.26F, 0.98F, objects), 1.0);
  EXPECT_GE(objects, kFrames) << "something to compare";
  EXPECT_EQ(found_again(*got, *want, 0.26F, 0.98F, objects), 1.0);
}

TEST_P(SameObjects, OfBf16SharedData) {
  const auto want = detect(EngineKind::openvino, Precision::f32);
  const auto got = detect(EngineKind::openvino, Precision::bf16);
  ASSERT_TRUE(want) << want.error().message;
  if (!got) {
    EXPECT_EQ(got.error().code, Errc::no_device);
    GTEST_SKIP() << got.error().message;
  }
  int objects = 0;
  EXPECT_GE(found_again(*want, *got, 0.4F, 0.7F, objects), GetParam().bf16_share)
      << "of " << objects;
  EXPECT_GE(found_again(*got, *want, 0.4F, 0.7F, objects), GetParam().bf16_share)
      << "of " << objects;
}

/// What a GPU computes in, with the roundings of every layer, on a CPU.
class SameObjectsInFewerBits : public SameObjects {};

TEST_P(SameObjectsInFewerBits, OfF16SharedData) {
  constexpr float kIou = 0.99F;
  const auto want = detect(EngineKind::onnxruntime, Precision::f32);
  const auto got = detect(EngineKind::onnxruntime, Precision::f16);
  ASSERT_TRUE(want) << want.error().message;
  ASSERT_TRUE(got) << got.error().message;
  int objects = 0;
  EXPECT_EQ(found_again(*want, *got, 0.3F, kIou, objects), 1.0) << "of " << objects;
  EXPECT_GE(objects, kFrames) << "something to compare";
  EXPECT_EQ(found_again(*got, *want, 0.3F, kIou, objects), 1.0) << "of " << objects;
}

TEST_P(SameObjectsInFewerBits, OfInt8SharedData) {
  ASSERT_TRUE(manifest_.files.contains(Precision::int8));
  const auto want = detect(EngineKind::openvino, Precision::f32);
  const auto got = detect(EngineKind::openvino, Precision::int8);
  ASSERT_TRUE(want) << want.error().message;
  if (!got) {
    EXPECT_EQ(got.error().code, Errc::no_device);
    GTEST_SKIP() << got.error().message;
  }
  int objects = 0;
  EXPECT_GE(found_again(*want, *got, 0.4F, 0.8F, objects), 0.97) << "of " << objects;
  EXPECT_GE(objects, kFrames) << "something to compare";
  EXPECT_GE(found_again(*got, *want, 0.4F, 0.8F, objects), 0.97) << "of " << objects;
}

const Scene kBalanced{"share/models/soccer-balanced.yaml", "football_rubi.mp4", 1280, 720, 0.95};
const Scene kFast{"share/models/soccer-fast.yaml", "football_rubi.mp4", 1280, 720, 0.95};

std::string name_of(const ::testing::TestParamInfo<Scene>& tested) {
  const std::string path = tested.param.manifest;
  std::string name = path.substr(path.rfind('/') + 1);
  name = name.substr(0, name.find('.'));
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Models, SameObjects,
                         ::testing::Values(Scene{"tests/models/yolox_nano.yaml",
                                                 "people_walking_supervision.mp4", 1280, 720, 0.95},
                                           Scene{"tests/models/nanodet_plus_m_416.yaml",
                                                 "people_walking_supervision.mp4", 1280, 720, 0.95},
                                           Scene{"tests/models/rtmdet_nano_person.yaml",
                                                 "people_walking_supervision.mp4", 1280, 720, 0.9},
                                           Scene{"tests/models/footandball_soccer.yaml",
                                                 "football_rubi.mp4", 1280, 720, 0.95},
                                           kBalanced, kFast),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Models, SameObjectsInFewerBits, ::testing::Values(kBalanced, kFast),
                         name_of);

}  // namespace
}  // namespace touchline
