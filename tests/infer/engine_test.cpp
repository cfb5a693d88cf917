// Engines on networks written here byte by byte, so that these tests need no file, and on hostile
// ones.
#include "infer/engine.h"

#include <unistd.h>

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>
#include <tuple>

#include "base/clock.h"
#include "infer/onnx_builder.h"

namespace touchline {
namespace {

namespace fs = std::filesystem;

using testing::tiny_model;

class EveryEngine : public ::testing::TestWithParam<EngineKind> {
 protected:
  EveryEngine()
      : folder_(fs::path(::testing::TempDir()) /
                (std::string("touchline_engine_") + to_string(GetParam()) + "_" +
                 std::to_string(::getpid()))) {
    fs::create_directories(folder_);
  }
  ~EveryEngine() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string write(const std::string& bytes) const {
    const auto path = (folder_ / "net.onnx").string();
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  [[nodiscard]] static EngineOptions options() {
    EngineOptions o;
    o.kind = GetParam();
    o.precision = Precision::f32;
    return o;
  }
  [[nodiscard]] EngineSpec tiny() const {
    return {write(tiny_model()), "x", {}, {"where", "relu"}};
  }

  fs::path folder_;
};

TEST_P(EveryEngine, RunsAnyBatchAndConvertsInt64) {
  const auto engine = make_engine(tiny(), options());
  ASSERT_TRUE(engine) << engine.error().message;
  auto session = (*engine)->session();
  ASSERT_TRUE(session);
  for (const std::int64_t n : {1, 4, 2, 1}) {
    std::vector<float> input(static_cast<std::size_t>(n) * 12);
    for (std::size_t i = 0; i < input.size(); ++i) input[i] = static_cast<float>(i) * 1.5F - 8;
    const std::vector<std::int64_t> shape{n, 3, 2, 2};
    const auto outputs = (*session)->run(input, shape);
    ASSERT_TRUE(outputs) << outputs.error().message;
    ASSERT_EQ(outputs->size(), 2U);
    for (const auto& output : *outputs) EXPECT_EQ(output.shape, shape);
    for (std::size_t i = 0; i < input.size(); ++i) {
      EXPECT_EQ((*outputs)[0].data[i], std::trunc(input[i]));
      EXPECT_EQ((*outputs)[1].data[i], std::max(0.0F, input[i]));
    }
  }
}

TEST_P(EveryEngine, SeesTheBufferChangeInPlace) {
  const auto engine = make_engine(tiny(), options());
  ASSERT_TRUE(engine);
  auto session = (*engine)->session();
  std::vector<float> input(12, 1);
  const std::vector<std::int64_t> shape{1, 3, 2, 2};
  EXPECT_EQ((*(*session)->run(input, shape))[1].data[5], 1);
  input[5] = 3;
  EXPECT_EQ((*(*session)->run(input, shape))[1].data[5], 3);
}

TEST_P(EveryEngine, SaysWhatItIs) {
  const auto engine = make_engine(tiny(), options());
  ASSERT_TRUE(engine);
  const auto& info = (*engine)->info();
  EXPECT_EQ(info.kind, GetParam());
  EXPECT_EQ(info.precision, Precision::f32);
  EXPECT_EQ(info.device, "CPU");
  EXPECT_NE(info.version.find("202") != std::string::npos ? 1U : info.version.find("1."),
            std::string::npos);
  EXPECT_NE(info.reason.find("asked for"), std::string::npos) << info.reason;
}

TEST_P(EveryEngine, AnotherPrecisionIsNeverReplacedSilently) {
  auto o = options();
  for (const auto precision : {Precision::bf16, Precision::f16, Precision::int8}) {
    o.precision = precision;
    const auto engine = make_engine(tiny(), o);
    if (engine) {
      EXPECT_EQ((*engine)->info().precision, precision);
      EXPECT_EQ(GetParam(), EngineKind::openvino) << "the other has no file for it";
      continue;
    }
    EXPECT_EQ(engine.error().code, Errc::no_device);
    EXPECT_NE(engine.error().message.find(to_string(precision)), std::string::npos)
        << engine.error().message;
  }
}

TEST_P(EveryEngine, WrongNamesAndShapesAreErrors) {
  auto spec = tiny();
  spec.input = "picture";
  EXPECT_EQ(make_engine(spec, options()).error().code, Errc::bad_model);
  spec = tiny();
  spec.outputs = {"relu", "boxes"};
  const auto missing = make_engine(spec, options());
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Errc::bad_model);
  EXPECT_NE(missing.error().message.find("'boxes'"), std::string::npos) << missing.error().message;
  spec.outputs.clear();
  EXPECT_EQ(make_engine(spec, options()).error().code, Errc::usage);

