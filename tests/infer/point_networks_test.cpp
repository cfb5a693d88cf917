// Networks for points: heads on tensors with known answers, parts of frames, windows of frames, on
// the CPU and on a GPU.
#include "infer/point_networks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>

#include "base/hash.h"
#include "image/transfer.h"
#include "infer/onnx_builder.h"
#include "infer/testing.h"
#include "kernels/cuda/images.h"
#include "support/gpu.h"
#include "support/temp_dir.h"

namespace touchline {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr int kPoints = 3, kWide = 48, kHigh = 64, kCell = 4;

ModelManifest pose(Head head) {
  ModelManifest m;
  m.name = "synthetic";
  m.task = Task::keypoints;
  m.head = head;
  m.input.width = kWide * kCell;
  m.input.height = kHigh * kCell;
  m.outputs = head == Head::simcc_keypoint ? std::vector<std::string>{"x", "y"}
                                           : std::vector<std::string>{"heat"};
  if (head != Head::simcc_keypoint) m.strides = {kCell};
  m.keypoints = {"head", "hand", "foot"};
  m.min_score = 0.3F;
  return m;
}

/// A Gaussian of 1.5 cells around (x, y) in cells, centres at +0.5.
void bump(std::vector<float>& heat, int channel, double x, double y, double height) {
  for (int v = 0; v < kHigh; ++v)
    for (int u = 0; u < kWide; ++u) {
      const double dx = u + 0.5 - x, dy = v + 0.5 - y;
      heat[static_cast<std::size_t>((channel * kHigh + v) * kWide + u)] +=
          static_cast<float>(height * std::exp(-(dx * dx + dy * dy) / 4.5));
    }
}

TEST(KeypointHeads, AHeatMapsTopIsFoundToAFractionOfAPixelInThePartsOwnPlace) {
  std::vector<float> heat(static_cast<std::size_t>(kPoints) * kWide * kHigh);
  bump(heat, 0, 20.3, 30.8, 0.9);
  bump(heat, 2, 0.5, 63.5, 0.7);  // in the corner
  bump(heat, 1, 10, 10, 0.2);     // too weak
  const auto manifest = pose(Head::heatmap_keypoint);
  const auto decoder = std::move(*make_keypoint_decoder(manifest));
  // The box is half as large as the input and lies at (100, 50): two input pixels are one.
  const CropMap map =
      crop_map(manifest.input.letterbox(), {100, 50, kWide * kCell / 2.0F, kHigh * kCell / 2.0F});
  const std::vector<TensorView> tensors{{{1, kPoints, kHigh, kWide}, heat.data()}};
  Keypoints out(7);
  ASSERT_TRUE(decoder->decode(tensors, 0, map, out));
  ASSERT_EQ(out.size(), 3U);
  ASSERT_TRUE(out[0] && out[2]);
  EXPECT_NEAR(out[0]->pixel.x, 100 + 20.3 * kCell / 2, 0.05);
  EXPECT_NEAR(out[0]->pixel.y, 50 + 30.8 * kCell / 2, 0.05);
  EXPECT_NEAR(out[2]->pixel.x, 100 + 0.5 * kCell / 2, 0.3);
  EXPECT_NEAR(out[2]->score, 0.7, 1e-5);
  EXPECT_FALSE(out[1]) << "nothing rather than a weak point";
}

TEST(KeypointHeads, SimccTakesTheHighestPlaceOfEachAxisAndTheLessSureScore) {
  const auto manifest = pose(Head::simcc_keypoint);
  const auto decoder = std::move(*make_keypoint_decoder(manifest));
  const int across = 2 * manifest.input.width, down = 2 * manifest.input.height;  // half pixels
  std::vector<float> x(static_cast<std::size_t>(kPoints * across)),
      y(static_cast<std::size_t>(kPoints * down));
  x[100] = 0.9F;
  y[31] = 0.4F;
  x[static_cast<std::size_t>(across + 7)] = 0.9F;  // the second's y stays below all
  const std::vector<TensorView> tensors{{{1, kPoints, across}, x.data()},
                                        {{1, kPoints, down}, y.data()}};
  Keypoints out;
  const LetterboxGeometry whole{0, 0, manifest.input.width, manifest.input.height, 3, 3, 0, 0};
  ASSERT_TRUE(decoder->decode(tensors, 0, whole, out));
  ASSERT_EQ(out.size(), 3U);
  ASSERT_TRUE(out[0]);
  EXPECT_FLOAT_EQ(out[0]->pixel.x, 100.5F / 2 * 3);
  EXPECT_FLOAT_EQ(out[0]->pixel.y, 31.5F / 2 * 3);
  EXPECT_FLOAT_EQ(out[0]->score, 0.4F);
  EXPECT_FALSE(out[1]);
}

TEST(KeypointHeads, ThatDoNotFitTheirManifestOrTensorsAreRefused) {
  auto manifest = pose(Head::heatmap_keypoint);
  manifest.strides.clear();
  EXPECT_EQ(make_keypoint_decoder(manifest).error().code, Errc::bad_model);
  const auto decoder = std::move(*make_keypoint_decoder(pose(Head::heatmap_keypoint)));
  const std::vector<float> few(4);
  const std::vector<TensorView> tensors{{{1, kPoints, 1, 1}, few.data()}};
  Keypoints out;
  const auto status = decoder->decode(tensors, 0, LetterboxGeometry(), out);
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().message, HasSubstr("[1, 3, 1, 1]"));
  EXPECT_EQ(make_peak_network(pose(Head::heatmap_keypoint), {}).error().code, Errc::usage);
}

