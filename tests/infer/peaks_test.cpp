// Small things in windows of frames: where heat maps have them, what grey networks are shown, and a
// network that normalises along the picture's width.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <random>

#include "infer/onnx_builder.h"
#include "infer/point_networks.h"
#include "infer/testing.h"
#include "kernels/letterbox.h"
#include "support/temp_dir.h"

namespace touchline {
namespace {

using testing::Message;
using testing::node;
using testing::value_info;

constexpr int kAcross = 32, kDown = 18;

ModelManifest peaks_of(bool blobs, int frames = 2) {
  ModelManifest m;
  m.name = "synthetic";
  m.task = Task::peaks;
  m.head = Head::heatmap_peak;
  m.input.width = kAcross * 2;
  m.input.height = kDown * 2;
  m.input.window = frames;
  m.outputs = {"heat"};
  m.strides = {2};
  m.min_score = 0.5F;
  m.blobs = blobs;
  return m;
}

struct Maps {
  std::vector<float> heat = std::vector<float>(std::size_t{2} * kAcross * kDown);
  float& at(int frame, int x, int y) {
    return heat[static_cast<std::size_t>((frame * kDown + y) * kAcross + x)];
  }
  WindowPeaks decode(bool blobs) {
    const auto decoder = std::move(*make_peak_decoder(peaks_of(blobs)));
    const std::vector<TensorView> tensors{{{1, 2, kDown, kAcross}, heat.data()}};
    // The frame fills the input: an input pixel is three of the source across and two down.
    const LetterboxGeometry whole{0, 0, kAcross * 2, kDown * 2, 3, 2, 0, 0};
    WindowPeaks out;
    EXPECT_TRUE(decoder->decode(tensors, 0, whole, out));
    return out;
  }
};

TEST(Peaks, AFlatTopIsOneThingAtItsCentre) {
  Maps maps;
  // A disc as a network sees it that is never quite sure: cells of one thing differ a little.
  for (int y = 4; y < 9; ++y)
    for (int x = 10; x < 15; ++x)
      maps.at(0, x, y) = 0.97F + 0.01F * static_cast<float>((x + y) % 2);
  maps.at(1, 20, 2) = 0.6F;
  maps.at(1, 21, 3) = 0.9F;  // touches it at a corner
  maps.at(1, 5, 12) = 0.8F;
  maps.at(1, 30, 17) = 0.49F;
  const auto found = maps.decode(true);
  ASSERT_EQ(found.size(), 2U);
  ASSERT_EQ(found[0].size(), 1U);
  EXPECT_NEAR(found[0][0].pixel.x, 12.5 * 2 * 3, 1e-3);
  EXPECT_NEAR(found[0][0].pixel.y, 6.5 * 2 * 2, 1e-3);
  EXPECT_FLOAT_EQ(found[0][0].score, 0.98F);
  ASSERT_EQ(found[1].size(), 2U) << "best first";
  EXPECT_NEAR(found[1][0].pixel.x, (0.101 * 20.5 + 0.401 * 21.5) / 0.502 * 6, 1e-3);
  EXPECT_NEAR(found[1][0].pixel.y, (0.101 * 2.5 + 0.401 * 3.5) / 0.502 * 4, 1e-3);
  EXPECT_FLOAT_EQ(found[1][0].score, 0.9F);
  EXPECT_EQ(found[1][1].pixel, (Vec2f{5.5F * 6, 12.5F * 4}));
  const auto tops = maps.decode(false);
  EXPECT_GT(tops[0].size(), 1U) << "which is why there are blobs";
}

TEST(Peaks, ABumpIsFoundToAFractionOfACellEitherWay) {
  for (const bool blobs : {false, true}) {
    Maps maps;
    for (int y = 0; y < kDown; ++y)
      for (int x = 0; x < kAcross; ++x) {
        const double dx = x + 0.5 - 7.3, dy = y + 0.5 - 9.8;
        maps.at(0, x, y) = static_cast<float>(0.95 * std::exp(-(dx * dx + dy * dy) / 4.5));
      }
    maps.at(1, 3, 3) = std::numeric_limits<float>::quiet_NaN();
    const auto found = maps.decode(blobs);
    ASSERT_EQ(found[0].size(), 1U);
    EXPECT_NEAR(found[0][0].pixel.x / 6, 7.3, blobs ? 0.05 : 0.01) << blobs;
    EXPECT_NEAR(found[0][0].pixel.y / 4, 9.8, blobs ? 0.05 : 0.01) << blobs;
    EXPECT_TRUE(found[1].empty()) << "no number is nothing seen";
  }
}

Frame coloured(std::uint8_t luma, std::uint8_t u, std::uint8_t v) {
  const FrameInfo info{PixelFormat::i420, 64, 36, {}, {}};
  std::vector<std::uint8_t> bytes(std::size_t{64} * 36, luma);
  bytes.insert(bytes.end(), std::size_t{32} * 18, u);
  bytes.insert(bytes.end(), std::size_t{32} * 18, v);
  return testing::frame_of(info, bytes);
}

/// What a network of grey frames is shown: the same brightness whatever the frame's own matrix.
TEST(Peaks, GreyNetworksAreShownTheBrightnessOfColours) {
  const testing::TempDir dir;
  auto manifest = peaks_of(true, 2);
  manifest.path = dir / "grey.onnx";
  const int width = manifest.input.width, height = manifest.input.height;
  std::ofstream(manifest.path, std::ios::binary)
      << testing::model_file(Message()
                                 .message(1, node("Identity", {"x"}, {"heat"}))
                                 .bytes(2, "grey")
                                 .message(11, value_info("x", 1, {-1, 2, height, width}))
                                 .message(12, value_info("heat", 1, {-1, 2, height, width})));
  manifest.input.name = "x";
  manifest.input.gray = true;
  manifest.strides = {1};
  manifest.min_score = 0.01F;
  EngineOptions options;
  options.precision = Precision::f32;
  const auto network = make_peak_network(manifest, options);
  ASSERT_TRUE(network) << network.error().message;
  const auto session = std::move(*(*network)->session());
  const std::vector<Frame> frames{coloured(90, 90, 220), coloured(140, 200, 60)};
  WindowPeaks found;
  ASSERT_TRUE(session->find(pictures_of(frames), {&found, 1}));
  ASSERT_EQ(found.size(), 2U);
  for (const std::size_t i : {0U, 1U}) {
    const Letterbox letterbox(manifest.input.letterbox(), frames[i].info());
    std::vector<float> rgb(letterbox.floats());
    letterbox.fill_border(rgb.data());
    letterbox.sample(frames[i], rgb.data());
    const std::size_t plane = rgb.size() / 3, at = plane / 2;
    ASSERT_NE(rgb[at], rgb[plane + at]) << "it is coloured";
    ASSERT_EQ(found[i].size(), 1U);
    EXPECT_NEAR(found[i][0].score,
                0.299 * rgb[at] + 0.587 * rgb[plane + at] + 0.114 * rgb[2 * plane + at], 1e-5);
  }
  options.device = {Device::Kind::cuda, 0};
  EXPECT_FALSE(make_peak_network(manifest, options)) << "no silent way round";
}

Message ints(const char* name, std::initializer_list<std::uint64_t> values) {
  Message attribute;
  attribute.bytes(1, name);
  for (const auto value : values) attribute.number(8, value);
  return attribute.number(20, 7);
}

constexpr int kWideInput = 128, kHighInput = 72;

/// n x 9 x 72 x 128 -> `heat` n x 3 x 72 x 128: a convolution, a normalisation along the picture's
/// width, as some networks for small balls have it, and a convolution.
std::string width_normalised_model() {
  std::mt19937 random(5);
  const auto numbers = [&](std::size_t count, float low, float high) {
    std::vector<float> all(count);
    for (float& one : all) one = low + (high - low) * static_cast<float>(random() % 4096) / 4096.0F;
    return all;
  };
  Message first = node("Conv", {"x", "w1"}, {"a"}), last = node("Conv", {"e", "w2"}, {"f"});
  first.message(5, ints("pads", {1, 1, 1, 1}));
  Message there = node("Transpose", {"b"}, {"c"}), back = node("Transpose", {"d"}, {"e"});
  there.message(5, ints("perm", {0, 3, 1, 2}));
  back.message(5, ints("perm", {0, 2, 3, 1}));
  const auto wide = static_cast<std::size_t>(kWideInput);
  return testing::model_file(
      Message()
          .message(1, first)
          .message(1, node("Relu", {"a"}, {"b"}))
          .message(1, there)
          .message(1, node("BatchNormalization", {"c", "scale", "shift", "mean", "var"}, {"d"}))
          .message(1, back)
          .message(1, last)
          .message(1, node("Sigmoid", {"f"}, {"heat"}))
          .bytes(2, "width")
          .message(5, testing::float_tensor("w1", numbers(8 * 9 * 9, -0.3F, 0.3F), {8, 9, 3, 3}))
          .message(5, testing::float_tensor("scale", numbers(wide, 0.5F, 1.5F)))
          .message(5, testing::float_tensor("shift", numbers(wide, -1, 1)))
          .message(5, testing::float_tensor("mean", numbers(wide, 0, 0.3F)))
          .message(5, testing::float_tensor("var", numbers(wide, 0.01F, 0.2F)))
          .message(5, testing::float_tensor("w2", numbers(3 * 8, -0.5F, 0.5F), {3, 8, 1, 1}))
          .message(11, value_info("x", 1, {-1, 9, kHighInput, kWideInput}))
          .message(12, value_info("heat", 1, {-1, 3, kHighInput, kWideInput})));
}

class WidthNormalised : public ::testing::Test {
 protected:
  WidthNormalised() {
    std::ofstream(dir_ / "width.onnx", std::ios::binary) << width_normalised_model();
  }
  std::vector<float> run(EngineKind kind, const std::vector<float>& input) {
    EngineOptions options;
    options.kind = kind;
    options.precision = Precision::f32;
    const std::vector<std::int64_t> shape{1, 9, kHighInput, kWideInput};
    EngineSpec spec{dir_ / "width.onnx", "x", shape, {"heat"}};
    const auto engine = make_engine(spec, options);
    EXPECT_TRUE(engine) << engine.error().message;
    if (!engine) return {};
    const auto session = std::move(*(*engine)->session());
    const auto out = session->run(input, shape);
    EXPECT_TRUE(out) << out.error().message;
    if (!out) return {};
    return {(*out)[0].data, (*out)[0].data + std::ptrdiff_t{3} * kHighInput * kWideInput};
  }
  /// The largest difference between the two engines' maps of three frames.
  double difference(std::span<const Frame> frames) {
    LetterboxSpec spec;
    spec.width = kWideInput;
    spec.height = kHighInput;
    spec.fit = Fit::stretch;
    std::vector<float> input(std::size_t{9} * kHighInput * kWideInput);
    for (std::size_t i = 0; i < 3; ++i)
      Letterbox(spec, frames[i].info()).sample(frames[i], input.data() + i * input.size() / 3);
    const auto want = run(EngineKind::onnxruntime, input), got = run(EngineKind::openvino, input);
    EXPECT_EQ(got.size(), want.size());
    const auto [low, high] = std::minmax_element(want.begin(), want.end());
    EXPECT_GT(*high - *low, 0.3) << "there is something in it";
    double most = 0;
    for (std::size_t i = 0; i < want.size(); ++i)
      most = std::max(most, std::abs(double{got[i]} - double{want[i]}));
    return most;
  }
  testing::TempDir dir_;
};

TEST_F(WidthNormalised, IsTheSameInBothEngines) {
  std::vector<Frame> frames;
  std::mt19937 random(11);
  for (int i = 0; i < 3; ++i) {
    std::vector<std::uint8_t> bytes(std::size_t{320} * 180 * 3 / 2);
    for (std::size_t p = 0; p < bytes.size(); ++p)
      bytes[p] = static_cast<std::uint8_t>((p / 40 + p % 320 / 8 * 5 + random() % 16) % 256);
    frames.push_back(testing::frame_of({PixelFormat::i420, 320, 180, {}, {}}, bytes));
  }
  EXPECT_LE(difference(frames), 1e-3);
}

TEST_F(WidthNormalised, IsTheSameOnPicturesSharedData) {
  TL_NEEDS_SHARED_DATA();
  const auto frames = testing::clip_frames("tennis_pro_hardcourt.mp4", 1, 3, 640, 360);
  if (frames.size() < 3) GTEST_SKIP() << "needs the ffmpeg program to read clips";
  EXPECT_LE(difference(frames), 1e-3);
}

/// A ball of a match, followed by a network that was made for such balls.
TEST(Peaks, TheBallOfAClipIsWhereItsLabelsSaySharedData) {
  TL_NEEDS_SHARED_DATA();
  constexpr int kWide = 1280, kHigh = 720, kFrames = 18;
  const auto manifest = load_manifest(testing::model_manifest("vballnet_fast_seq9"));
  ASSERT_TRUE(manifest) << manifest.error().message;
  EngineOptions options;
  options.precision = Precision::f32;
  const auto network = make_peak_network(*manifest, options);
  ASSERT_TRUE(network) << network.error().message;
  const auto frames = testing::clip_frames("volleyball_short_clip.mp4", 0, kFrames, kWide, kHigh);
  if (frames.size() < kFrames) GTEST_SKIP() << "needs the ffmpeg program to read clips";
  std::vector<WindowPeaks> found(kFrames / 9);
  ASSERT_TRUE((*(*network)->session())->find(pictures_of(frames), found));
  std::ifstream labels(testing::shared_data() / "truth/volleyball_short_clip_ball.csv");
  std::string line;
  std::getline(labels, line);
  int near = 0, labelled = 0;
  for (std::size_t i = 0; i < kFrames && std::getline(labels, line); ++i) {
    double x = 0, y = 0;
    int frame = 0, visible = 0;
    ASSERT_EQ(std::sscanf(line.c_str(), "%d,%lf,%lf,%d", &frame, &x, &y, &visible), 4);
    const auto& peaks = found[i / 9][i % 9];
    near += std::any_of(peaks.begin(), peaks.end(), [&](const Peak& peak) {
      return std::hypot(double{peak.pixel.x} - x * kWide, double{peak.pixel.y} - y * kHigh) < 15;
    });
    ++labelled;
  }
  EXPECT_EQ(labelled, kFrames);
  EXPECT_GE(near, kFrames - 3) << "of all nine frames of every window";
}

}  // namespace
}  // namespace touchline
