// The heat-map head on a GPU against the head on the CPU: the same detections, bit for bit and in
// the same order.
#include "kernels/cuda/heatmap_boxes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "infer/head.h"
#include "kernels/cuda/images.h"
#include "kernels/half.h"
#include "support/gpu.h"

namespace touchline {
namespace {

const std::vector<std::string> kNames{"ball", "goalkeeper", "player", "referee"};
const ClassMap kAll{{0, 1, 2, 3}, {0.3F, 0.5F, 0.5F, 0.4F}, 0};
constexpr int kStride = 4;

/// The tensors of a batch, in float32; f16 tensors hold these numbers rounded.
struct Scene {
  int images, width, height;
  std::vector<float> heat, box;
  std::vector<LetterboxGeometry> geometry;

  Scene(int n, int w, int h)
      : images(n),
        width(w),
        height(h),
        heat(size(n * 4 * w * h), 0),
        box(size(n * 4 * w * h), 1),
        geometry(size(n), {8, 4, w * kStride - 16, h * kStride - 8, 2.5F, 2.25F,
                           (w * kStride - 16) * 5 / 2, (h * kStride - 8) * 9 / 4}) {}
  static std::size_t size(int n) { return static_cast<std::size_t>(n); }
  float& heat_at(int image, int c, int x, int y) {
    return heat[size(((image * 4 + c) * height + y) * width + x)];
  }
  float& box_at(int image, int side, int x, int y) {
    return box[size(((image * 4 + side) * height + y) * width + x)];
  }
};

/// Heat of one of `levels` values, so that equal neighbours are common; boxes of up to `reach`.
Scene random_scene(int images, int width, int height, int levels, float reach, unsigned seed) {
  Scene scene(images, width, height);
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> level(0, levels);
  std::uniform_real_distribution<float> side(-reach / 20, reach);
  for (float& heat : scene.heat)
    heat = static_cast<float>(level(random)) / static_cast<float>(levels);
  for (float& box : scene.box) box = side(random);
  return scene;
}

std::vector<Half> halves(const std::vector<float>& values) {
  std::vector<Half> out;
  for (const float value : values) out.push_back({half_bits(value)});
  return out;
}
void round_to_halves(std::vector<float>& values) {
  for (float& value : values) value = from_half(half_bits(value));
}

class HeatmapBoxesParity : public testing::WithGpu<::testing::TestWithParam<TensorType>> {
 protected:
  std::vector<Detections> on_cpu(const Scene& scene) const {
    ModelManifest model;
    model.name = "synthetic";
    model.head = Head::heatmap_box;
    model.input.width = scene.width * kStride;
    model.input.height = scene.height * kStride;
    model.outputs = {"heat", "box"};
    model.strides = {kStride};
    model.classes = kNames;
    model.nms_iou = 0.5F;
    auto head = make_head(model, classes_);
    EXPECT_TRUE(head) << head.error().message;
    const std::vector<std::int64_t> shape{scene.images, 4, scene.height, scene.width};
    const std::vector<TensorView> views{{shape, scene.heat.data()}, {shape, scene.box.data()}};
    std::vector<Detections> out(Scene::size(scene.images));
    for (int i = 0; i < scene.images; ++i) {
      const auto status =
          (*head)->decode(views, i, scene.geometry[Scene::size(i)], out[Scene::size(i)]);
      EXPECT_TRUE(status) << status.error().message;
    }
    return out;
  }

  template <class Sample>
  Buffer on_gpu(const std::vector<Sample>& values) {
    Buffer memory =
        Pool(values.size() * sizeof(Sample), cuda::device_allocator(context_)).acquire();
    EXPECT_TRUE(stream_->to_device(memory.get(), values.data(), values.size() * sizeof(Sample)));
    EXPECT_TRUE(stream_->synchronize());
    return memory;
  }

  std::unique_ptr<DeviceHeatmapBoxes> make(const Scene& scene, int max_batch) {
    HeatmapBoxOptions options{scene.width, scene.height, kStride, 0.5F, {}};
    for (std::size_t c = 0; c < kNames.size(); ++c) {
      const int sport = classes_.to_sport[c];
      options.classes.push_back({sport, sport < 0 ? 2.0F : classes_.threshold[Scene::size(sport)],
                                 sport >= 0 && sport == classes_.ball ? 1 : 0});
    }
    auto made = DeviceHeatmapBoxes::create(options, max_batch, context_);
    EXPECT_TRUE(made) << made.error().message;
    return std::move(*made);
  }

  void expect_the_same(Scene scene, std::size_t at_least) {
    const bool half = GetParam() == TensorType::f16;
    if (half) {
      round_to_halves(scene.heat);
      round_to_halves(scene.box);
    }
    const auto want = on_cpu(scene);
    const Buffer heat = half ? on_gpu(halves(scene.heat)) : on_gpu(scene.heat);
    const Buffer box = half ? on_gpu(halves(scene.box)) : on_gpu(scene.box);
    const auto boxes = make(scene, scene.images);
    std::vector<Detections> got{{{{1, 2, 3, 4}, 1, 0}}};  // must be replaced
    for (int again = 0; again < 2; ++again) {
      const auto launched =
          boxes->launch(heat.get(), box.get(), GetParam(), scene.geometry, *stream_);
      ASSERT_TRUE(launched) << launched.error().message;
      const auto read = boxes->read(got);
      ASSERT_TRUE(read) << read.error().message;
      ASSERT_EQ(got.size(), want.size());
      for (std::size_t i = 0; i < want.size(); ++i) {
        EXPECT_GE(want[i].size(), at_least) << "the test must test something";
        ASSERT_EQ(got[i].size(), want[i].size()) << "image " << i;
        for (std::size_t d = 0; d < want[i].size(); ++d)
          ASSERT_EQ(got[i][d], want[i][d]) << "image " << i << ", detection " << d;
      }
    }
  }

