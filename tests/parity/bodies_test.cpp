// Bodies found on a GPU, crops to points, are those of the CPU: here ONNX Runtime's CPU provider
// stands behind the emulated driver, so that all but the network's own arithmetic is the GPU's.
#include <gtest/gtest.h>

#include "image/transfer.h"
#include "infer/device_decoders.h"
#include "infer/device_networks.h"
#include "infer/point_networks.h"
#include "infer/testing.h"
#include "support/gpu.h"
#include "support/shared_data.h"

namespace touchline {
namespace {

/// `manifest` on the GPU as DevicePictureNetwork has it, in batches of at most four inputs.
class BodiesThere {
 public:
  explicit BodiesThere(const ModelManifest& manifest) : context_(*testing::gpu()) {
    DeviceNetworkSpec spec;
    spec.engine = engine_spec(manifest);
    EngineOptions options;
    options.kind = EngineKind::onnxruntime;
    options.precision = Precision::f32;
    options.device = {Device::Kind::cuda, 0};
    options.max_batch = 4;
    CudaTuning tuning;
    tuning.emulated = true;
    auto network = make_cuda_network(spec, options, context_, tuning);
    if (!network) {
      ADD_FAILURE() << network.error().message;
      return;
    }
    network_ = std::move(*network);
    EXPECT_EQ(network_->batch(), 4);
    auto pictures = std::move(*DevicePictureSession::create(manifest.input, *network_, context_));
    auto decoder = std::move(*make_device_bodies(manifest, *pictures));
    session_ = std::make_unique<DeviceSession<Keypoints>>(std::move(pictures), std::move(decoder),
                                                          views_of(manifest));
  }
  std::vector<Keypoints> find(std::span<const Picture> pictures) {
    std::vector<Keypoints> found(pictures.size());
    if (!session_) return found;
    const auto before = context_->traffic();
    const auto times = session_->find(pictures, found);
    EXPECT_TRUE(times) << times.error().message;
    came_back_ = context_->traffic().bytes_to_host - before.bytes_to_host;
    return found;
  }
  [[nodiscard]] std::int64_t came_back() const { return came_back_; }

 private:
  cuda::SharedContext context_;
  std::unique_ptr<DeviceNetwork> network_;
  std::unique_ptr<DeviceSession<Keypoints>> session_;
  std::int64_t came_back_ = 0;
};

std::vector<Keypoints> bodies_here(const ModelManifest& manifest,
                                   std::span<const Picture> pictures) {
  EngineOptions options;
  options.kind = EngineKind::onnxruntime;
  options.precision = Precision::f32;
  auto network = make_keypoint_network(manifest, options);
  EXPECT_TRUE(network) << network.error().message;
  std::vector<Keypoints> found(pictures.size());
  EXPECT_TRUE((*(*network)->session())->find(pictures, found));
  return found;
}

TEST(Bodies, FoundOnAGpuAreThoseOfTheCpuSharedData) {
  TL_NEEDS_SHARED_DATA();
  if (!testing::gpu_is_emulated()) GTEST_SKIP() << "a GPU's own arithmetic is cuda_test.cpp's";
  ASSERT_TRUE(testing::gpu()) << testing::gpu().error().message;
  const auto frames = testing::clip_frames("golf_swing1.mp4", 1, 2, 540, 960);
  if (frames.size() < 2) GTEST_SKIP() << "needs the ffmpeg program to read clips";
  auto manifest = std::move(*load_manifest(testing::model_manifest("tinypose_256x192")));
  // Seven crops of two frames: more than a batch, and the last is not full.
  std::vector<Picture> pictures;
  for (int i = 0; i < 7; ++i)
    pictures.push_back({&frames[static_cast<std::size_t>(i % 2)],
                        Box{60.0F - 13 * static_cast<float>(i), 150, 420, 760}});
  for (const bool mirrored : {false, true})
    for (const int smoothing : {0, 11}) {
      manifest.mirrored = mirrored;
      manifest.smoothing = smoothing;
      const auto want = bodies_here(manifest, pictures);
      BodiesThere there(manifest);
      const auto found = there.find(pictures);
      EXPECT_LT(there.came_back(), 7 * 17 * 64) << "no heat map comes back";
      for (std::size_t i = 0; i < want.size(); ++i) {
        ASSERT_EQ(found[i].size(), want[i].size());
        for (std::size_t k = 0; k < want[i].size(); ++k) {
          ASSERT_EQ(found[i][k].has_value(), want[i][k].has_value()) << i << ", point " << k;
          if (!want[i][k]) continue;
          EXPECT_NEAR(found[i][k]->pixel.x, want[i][k]->pixel.x, 0.02) << i << ", point " << k;
          EXPECT_NEAR(found[i][k]->pixel.y, want[i][k]->pixel.y, 0.02) << i << ", point " << k;
          EXPECT_NEAR(found[i][k]->score, want[i][k]->score, 1e-3) << i << ", point " << k;
        }
      }
    }
}

}  // namespace
}  // namespace touchline
