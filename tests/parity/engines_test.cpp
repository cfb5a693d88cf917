// Every network of ../shared/data/models through both engines, with the same inputs: one test body,
// one table of tolerances.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <ostream>
#include <random>

#include "infer/testing.h"

namespace touchline {
namespace {

struct Network {
  const char* file;
  const char* input;
  std::vector<std::int64_t> shape;  ///< 1 x c x h x w
  std::vector<std::string> outputs;
  float mean, std;       ///< pixels 0..255 -> input, about as the network was trained
  bool batches;          ///< false: a batch of one only
  double f32_tolerance;  ///< largest |openvino f32 - onnxruntime f32|, as a share of the output's
                         ///< largest value
  double bf16_rms;       ///< root mean square of bf16 - f32, as a share of the largest value
};

void PrintTo(const Network& network, std::ostream* out) { *out << network.file; }

/// The batch size of an input shape.
std::vector<std::int64_t> batch(std::vector<std::int64_t> shape, std::int64_t n) {
  shape[0] = n;
  return shape;
}

/// One image: real pixels where there is a clip, else noise; planar, normalised.
std::vector<float> picture(const Network& network, bool real) {
  const auto channels = network.shape[1], height = network.shape[2], width = network.shape[3];
  std::vector<float> out(static_cast<std::size_t>(channels * height * width));
  const auto frames = real ? testing::clip_frames("basketball_sample.mp4", 2, 1,
                                                  static_cast<int>(width), static_cast<int>(height))
                           : std::vector<Frame>();
  std::mt19937 random(3);
  std::size_t at = 0;
  for (int c = 0; c < channels; ++c) {
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const int value =
            frames.empty() ? static_cast<int>(random() % 256) : frames[0].plane(0).row(y)[x];
        out[at++] = (static_cast<float>(value) - network.mean) / network.std;
      }
    }
  }
  return out;
}

struct Output {
  std::vector<std::int64_t> shape;
  std::vector<float> values;
};

class Runner {
 public:
  Runner(const Network& network, EngineKind kind, Precision precision) {
    EngineOptions options;
    options.kind = kind;
    options.precision = precision;
    const auto path = (testing::shared_data() / "models" / network.file).string();
    auto made = make_engine({path, network.input, {}, network.outputs}, options);
    if (!made) {
      error_ = made.error();
      return;
    }
    engine_ = std::move(*made);
    session_ = std::move(*engine_->session());
  }

  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

  std::vector<Output> run(const std::vector<float>& input, const std::vector<std::int64_t>& shape) {
    const auto views = session_->run(input, shape);
    std::vector<Output> outputs;
    EXPECT_TRUE(views) << views.error().message;
    if (!views) return outputs;
    for (const auto& view : *views) {
      std::int64_t count = 1;
      for (const auto size : view.shape) count *= size;
      outputs.push_back({view.shape, std::vector<float>(view.data, view.data + count)});
    }
    return outputs;
  }

 private:
  std::optional<Error> error_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<EngineSession> session_;
};

double largest(const std::vector<float>& values) {
  double most = 0;
  for (const float v : values) most = std::max(most, std::fabs(double(v)));
  return most;
}

double largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    most = std::max(most, std::fabs(double(a[i]) - double(b[i])));
  return most;
}

double rms_difference(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::pow(double(a[i]) - double(b[i]), 2);
  return std::sqrt(sum / static_cast<double>(std::max<std::size_t>(1, a.size())));
}

class BothEngines : public ::testing::TestWithParam<Network> {};

TEST_P(BothEngines, AgreeSharedData) {
  TL_NEEDS_SHARED_DATA();
  const auto& network = GetParam();
  Runner reference(network, EngineKind::onnxruntime, Precision::f32);
  Runner openvino(network, EngineKind::openvino, Precision::f32);
  ASSERT_FALSE(reference.error()) << reference.error()->message;
  ASSERT_FALSE(openvino.error()) << openvino.error()->message;
  for (const bool real : {false, true}) {
    const auto input = picture(network, real);
    const auto want = reference.run(input, network.shape), got = openvino.run(input, network.shape);
    ASSERT_EQ(want.size(), network.outputs.size());
    ASSERT_EQ(got.size(), want.size());
    for (std::size_t i = 0; i < want.size(); ++i) {
      EXPECT_EQ(got[i].shape, want[i].shape) << network.outputs[i];
      if (got[i].shape != want[i].shape) continue;
      EXPECT_LE(largest_difference(got[i].values, want[i].values),
                network.f32_tolerance * largest(want[i].values))
          << network.outputs[i] << (real ? " of a picture" : " of noise");
    }
  }
}

