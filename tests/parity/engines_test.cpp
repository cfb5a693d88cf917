// Every network of ../shared/data/models through both engines, with the same inputs: one test body,
// one table of tolerances.
#include <gtest/gtest.h>

#include <optional>

#include "parity/networks.h"

namespace touchline {
namespace {

using namespace testing;

struct Output {
  std::vector<std::int64_t> shape;
  std::vector<float> values;
};

class Runner {
 public:
  Runner(const TestNetwork& network, EngineKind kind, Precision precision) {
    EngineOptions options;
    options.kind = kind;
    options.precision = precision;
    auto made = make_engine(spec_of(network), options);
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
  std::unique_ptr<InferenceEngine> engine_;
  std::unique_ptr<EngineSession> session_;
};

class BothEngines : public ::testing::TestWithParam<TestNetwork> {};

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

INSTANTIATE_TEST_SUITE_P(Networks, BothEngines, ::testing::ValuesIn(networks()), name_of);

}  // namespace
}  // namespace touchline