  const auto engine = make_engine(tiny(), options());
  ASSERT_TRUE(engine);
  auto session = (*engine)->session();
  const std::vector<float> input(12);
  EXPECT_EQ((*session)->run(input, std::vector<std::int64_t>{2, 3, 2, 2}).error().code,
            Errc::usage);
  EXPECT_EQ((*session)->run(input, std::vector<std::int64_t>{1, 12}).error().code, Errc::bad_model);
  EXPECT_TRUE((*session)->run(input, std::vector<std::int64_t>{1, 3, 2, 2}))
      << "an error does not end the session";
}

TEST_P(EveryEngine, HostileFilesAreBadModels) {
  const std::string good = tiny_model();
  std::mt19937 random(7);
  std::vector<std::string> hostile{"", "\n", "not a network at all", std::string(4096, '\0'),
                                   std::string(100, '\xff')};
  for (std::size_t length = 1; length < good.size(); length += good.size() / 12)
    hostile.push_back(good.substr(0, length));
  for (int i = 0; i < 20; ++i) {
    std::string bytes(random() % 2000, '\0');
    for (auto& b : bytes) b = static_cast<char>(random());
    hostile.push_back(bytes);
  }
  for (const auto& bytes : hostile) {
    const auto engine = make_engine({write(bytes), "x", {}, {"relu"}}, options());
    ASSERT_FALSE(engine) << "of " << bytes.size() << " bytes";
    EXPECT_EQ(engine.error().code, Errc::bad_model);
    EXPECT_NE(engine.error().message.find("net.onnx"), std::string::npos) << engine.error().message;
  }
  // Single flipped bytes may still be a network: then it runs or says why not, and nothing crashes.
  for (std::size_t at = 0; at < good.size(); at += 3) {
    std::string bytes = good;
    bytes[at] = static_cast<char>(bytes[at] ^ static_cast<char>(1U << random() % 8));
    const auto engine = make_engine({write(bytes), "x", {}, {"relu"}}, options());
    if (!engine) {
      EXPECT_EQ(engine.error().code, Errc::bad_model) << engine.error().message;
      continue;
    }
    auto session = (*engine)->session();
    if (session)
      std::ignore = (*session)->run(std::vector<float>(12), std::vector<std::int64_t>{1, 3, 2, 2});
  }
}

TEST_P(EveryEngine, MissingFileIsABadModel) {
  const auto engine = make_engine({(folder_ / "none.onnx").string(), "x", {}, {"relu"}}, options());
  ASSERT_FALSE(engine);
  EXPECT_EQ(engine.error().code, Errc::bad_model);
  EXPECT_EQ(make_engine({folder_.string(), "x", {}, {"relu"}}, options()).error().code,
            Errc::bad_model);
}

TEST_P(EveryEngine, SessionsOfOneEngineRunAtTheSameTimeOnTheirCallersThreads) {
  auto o = options();
  o.streams = 2;
  const auto engine = make_engine(tiny(), o);
  ASSERT_TRUE(engine);
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  std::atomic<std::int64_t> on_callers{0};
  const std::int64_t start = process_cpu_now();
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&, t] {
      const std::int64_t mine = thread_cpu_now();
      auto session = (*engine)->session();
      std::vector<float> input(std::size_t{64} * 12, static_cast<float>(t + 1));
      for (int i = 0; i < 2000; ++i) {
        const auto out = (*session)->run(input, std::vector<std::int64_t>{64, 3, 2, 2});
        if (!out || (*out)[1].data[11] != static_cast<float>(t + 1)) ++wrong;
      }
      on_callers += thread_cpu_now() - mine;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  // The pipeline bills CPU time by thread, so the work must not move to threads of the library.
#ifdef __SANITIZE_THREAD__
  constexpr double kShare = 0.5;  // it has a busy thread of its own
#else
  constexpr double kShare = 0.8;
#endif
  EXPECT_GT(static_cast<double>(on_callers),
            kShare * static_cast<double>(process_cpu_now() - start));
}

INSTANTIATE_TEST_SUITE_P(Engines, EveryEngine,
                         ::testing::Values(EngineKind::openvino, EngineKind::onnxruntime),
                         [](const auto& tested) { return std::string(to_string(tested.param)); });

class OpenvinoCache : public ::testing::Test {};

TEST_F(OpenvinoCache, IsFilledAndADamagedOneDoesNotStopARun) {
  const fs::path folder =
      fs::path(::testing::TempDir()) / ("touchline_cache_" + std::to_string(::getpid()));
  fs::remove_all(folder);
  fs::create_directories(folder);
  std::ofstream(folder / "net.onnx", std::ios::binary) << tiny_model();
  const EngineSpec spec{(folder / "net.onnx").string(), "x", {1, 3, 2, 2}, {"relu"}};
  EngineOptions o;
  o.kind = EngineKind::openvino;
  o.cache_dir = (folder / "cache").string();
  ASSERT_TRUE(make_engine(spec, o));
  ASSERT_FALSE(fs::is_empty(folder / "cache"));
  for (const auto& entry : fs::directory_iterator(folder / "cache")) {
    if (entry.is_regular_file()) fs::resize_file(entry.path(), fs::file_size(entry.path()) / 2);
  }
  const auto again = make_engine(spec, o);
  ASSERT_TRUE(again) << again.error().message;
  auto session = (*again)->session();
  ASSERT_TRUE(session);
  const std::vector<float> input(12, 2);
  EXPECT_EQ((*(*session)->run(input, std::vector<std::int64_t>{1, 3, 2, 2}))[0].data[11], 2);
  fs::remove_all(folder);
}

TEST(EngineChoice, AutomaticIsOpenvinoAndSaysWhy) {
  const auto path =
      (fs::path(::testing::TempDir()) / ("touchline_auto_" + std::to_string(::getpid()) + ".onnx"))
          .string();
  std::ofstream(path, std::ios::binary) << tiny_model();
  const auto engine = make_engine({path, "x", {}, {"relu"}}, {});
  ASSERT_TRUE(engine) << engine.error().message;
  EXPECT_EQ((*engine)->info().kind, EngineKind::openvino);
  EXPECT_NE((*engine)->info().precision, Precision::automatic);
  EXPECT_NE((*engine)->info().reason.find("auto"), std::string::npos);
  fs::remove(path);
}

}  // namespace
}  // namespace touchline