TEST_P(BothEngines, Bf16StaysCloseSharedData) {
  TL_NEEDS_SHARED_DATA();
  const auto& network = GetParam();
  Runner full(network, EngineKind::openvino, Precision::f32),
      half(network, EngineKind::openvino, Precision::bf16);
  if (half.error()) {
    EXPECT_EQ(half.error()->code, Errc::no_device);
    GTEST_SKIP() << half.error()->message;
  }
  const auto input = picture(network, true);
  const auto want = full.run(input, network.shape), got = half.run(input, network.shape);
  ASSERT_EQ(got.size(), want.size());
  for (std::size_t i = 0; i < want.size(); ++i) {
    if (got[i].shape != want[i].shape)
      continue;  // suppression inside the network: another number of rows
    EXPECT_LE(rms_difference(got[i].values, want[i].values) / largest(want[i].values),
              network.bf16_rms)
        << network.outputs[i];
  }
}

TEST_P(BothEngines, AnImageIsTheSameInABatchSharedData) {
  TL_NEEDS_SHARED_DATA();
  const auto& network = GetParam();
  if (!network.batches) GTEST_SKIP() << "this network takes one image at a time";
  for (const auto kind : {EngineKind::onnxruntime, EngineKind::openvino}) {
    Runner runner(network, kind, Precision::f32);
    ASSERT_FALSE(runner.error()) << runner.error()->message;
    const auto noise = picture(network, false), real = picture(network, true);
    std::vector<float> both = noise;
    both.insert(both.end(), real.begin(), real.end());
    const auto together = runner.run(both, batch(network.shape, 2)),
               alone = runner.run(real, network.shape);
    ASSERT_EQ(together.size(), alone.size());
    for (std::size_t i = 0; i < alone.size(); ++i) {
      const auto& all = together[i].values;
      ASSERT_EQ(all.size(), 2 * alone[i].values.size());
      const std::vector<float> second(
          all.begin() + static_cast<std::ptrdiff_t>(alone[i].values.size()), all.end());
      EXPECT_LE(largest_difference(second, alone[i].values),
                network.f32_tolerance * largest(alone[i].values))
          << to_string(kind) << " " << network.outputs[i];
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Networks, BothEngines,
    ::testing::Values(
        Network{
            "yolox_nano.onnx", "images", {1, 3, 416, 416}, {"output"}, 0, 1, false, 1e-4, 0.015},
        Network{"nanodet_plus_m_416.onnx",
                "image",
                {1, 3, 416, 416},
                {"output"},
                116,
                57,
                true,
                1e-4,
                0.01},
        Network{"rtmdet_nano_person.onnx",
                "input",
                {1, 3, 320, 320},
                {"dets", "labels"},
                116,
                57,
                false,
                1e-3,
                0.02},
        Network{"footandball_soccer.onnx",
                "image",
                {1, 3, 352, 640},
                {"player_conf", "player_box", "ball_conf"},
                116,
                57,
                true,
                1e-4,
                0.006},
        Network{"tinypose_256x192.onnx",
                "image",
                {1, 3, 256, 192},
                {"heatmaps"},
                116,
                57,
                true,
                1e-4,
                0.04},
        Network{"osnet_x0_25_msmt17.onnx",
                "input",
                {1, 3, 256, 128},
                {"output"},
                116,
                57,
                true,
                1e-4,
                0.02},
        Network{"vballnet_fast_seq9.onnx",
                "input",
                {1, 9, 288, 512},
                {"sigmoid"},
                0,
                255,
                true,
                1e-4,
                0.035}),
    [](const auto& tested) {
      const std::string file = tested.param.file;
      return file.substr(0, file.find('.'));
    });

}  // namespace
}  // namespace touchline