/// Black but for one bright pixel.
Frame dot(int x, int y) {
  const FrameInfo info{PixelFormat::gray8, 64, 32, {.range = Colour::Range::full}, {}};
  Pool pool(image_bytes(info));
  Image image(info, pool);
  std::fill_n(image.plane(0).data, image_bytes(info), std::uint8_t{0});
  image.plane(0).row(y)[x] = 255;
  return freeze(std::move(image));
}

/// A network that sees three frames of 64x32 and shows the first channel of each.
class Windows : public testing::WithGpu<> {
 protected:
  void SetUp() override {
    WithGpu::SetUp();
    manifest_.name = "window";
    manifest_.task = Task::peaks;
    manifest_.head = Head::heatmap_peak;
    manifest_.path = (dir_.path() + "/window.onnx");
    const auto file = testing::window_model(3, 64, 32);
    std::ofstream(manifest_.path, std::ios::binary) << file;
    manifest_.input.name = "x";
    manifest_.input.width = 64;
    manifest_.input.height = 32;
    manifest_.input.window = 3;
    manifest_.outputs = {"heat"};
    manifest_.strides = {1};
    manifest_.min_score = 0.5F;
  }
  EngineOptions on(const Device& device) {
    EngineOptions options;
    options.kind = EngineKind::openvino;
    options.precision = Precision::f32;
    options.device = device;
    options.max_batch = 2;
    return options;
  }
  /// What the network sees in `frames`, three after three.
  std::vector<WindowPeaks> find(const std::vector<Frame>& frames, const Device& device) {
    auto network = make_peak_network(manifest_, on(device));
    EXPECT_TRUE(network) << network.error().message;
    EXPECT_EQ((*network)->window(), 3);
    auto session = std::move(*(*network)->session());
    std::vector<WindowPeaks> found(frames.size() / 3);
    const auto times = session->find(pictures_of(frames), found);
    EXPECT_TRUE(times) << times.error().message;
    return found;
  }

  testing::TempDir dir_;
  ModelManifest manifest_;
};

TEST_F(Windows, EveryFrameHasItsOwnPeaks) {
  std::vector<Frame> frames;
  for (int i = 0; i < 9; ++i) frames.push_back(dot(5 + 6 * i, 3 + 3 * i));
  const auto found = find(frames, {});
  ASSERT_EQ(found.size(), 3U);
  for (std::size_t i = 0; i < 9; ++i) {
    ASSERT_EQ(found[i / 3].size(), 3U);
    const auto& peaks = found[i / 3][i % 3];
    ASSERT_EQ(peaks.size(), 1U) << i;
    EXPECT_NEAR(peaks[0].pixel.x, 5.5 + 6.0 * static_cast<double>(i), 1e-3);
    EXPECT_NEAR(peaks[0].pixel.y, 3.5 + 3.0 * static_cast<double>(i), 1e-3);
    EXPECT_NEAR(peaks[0].score, 1, 1e-3);
  }
}

TEST_F(Windows, AreTheSameOnAGpu) {
  if (!ready()) return;
  std::vector<Frame> frames, there;
  for (int i = 0; i < 9; ++i) {
    frames.push_back(dot(60 - 6 * i, 2 + 3 * i));
    Pool pool = picture_pool(frames.back().info(), context_);
    there.push_back(std::move(*upload(frames.back(), pool, *stream_)));
  }
  EXPECT_EQ(find(there, {Device::Kind::cuda, 0}), find(frames, {}));
}

