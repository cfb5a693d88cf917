// Which numbers a network is computed in, the file that is read for them, and what is said of it.
#include "infer/precision.h"

#include <unistd.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>

#include "infer/engines.h"
#include "infer/onnx_builder.h"
#include "infer/picture_network.h"
#include "kernels/half.h"

namespace touchline {
namespace {

namespace fs = std::filesystem;
using testing::kFloat16;
using testing::tiny_model;

constexpr Device kAnyGpu{Device::Kind::cuda, 0};

class Precisions : public ::testing::Test {
 protected:
  Precisions()
      : folder_(fs::path(::testing::TempDir()) / fmt::format("touchline_f16_{}", ::getpid())) {
    fs::create_directories(folder_);
  }
  ~Precisions() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string write(const char* name, const std::string& bytes) const {
    const auto path = (folder_ / name).string();
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  /// A network with `half` as its f16 file.
  [[nodiscard]] EngineSpec tiny(const std::string& half) const {
    EngineSpec spec{write("net.onnx", tiny_model()), "x", {}, {"where", "relu"}};
    spec.files[Precision::f16] = {write("net.f16.onnx", half), "", true};
    return spec;
  }
  static EngineOptions by(EngineKind kind, Precision precision, Device device = {}) {
    EngineOptions options;
    options.kind = kind;
    options.precision = precision;
    options.device = device;
    return options;
  }

  fs::path folder_;
};

TEST_F(Precisions, TheFileOf16BitsComputesAndItsResultsAreFloats) {
  const auto engine =
      make_engine(tiny(tiny_model(kFloat16)), by(EngineKind::onnxruntime, Precision::f16));
  ASSERT_TRUE(engine) << engine.error().message;
  EXPECT_EQ((*engine)->info().precision, Precision::f16);
  const auto session = (*engine)->session();
  ASSERT_TRUE(session);
  std::vector<float> input;
  for (int i = 0; i < 12; ++i) input.push_back(static_cast<float>(i) * 1.3F - 5);
  const auto outputs = (*session)->run(input, std::vector<std::int64_t>{1, 3, 2, 2});
  ASSERT_TRUE(outputs) << outputs.error().message;
  for (std::size_t i = 0; i < input.size(); ++i) {
    const float rounded = from_half(half_bits(input[i]));
    EXPECT_EQ((*outputs)[0].data[i], std::trunc(rounded));
    EXPECT_EQ((*outputs)[1].data[i], std::max(0.0F, rounded));
  }
}

TEST_F(Precisions, AFileOfOtherNumbersIsABadModel) {
  const auto engine = make_engine(tiny(tiny_model()), by(EngineKind::onnxruntime, Precision::f16));
  ASSERT_FALSE(engine);
  EXPECT_EQ(engine.error().code, Errc::bad_model);
  EXPECT_NE(engine.error().message.find("must be a tensor of f16"), std::string::npos);
  auto spec = tiny("");
  spec.model_path = write("net.onnx", tiny_model(kFloat16));
  EXPECT_EQ(make_engine(spec, by(EngineKind::onnxruntime, Precision::f32)).error().code,
            Errc::bad_model);
}

TEST_F(Precisions, F16OfNoFileSaysHowOneIsMade) {
  auto spec = tiny(tiny_model(kFloat16));
  spec.files.clear();
  for (const Device device : {Device{}, kAnyGpu}) {
    const auto none = choose_precision(spec, by(EngineKind::onnxruntime, Precision::f16, device));
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, Errc::no_device);
    EXPECT_NE(none.error().message.find("tools/train/precisions.py MODEL.yaml --f16"),
              std::string::npos)
        << none.error().message;
  }
}

TEST_F(Precisions, AutoOnAGpuIsF16WhereThereIsAFileAndSaysWhyNot) {
  auto spec = tiny(tiny_model(kFloat16));
  const auto options = by(EngineKind::automatic, Precision::automatic, kAnyGpu);
  auto choice = choose_precision(spec, options);
  ASSERT_TRUE(choice) << choice.error().message;
  EXPECT_EQ(choice->precision, Precision::f16);
  EXPECT_EQ(of_precision(spec, *choice).model_path, spec.files[Precision::f16].path);
  spec.files.clear();
  choice = choose_precision(spec, options);
  ASSERT_TRUE(choice) << choice.error().message;
  EXPECT_EQ(choice->precision, Precision::f32);
  EXPECT_EQ(of_precision(spec, *choice).model_path, spec.model_path);
  EXPECT_NE(choice->reason.find("no f16 file"), std::string::npos) << choice->reason;
}

TEST_F(Precisions, OnlyTheFileThatIsReadIsVerified) {
  ModelManifest manifest;
  manifest.path = write("net.onnx", "abc");  // its SHA-256 is FIPS 180's first example
  manifest.sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  manifest.input.name = "x";
  manifest.files[Precision::f16] = {write("net.f16.onnx", "abd"), manifest.sha256};
  EXPECT_FALSE(verify(manifest)) << "asked for all of them";
  EXPECT_TRUE(verify_unless_kept(manifest, by(EngineKind::onnxruntime, Precision::f32)));
  const auto half = verify_unless_kept(manifest, by(EngineKind::onnxruntime, Precision::f16));
  ASSERT_FALSE(half);
  EXPECT_NE(half.error().message.find("net.f16.onnx"), std::string::npos) << half.error().message;
}

class ShippedF16 : public ::testing::TestWithParam<const char*> {};

/// Root of the mean square of the difference, as a share of the largest value.
double rms(const TensorView& want, const TensorView& got) {
  double sum = 0, largest = 1e-9;
  const auto count = element_count(want.shape);
  for (std::int64_t i = 0; i < count; ++i) {
    sum += std::pow(double(want.data[i]) - double(got.data[i]), 2);
    largest = std::max(largest, std::fabs(double(want.data[i])));
  }
  return std::sqrt(sum / static_cast<double>(count)) / largest;
}

TEST_P(ShippedF16, IsCloseInHalfTheBytes) {
  const auto manifest =
      load_manifest(TOUCHLINE_ROOT + std::string("/share/models/") + GetParam() + ".yaml");
  ASSERT_TRUE(manifest) << manifest.error().message;
  ASSERT_TRUE(manifest->files.contains(Precision::f16));
  const auto& half = manifest->files.at(Precision::f16);
  EXPECT_LT(static_cast<double>(fs::file_size(half.path)),
            0.52 * static_cast<double>(fs::file_size(manifest->path)));
  EXPECT_TRUE(half.channels_last);
  const auto shape = manifest->input.shape();
  std::vector<float> input(static_cast<std::size_t>(element_count(shape)));
  std::mt19937 random(1);
  for (auto& v : input) v = static_cast<float>(random() % 256) / 255;
  std::vector<std::unique_ptr<InferenceEngine>> engines;
  std::vector<std::unique_ptr<EngineSession>> sessions;
  std::vector<std::span<const TensorView>> outputs;
  for (const auto precision : {Precision::f32, Precision::f16}) {
    EngineOptions options;
    options.kind = EngineKind::onnxruntime;
    options.precision = precision;
    ASSERT_TRUE(verify_unless_kept(*manifest, options));
    auto engine = make_picture_engine(*manifest, options);
    ASSERT_TRUE(engine) << engine.error().message;
    engines.push_back(std::move(*engine));
    auto session = engines.back()->session();
    ASSERT_TRUE(session) << session.error().message;
    sessions.push_back(std::move(*session));
    const auto views = sessions.back()->run(input, shape);
    ASSERT_TRUE(views) << views.error().message;
    outputs.push_back(*views);
  }
  for (std::size_t i = 0; i < outputs[0].size(); ++i) {
    ASSERT_EQ(outputs[0][i].shape, outputs[1][i].shape);
    EXPECT_LE(rms(outputs[0][i], outputs[1][i]), 0.01) << manifest->outputs[i];
  }
}

INSTANTIATE_TEST_SUITE_P(Models, ShippedF16,
                         ::testing::Values("soccer-balanced", "soccer-fast", "soccer-pitch"),
                         [](const auto& tested) { return std::string(tested.param + 7); });

}  // namespace
}  // namespace touchline