  ClassMap classes_ = kAll;
};

TEST_P(HeatmapBoxesParity, AFrameOfAMatch) {
  Scene scene(3, 60, 34);
  for (int i = 0; i < 3; ++i)
    for (int p = 0; p < 23; ++p) {
      const int x = (p * 17 + i * 5) % 60, y = (p * 7 + i) % 34, c = p % 4;
      scene.heat_at(i, c, x, y) = 0.41F + 0.02F * static_cast<float>(p);
      for (int side = 0; side < 4; ++side)
        scene.box_at(i, side, x, y) = side % 2 ? 11.3F : 5.7F + static_cast<float>(i);
    }
  expect_the_same(scene, 12);
}

TEST_P(HeatmapBoxesParity, TiesAndPlateaus) {
  expect_the_same(random_scene(4, 33, 17, 3, 6, 1), 20);
  expect_the_same(random_scene(1, 40, 21, 1, 30, 2), 5);
}

TEST_P(HeatmapBoxesParity, TinyMaps) {
  for (const auto& [width, height] : {std::pair{1, 1}, {1, 9}, {9, 1}, {2, 2}}) {
    Scene scene = random_scene(2, width, height, 4, 3, 3);
    for (auto& geometry : scene.geometry) geometry = {0, 0, width * 4, height * 4, 1, 1, 60, 60};
    for (int i = 0; i < 2; ++i) scene.heat_at(i, 2, 0, 0) = 1;
    for (float& side : scene.box) side = std::fabs(side) + 1;
    expect_the_same(scene, 1);
  }
}

TEST_P(HeatmapBoxesParity, NotANumberInHeatAndBoxes) {
  Scene scene = random_scene(2, 30, 20, 50, 8, 4);
  for (std::size_t i = 0; i < scene.heat.size(); i += 7) scene.heat[i] = NAN;
  for (std::size_t i = 3; i < scene.box.size(); i += 11) scene.box[i] = i % 2 ? NAN : INFINITY;
  for (std::size_t i = 5; i < scene.heat.size(); i += 13) scene.heat[i] = i % 2 ? INFINITY : -0.0F;
  expect_the_same(scene, 20);
}

TEST_P(HeatmapBoxesParity, ThresholdsAtZeroAndBelow) {
  classes_ = {{1, -1, 0, -1}, {0.0F, -1.0F}, 1};
  Scene scene = random_scene(2, 20, 14, 6, 5, 5);
  for (std::size_t i = 0; i < scene.heat.size(); ++i) {
    scene.heat[i] -= 0.5F;
    if (i % 5 == 0) scene.heat[i] = i % 2 ? 0.0F : -0.0F;
  }
  expect_the_same(scene, 10);
}

TEST_P(HeatmapBoxesParity, FarMoreCandidatesThanAreLookedAt) {
  // Every other cell of every other row is a peak in each class: four times 1,920; the cut falls
  // among equal scores.
  Scene scene(1, 160, 48);
  std::mt19937 random(6);
  for (int c = 0; c < 4; ++c)
    for (int y = 0; y < 48; y += 2)
      for (int x = 0; x < 160; x += 2)
        scene.heat_at(0, c, x, y) = 0.5F + 0.01F * static_cast<float>(random() % 20);
  for (float& side : scene.box) side = 3 + 0.01F * static_cast<float>(random() % 100);
  expect_the_same(scene, 200);  // and the cut to 300
  for (float& side : scene.box) side = 60;
  expect_the_same(scene, 1);  // nearly all covered: the whole list is walked
}

TEST_P(HeatmapBoxesParity, PartOfABatchAndMoreThanOneLaunchTakes) {
  expect_the_same(random_scene(66, 12, 10, 20, 6, 7), 1);
  Scene scene = random_scene(2, 12, 10, 20, 6, 8);
  if (GetParam() == TensorType::f16) return;
  const auto boxes = make(scene, 5);
  const Buffer heat = on_gpu(scene.heat), box = on_gpu(scene.box);
  std::vector<Detections> got;
  ASSERT_TRUE(boxes->read(got));
  EXPECT_TRUE(got.empty()) << "nothing was launched";
  ASSERT_TRUE(boxes->launch(heat.get(), box.get(), TensorType::f32, scene.geometry, *stream_));
  ASSERT_TRUE(boxes->read(got));
  EXPECT_EQ(got, on_cpu(scene));
  EXPECT_EQ(boxes
                ->launch(heat.get(), box.get(), TensorType::f32, std::vector<LetterboxGeometry>(6),
                         *stream_)
                .error()
                .code,
            Errc::usage);
}

TEST_P(HeatmapBoxesParity, RefusesWhatItCannotDecode) {
  const auto code = [&](const HeatmapBoxOptions& options, int batch) {
    return DeviceHeatmapBoxes::create(options, batch, context_).error().code;
  };
  EXPECT_EQ(code({0, 4, 4, 0.5F, {{}}}, 1), Errc::usage);
  EXPECT_EQ(code({4, 4, 4, 0.5F, {}}, 1), Errc::usage);
  EXPECT_EQ(code({4, 4, 4, 0.5F, std::vector<HeatmapClass>(65)}, 1), Errc::usage);
  EXPECT_EQ(code({4, 4, 4, 0.5F, {{}}}, 0), Errc::usage);
}

INSTANTIATE_TEST_SUITE_P(Types, HeatmapBoxesParity,
                         ::testing::Values(TensorType::f32, TensorType::f16), [](const auto& type) {
                           return type.param == TensorType::f32 ? "f32" : "f16";
                         });

}  // namespace
}  // namespace touchline
