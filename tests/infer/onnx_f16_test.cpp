// Networks rewritten to 16 bits: what must change does, the rest stays, and no bytes make it crash.
#include "infer/onnx_f16.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <tuple>

#include "infer/onnx_builder.h"
#include "infer/onnx_layout.h"
#include "infer/onnx_message.h"
#include "infer/testing.h"
#include "kernels/half.h"

namespace touchline {
namespace {

namespace fs = std::filesystem;
using testing::float_tensor;
using testing::Message;
using testing::model_file;
using testing::node;
using testing::value_info;

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// y = Resize(x * weight + limit, scales) by nearest neighbour, scales shared with an Add.
std::string small_network(const Message& weight, const Message& limit) {
  const Message ints = Message().bytes(1, "mode").bytes(4, "nearest").number(20, 3);
  const std::vector<float> scales{1, 1, 1.5F, 2.3F};
  return model_file(Message()
                        .message(5, weight)
                        .message(5, limit)
                        .message(5, float_tensor("scales", scales))
                        .message(13, value_info("scaled", 1, {1, 3, 2, 4}))
                        .message(1, node("Mul", {"x", "weight"}, {"scaled"}))
                        .message(1, node("Min", {"scaled", "limit"}, {"limited"}))
                        .message(1, node("Add", {"limited", "scales"}, {"sum"}))
                        .message(1, node("Resize", {"sum", "", "scales"}, {"y"}).message(5, ints))
                        .bytes(2, "small")
                        .message(11, value_info("x", 1, {1, 3, 2, 4}))
                        .message(12, value_info("y", 1, {1, 3, 3, 9})));
}

class HalvedNetwork : public ::testing::Test {
 protected:
  HalvedNetwork() {
    char name[] = "/tmp/touchline_f16_XXXXXX";
    folder_ = mkdtemp(name);
  }
  ~HalvedNetwork() override { fs::remove_all(folder_); }
  [[nodiscard]] std::string write(const std::string& bytes) const {
    const auto path = (folder_ / "net.onnx").string();
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  fs::path folder_;
};

std::vector<std::vector<float>> run(const EngineSpec& spec, Precision precision,
                                    const std::vector<float>& input,
                                    const std::vector<std::int64_t>& shape) {
  EngineOptions options;
  options.kind = EngineKind::onnxruntime;
  options.precision = precision;
  std::vector<std::vector<float>> out;
  const auto engine = make_engine(spec, options);
  EXPECT_TRUE(engine) << engine.error().message;
  if (!engine) return out;
  EXPECT_EQ((*engine)->info().precision, precision);
  const auto session = (*engine)->session();
  const auto views = (*session)->run(input, shape);
  EXPECT_TRUE(views) << views.error().message;
  if (!views) return out;
  for (const auto& view : *views) {
    std::int64_t count = 1;
    for (const auto size : view.shape) count *= size;
    out.emplace_back(view.data, view.data + count);
  }
  return out;
}

TEST_F(HalvedNetwork, ComputesTheSameWithScalesLeftExact) {
  const auto path =
      write(small_network(float_tensor("weight", {0.5F}), float_tensor("limit", {1e9F})));
  std::vector<float> x(24);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(i);
  const EngineSpec spec{path, "x", {}, {"y"}};
  const auto want = run(spec, Precision::f32, x, {1, 3, 2, 4}),
             got = run(spec, Precision::f16, x, {1, 3, 2, 4});
  ASSERT_EQ(want.size(), 1U);
  ASSERT_EQ(got.size(), 1U);
  ASSERT_EQ(got[0].size(), want[0].size()) << "2.3 in 16 bits gives another width";
  for (std::size_t i = 0; i < want[0].size(); ++i) EXPECT_NEAR(got[0][i], want[0][i], 0.01);
}

TEST_F(HalvedNetwork, NothingOf32BitsIsLeftButTheScales) {
  const auto half =
      to_f16(small_network(float_tensor("weight", {0.5F}), float_tensor("limit", {1e9F})));
  ASSERT_TRUE(half) << half.error().message;
  const auto model = *wire::fields(*half);
  const auto graph = *wire::fields(onnx::text(model, 7));
  int halves = 0, floats = 0;
  for (const auto& field : graph) {
    EXPECT_NE(field.number, 13U) << "stated shapes of inner tensors name the old types";
    if (field.number != 5) continue;
    const auto tensor = *wire::fields(field.bytes);
    const bool is_half = onnx::integer(tensor, 2) == onnx::kHalf;
    is_half ? ++halves : ++floats;
    const auto raw = onnx::text(tensor, 9);
    if (onnx::text(tensor, 8) == "limit") {
      std::uint16_t limit = 0;
      ASSERT_EQ(raw.size(), 2U);
      std::memcpy(&limit, raw.data(), 2);
      EXPECT_EQ(from_half(limit), 65504.0F) << "a mask saturates";
    }
    if (!is_half) {
      EXPECT_EQ(onnx::text(tensor, 8), "scales/f32");
    }
  }
  EXPECT_EQ(halves, 3) << "weight, limit, and the scales that are added";
  EXPECT_EQ(floats, 1);
  EXPECT_EQ(std::count_if(graph.begin(), graph.end(), [](const auto& f) { return f.number == 1; }),
            4)
      << "constants need no cast";
}

TEST_F(HalvedNetwork, WhatCannotBeHalvedIsRefusedInWords) {
  const auto refused = [](const std::string& model, const char* word) {
    const auto half = to_f16(model);
    ASSERT_FALSE(half) << word;
    EXPECT_EQ(half.error().code, Errc::bad_model);
    EXPECT_NE(half.error().message.find(word), std::string::npos) << half.error().message;
  };
  const auto limit = float_tensor("limit", {1e9F});
  refused(small_network(float_tensor("weight", {1, 2, 3, 7e4F}), limit), "weight");
  refused(
      small_network(Message().number(1, 4).number(2, 1).bytes(8, "weight").bytes(9, "abc"), limit),
      "3 bytes");
  refused(small_network(Message().number(1, ~0ULL).number(1, 16).number(2, 1).bytes(8, "weight"),
                        limit),
          "absurd");
  refused(small_network(Message(float_tensor("weight", {})).number(14, 1), limit), "another file");
  const auto graph = [](const Message& one) {
    return model_file(Message().message(11, value_info("x", 1, {1})).message(1, one));
  };
  refused(graph(node("QuantizeLinear", {"x"}, {"y"})), "QuantizeLinear");
  refused(graph(node("Gelu", {"x"}, {"y"}).bytes(7, "com.microsoft")), "com.microsoft");
  refused(
      graph(node("If", {"x"}, {"y"}).message(5, Message().bytes(1, "then_branch").bytes(6, ""))),
      "then_branch");
  refused(graph(node("Resize", {"x", "", "x"}, {"y"})), "Resize");
  refused("", "0 graphs");
}

/// Beside a weight without a name it once read an output that is not there; a fuzzer found it.
TEST_F(HalvedNetwork, AConstantThatGivesNothingIsKept) {
  const auto half = to_f16(model_file(Message()
                                          .message(5, float_tensor("", {0.5F}))
                                          .message(1, node("Constant", {}, {}))
                                          .bytes(2, "nothing")));
  ASSERT_TRUE(half) << half.error().message;
  const auto model = *wire::fields(*half);
  const auto graph = *wire::fields(onnx::text(model, 7));
  const auto is_node = [](const auto& field) { return field.number == 1; };
  EXPECT_EQ(std::count_if(graph.begin(), graph.end(), is_node), 1);
}

TEST_F(HalvedNetwork, DamagedBytesNeverCrashAndNeverGrowWithoutBound) {
  const std::string good =
      small_network(float_tensor("weight", {0.5F}), float_tensor("limit", {1e9F}));
  std::mt19937 random(5);
  int refused = 0;
  for (std::size_t length = 0; length < good.size(); ++length)
    refused += !to_f16(good.substr(0, length));
  EXPECT_EQ(refused, static_cast<int>(good.size()) - 1) << "whole only just before the last field";
  for (int i = 0; i < 20000; ++i) {
    std::string bytes = good;
    for (unsigned flips = 1 + random() % 3; flips > 0; --flips)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    const auto half = to_f16(bytes);
    if (half) {
      EXPECT_LT(half->size(), 10 * good.size());
    } else {
      EXPECT_EQ(half.error().code, Errc::bad_model);
    }
  }
}

/// Largest difference and the root of the mean square, as shares of the largest value.
std::pair<double, double> differences(const std::vector<float>& a, const std::vector<float>& b) {
  double most = 0, sum = 0, largest = 1e-9;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double d = double(a[i]) - double(b[i]);
    most = std::max(most, std::fabs(d));
    sum += d * d;
    largest = std::max(largest, std::fabs(double(a[i])));
  }
  return {most / largest, std::sqrt(sum / static_cast<double>(a.size())) / largest};
}

struct File {
  const char* path;  ///< from the project's root, or of ../shared/data/models
  const char* input;
  std::vector<std::int64_t> shape;
  std::vector<std::string> outputs;
  double rms = 2e-3;  ///< of noise, as a share of the largest value
};
void PrintTo(const File& file, std::ostream* out) { *out << file.path; }

class RealNetwork : public ::testing::TestWithParam<File> {};

TEST_P(RealNetwork, IsCloseInHalfTheBytesSharedData) {
  const auto& file = GetParam();
  const bool ours = std::string(file.path).starts_with("share/");
  if (!ours) TL_NEEDS_SHARED_DATA();
  const auto path =
      ours ? fs::path(TOUCHLINE_ROOT) / file.path : testing::shared_data() / "models" / file.path;
  const std::string bytes = read(path);
  const auto half = to_f16(bytes);
  ASSERT_TRUE(half) << half.error().message;
  EXPECT_LT(half->size(), bytes.size() * 7 / 10);
  std::int64_t count = 1;
  for (const auto size : file.shape) count *= size;
  std::vector<float> input(static_cast<std::size_t>(count));
  std::mt19937 random(1);
  for (auto& v : input) v = static_cast<float>(random() % 256) / 255;
  const EngineSpec spec{path.string(), file.input, {}, file.outputs};
  const auto want = run(spec, Precision::f32, input, file.shape),
             got = run(spec, Precision::f16, input, file.shape);
  ASSERT_EQ(want.size(), file.outputs.size());
  ASSERT_EQ(got.size(), want.size());
  for (std::size_t i = 0; i < want.size(); ++i) {
    if (got[i].size() != want[i].size()) continue;  // suppression inside the network
    const auto [most, rms] = differences(want[i], got[i]);
    RecordProperty(file.outputs[i] + "_rms", std::to_string(rms));
    EXPECT_LE(rms, file.rms) << file.outputs[i] << ", largest " << most;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Models, RealNetwork,
    ::testing::Values(
        File{"share/models/soccer-balanced.onnx", "image", {1, 3, 544, 960}, {"heat", "box"}, 0.01},
        File{"share/models/soccer-fast.onnx", "image", {1, 3, 384, 640}, {"heat", "box"}, 0.01},
        File{"share/models/soccer-pitch.onnx", "image", {1, 3, 384, 640}, {"heat"}},
        File{"yolox_nano.onnx", "images", {1, 3, 416, 416}, {"output"}, 0.01},
        File{"nanodet_plus_m_416.onnx", "image", {1, 3, 416, 416}, {"output"}},
        File{"rtmdet_nano_person.onnx",
             "input",
             {1, 3, 320, 320},
             {"dets", "labels"},
             1 /* sorted by score */},
        File{"footandball_soccer.onnx",
             "image",
             {1, 3, 352, 640},
             {"player_conf", "player_box", "ball_conf"}},
        File{"tinypose_256x192.onnx", "image", {1, 3, 256, 192}, {"heatmaps"}},
        File{"osnet_x0_25_msmt17.onnx", "input", {1, 3, 256, 128}, {"output"}},
        File{"vballnet_fast_seq9.onnx", "input", {1, 9, 288, 512}, {"sigmoid"}}),
    [](const auto& tested) {
      auto name = fs::path(tested.param.path).stem().string();
      std::replace(name.begin(), name.end(), '-', '_');
      return name;
    });

/// Conv -> BatchNormalization -> `op` -> BatchNormalization.
std::string normalised(const std::string& op) {
  return model_file(Message()
                        .message(1, node("Conv", {"x", "w"}, {"a"}))
                        .message(1, node("BatchNormalization", {"a", "s", "t", "m", "v"}, {"b"}))
                        .message(1, node(op, {"b", "w2"}, {"c"}))
                        .message(1, node("BatchNormalization", {"c", "s", "t", "m", "v"}, {"y"}))
                        .bytes(2, "normalised"));
}

TEST(ChannelsLast, FitsWhereNormalisationsFollowConvolutions) {
  EXPECT_TRUE(fits_channels_last(normalised("Conv")).value());
  EXPECT_TRUE(fits_channels_last(normalised("ConvTranspose")).value());
  EXPECT_FALSE(fits_channels_last(normalised("Gemm")).value());
  EXPECT_TRUE(fits_channels_last(testing::tiny_model()).value());
  EXPECT_FALSE(fits_channels_last("\x3a\x05no")) << "cut short";
}

TEST(ChannelsLast, OfRealNetworksSharedData) {
  const fs::path models = fs::path(TOUCHLINE_ROOT) / "../shared/data/models";
  if (!fs::exists(models)) GTEST_SKIP() << "needs " << models;
  EXPECT_TRUE(fits_channels_last(read(models / "yolox_nano.onnx")).value());
  EXPECT_FALSE(fits_channels_last(read(models / "osnet_x0_25_msmt17.onnx")).value());
}

}  // namespace
}  // namespace touchline
