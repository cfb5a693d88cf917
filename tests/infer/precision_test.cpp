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
#include "infer/openvino_precision.h"
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

class AutomaticPrecision : public ::testing::Test {
 protected:
  static EngineSpec spec(bool accepted) {
    EngineSpec spec{"net.onnx", "x", {1, 3, 2, 2}, {"relu"}};
    spec.files[Precision::int8] = {"net.int8.onnx", "", false, accepted};
    return spec;
  }
  static PrecisionChoice choose(const EngineSpec& spec, const CpuMultiplies& cpu,
                                bool faster = true) {
    return automatic_precision(spec, cpu, [&] { return faster; });
  }
};

TEST_F(AutomaticPrecision, Int8NeedsVnniAndAnAcceptedFile) {
  for (const bool bf16 : {false, true}) {
    const auto choice = choose(spec(true), {bf16, true, false});
    EXPECT_EQ(choice.precision, Precision::int8);
    EXPECT_EQ(choice.floats, bf16 ? Precision::bf16 : Precision::f32);
    EXPECT_EQ(of_precision(spec(true), choice).model_path, "net.int8.onnx");
    const auto floats = bf16 ? Precision::bf16 : Precision::f32;
    for (const auto& other :
         {choose(spec(true), {bf16, false, false}), choose(spec(false), {bf16, true, true}),
          choose({"net.onnx", "x", {}, {"relu"}}, {bf16, true, true})}) {
      EXPECT_EQ(other.precision, floats) << other.reason;
      EXPECT_EQ(other.floats, floats) << "what OpenVINO is told";
      EXPECT_EQ(of_precision(spec(true), other).model_path, "net.onnx");
    }
  }
}

TEST_F(AutomaticPrecision, WithTilesIsWhatWasFaster) {
  const CpuMultiplies amx{true, true, true};
  EXPECT_EQ(choose(spec(true), amx, true).precision, Precision::int8);
  const auto floats = choose(spec(true), amx, false);
  EXPECT_EQ(floats.precision, Precision::bf16);
  EXPECT_NE(floats.reason.find("tried here"), std::string::npos) << floats.reason;
}

TEST_F(Precisions, WhatIsFasterIsTriedOnceAndKept) {
  auto options = by(EngineKind::openvino, Precision::automatic);
  options.cache_dir = (folder_ / "cache").string();
  auto spec = tiny("");
  spec.input_shape = {1, 3, 2, 2};
  spec.files[Precision::int8] = {write("net.int8.onnx", tiny_model()), ""};
  ASSERT_TRUE(int8_is_faster(spec, options, Precision::f32));
  std::vector<fs::path> kept;
  for (const auto& entry : fs::directory_iterator(options.cache_dir)) kept.push_back(entry.path());
  ASSERT_EQ(kept.size(), 1U);
  std::ifstream file(kept[0]);
  std::string answer;
  std::getline(file, answer);
  EXPECT_TRUE(answer == "int8" || answer == "floats") << answer;

  for (const bool faster : {true, false}) {
    std::ofstream(kept[0]) << (faster ? "int8" : "floats") << '\n';
    EXPECT_EQ(*int8_is_faster(spec, options, Precision::f32), faster) << "as it was kept";
  }
  spec.input_shape = {2, 3, 2, 2};
  std::ofstream(spec.model_path) << "damaged";
  EXPECT_EQ(int8_is_faster(spec, options, Precision::f32).error().code, Errc::bad_model)
      << "another shape is another question";
}

TEST_F(Precisions, Int8AsAskedIsThatFileOrAnError) {
  auto spec = tiny("");
  for (const auto kind : {EngineKind::openvino, EngineKind::onnxruntime}) {
    const auto none = choose_precision(spec, by(kind, Precision::int8));
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, Errc::no_device);
    EXPECT_NE(none.error().message.find("--int8 --pictures FOLDER"), std::string::npos)
        << none.error().message;
  }
  spec.files[Precision::int8] = {write("net.int8.onnx", tiny_model()), ""};
  const auto cpu = cpu_multiplies();
  const auto engine = make_engine(spec, by(EngineKind::openvino, Precision::int8));
  if (!cpu.vnni && !cpu.amx_int8) {
    EXPECT_EQ(engine.error().code, Errc::no_device);
    return;
  }
  ASSERT_TRUE(engine) << engine.error().message;
  EXPECT_EQ((*engine)->info().precision, Precision::int8);
  EXPECT_NE((*engine)->info().reason.find("int8 was asked for"), std::string::npos);
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
                         ::testing::Values("soccer-balanced", "soccer-fast", "soccer-pitch",
                                           "badminton-court", "people", "shuttle"),
                         [](const auto& tested) {
                           std::string name = tested.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace touchline