class Poses : public Windows {
 protected:
  void SetUp() override {
    Windows::SetUp();
    if (testing::shared_data().empty()) return;
    auto manifest = load_manifest(testing::model_manifest("tinypose_256x192"));
    ASSERT_TRUE(manifest) << manifest.error().message;
    manifest_ = std::move(*manifest);
    frames_ = testing::clip_frames("golf_swing1.mp4", 1, 2, 540, 960);
  }
  std::vector<Keypoints> bodies(const std::vector<Frame>& frames, const Device& device) {
    auto network = make_keypoint_network(manifest_, on(device));
    EXPECT_TRUE(network) << network.error().message;
    auto session = std::move(*(*network)->session());
    std::vector<Picture> pictures;
    for (const auto& frame : frames)
      for (const Box& part : {Box{60, 150, 420, 760}, Box{-40, 300, 500, 800}})
        pictures.push_back({&frame, part});
    std::vector<Keypoints> found(pictures.size());
    const auto times = session->find(pictures, found);
    EXPECT_TRUE(times) << times.error().message;
    return found;
  }
  std::vector<Frame> frames_;
};

TEST_F(Poses, OfPartsOfFramesAreTheSameOnAGpuSharedData) {
  TL_NEEDS_SHARED_DATA();
  if (!ready()) return;
  if (frames_.size() < 2) GTEST_SKIP() << "needs the ffmpeg program to read clips";
  std::vector<Frame> there;
  for (const auto& frame : frames_) {
    Pool pool = picture_pool(frame.info(), context_);
    there.push_back(std::move(*upload(frame, pool, *stream_)));
  }
  const auto want = bodies(frames_, {});
  EXPECT_EQ(bodies(there, {Device::Kind::cuda, 0}), want);
  const auto& golfer = want[0];
  ASSERT_EQ(golfer.size(), 17U);
  ASSERT_TRUE(golfer[0] && golfer[15] && golfer[16]);
  EXPECT_LT(golfer[0]->pixel.y, golfer[15]->pixel.y - 200) << "the nose is above the feet";
}

/// The precision that a CPU chooses where it can moves points by less than anybody sees.
TEST_F(Poses, InBf16LieWhereTheyLieInF32SharedData) {
  TL_NEEDS_SHARED_DATA();
  const auto frames = testing::clip_frames("golf_swing1.mp4", 1, 12, 540, 960);
  if (frames.size() < 12) GTEST_SKIP() << "needs the ffmpeg program to read clips";
  const auto found_in = [&](Precision precision) -> std::optional<std::vector<Keypoints>> {
    auto options = on({});
    options.precision = precision;
    auto network = make_keypoint_network(manifest_, options);
    if (!network) return std::nullopt;
    EXPECT_EQ((*network)->engine().precision, precision);
    auto session = std::move(*(*network)->session());
    std::vector<Picture> pictures;
    for (const auto& frame : frames) pictures.push_back({&frame, Box{60, 150, 420, 760}});
    std::vector<Keypoints> found(pictures.size());
    EXPECT_TRUE(session->find(pictures, found));
    return found;
  };
  const auto fine = found_in(Precision::f32), coarse = found_in(Precision::bf16);
  if (!coarse) GTEST_SKIP() << "this CPU has no bf16";
  ASSERT_TRUE(fine);
  std::vector<double> off;  // pixels of the network's input
  for (std::size_t i = 0; i < fine->size(); ++i)
    for (std::size_t k = 0; k < 17; ++k) {
      const auto &a = (*fine)[i][k], &b = (*coarse)[i][k];
      if (a && b)
        off.push_back(std::hypot(a->pixel.x - b->pixel.x, a->pixel.y - b->pixel.y) * 256.0 / 760);
    }
  ASSERT_GT(off.size(), 150U);
  std::sort(off.begin(), off.end());
  EXPECT_LE(off[off.size() / 2], 0.5);
  EXPECT_LE(off[off.size() * 99 / 100], 2);
}

/// Each crop's mirror image lies beside it in the batch.
TEST_F(Poses, OfMirrorImagesTooAreTheSameOnAGpuSharedData) {
  TL_NEEDS_SHARED_DATA();
  if (!ready()) return;
  if (frames_.size() < 2) GTEST_SKIP() << "needs the ffmpeg program to read clips";
  const auto once = bodies(frames_, {});
  manifest_.mirrored = true;
  manifest_.smoothing = 11;
  std::vector<Frame> there;
  for (const auto& frame : frames_) {
    Pool pool = picture_pool(frame.info(), context_);
    there.push_back(std::move(*upload(frame, pool, *stream_)));
  }
  const auto want = bodies(frames_, {});
  EXPECT_EQ(bodies(there, {Device::Kind::cuda, 0}), want);
  for (const std::size_t point : {0U, 5U, 6U, 15U, 16U}) {
    ASSERT_TRUE(want[0].at(point) && once[0].at(point));
    EXPECT_NE(want[0][point], once[0][point]);
    EXPECT_NEAR(want[0][point]->pixel.x, once[0][point]->pixel.x, 12) << "sides are exchanged";
    EXPECT_NEAR(want[0][point]->pixel.y, once[0][point]->pixel.y, 12);
  }
}

}  // namespace
}  // namespace touchline
