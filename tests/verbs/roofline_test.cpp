// The roofline by hand: a machine of round figures, networks of one and two layers.
#include "verbs/roofline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace touchline {
namespace {

using ::testing::HasSubstr;

/// 100 operations a second in f32, 400 in int8; 10 bytes a second, 40 of what is no larger than 50.
MachinePeaks machine() {
  MachinePeaks peaks;
  peaks.operations_per_s = {{Precision::f32, 100}, {Precision::int8, 400}};
  peaks.missing[Precision::bf16] = "no such instruction";
  peaks.memory = {{0, 40}, {51, 10}};
  return peaks;
}

/// 1000 operations on 25 elements: 10 s of multiplying, 10 s of moving 100 bytes.
LayerCost even_layer() { return {1000, 5, 10, 10}; }

TEST(Roofline, ALayerTakesTheLongerOfItsTwo) {
  const auto even = roof_of({{even_layer()}}, Precision::f32, machine());
  ASSERT_TRUE(even);
  EXPECT_DOUBLE_EQ(even->seconds, 10);
  EXPECT_EQ(even->memory_share, 0) << "neither is longer";
  // 10 operations on 100 elements: 40 s of moving 400 bytes.
  const auto mixed = roof_of({{even_layer(), {10, 0, 50, 50}}}, Precision::f32, machine());
  EXPECT_DOUBLE_EQ(mixed->seconds, 50);
  EXPECT_DOUBLE_EQ(mixed->memory_share, 0.8);
}

TEST(Roofline, SmallerNumbersMoveFasterAndMayFitANearerMemory) {
  const auto roof = roof_of({{even_layer()}}, Precision::int8, machine());
  ASSERT_TRUE(roof);
  EXPECT_DOUBLE_EQ(roof->seconds, 2.5) << "25 bytes at 40 a second take less";
  EXPECT_FALSE(roof_of({{even_layer()}}, Precision::bf16, machine())) << "no peak, no roof";
}

MeasuredNetwork measured(double one_s, double eight_s) {
  MeasuredNetwork network;
  network.network = "net";
  network.network_ms = 1;
  network.batches = {{1, {{even_layer()}}, one_s}};
  if (eight_s > 0)
    network.batches.push_back({8, {{{8000, 5, 80, 80}}}, eight_s});
  else
    network.no_larger_batch = "its file takes one picture a call";
  return network;
}

TEST(Roofline, TheVerdictNamesWhatBinds) {
  EXPECT_EQ(verdict_of(measured(12.5, 0), machine())["bound_by"], "compute");
  auto moving = measured(50, 0);
  moving.batches[0].cost.layers = {{10, 0, 50, 50}};
  EXPECT_EQ(verdict_of(moving, machine())["bound_by"], "memory");
  EXPECT_EQ(verdict_of(measured(40, 110), machine())["bound_by"], "launches")
      << "30 s of a call are there without any picture";
  const auto shapes = verdict_of(measured(40, 320), machine());
  EXPECT_EQ(shapes["bound_by"], "compute");
  EXPECT_THAT(shapes["why"].get<std::string>(), HasSubstr("25 % of the roof"));
  auto host = measured(12.5, 0);
  host.around_ms = 2;
  EXPECT_EQ(verdict_of(host, machine())["bound_by"], "host");
  auto unknown = measured(12.5, 0);
  unknown.precision = Precision::bf16;
  const auto verdict = verdict_of(unknown, machine());
  EXPECT_TRUE(verdict["bound_by"].is_null());
  EXPECT_THAT(verdict["why"].get<std::string>(), HasSubstr("no such instruction"));
}

TEST(Roofline, AFitTellsTheFixedTimeOfACall) {
  const auto fit = fit_batches(measured(40, 110).batches);
  ASSERT_TRUE(fit);
  EXPECT_NEAR(fit->fixed_s, 30, 1e-9);
  EXPECT_NEAR(fit->picture_s, 10, 1e-9);
  EXPECT_FALSE(fit_batches(measured(40, 0).batches));
}

TEST(Roofline, EstimatesSayByWhichRule) {
  const auto all = estimates_of(measured(40, 110), machine());
  const auto of = [&](const std::string& change) {
    for (const auto& each : all)
      if (each["change"] == change) return each;
    return nlohmann::ordered_json();
  };
  EXPECT_EQ(of("int8")["speedup"], 4.0);
  EXPECT_TRUE(of("bf16")["speedup"].is_null());
  EXPECT_THAT(of("bf16")["rule"].get<std::string>(), HasSubstr("no such instruction"));
  EXPECT_TRUE(of("f16")["speedup"].is_null());
  EXPECT_NEAR(of("batches of 16")["speedup"].get<double>(), 40 / (10 + 30.0 / 16), 0.01);
  EXPECT_NEAR(of("one launch")["speedup"].get<double>(), 4, 1e-9);
  for (const auto& each : all) EXPECT_FALSE(each["rule"].get<std::string>().empty());
}

TEST(Roofline, JsonHasCountsIntensityAndShare) {
  const auto json = roofline_json(measured(12.5, 0), machine());
  const auto& one = json["batches"][0];
  EXPECT_EQ(one["operations"], 1000);
  EXPECT_EQ(one["bytes"], 100);
  EXPECT_EQ(one["operations_per_byte"], 10);
  EXPECT_DOUBLE_EQ(one["share_of_roof"].get<double>(), 0.8);
  EXPECT_EQ(json["no_larger_batch"], "its file takes one picture a call");
}

TEST(TimingPeaks, OfThisMachineAreOrdered) {
  const auto peaks = measure_peaks(1);
  ASSERT_GE(peaks.memory.size(), 2U);
  for (std::size_t i = 1; i < peaks.memory.size(); ++i)
    EXPECT_LE(peaks.memory[i].bytes_per_s, peaks.memory[i - 1].bytes_per_s);
  for (const auto precision : {Precision::f32, Precision::bf16, Precision::int8})
    EXPECT_NE(peaks.operations_per_s.contains(precision), peaks.missing.contains(precision))
        << "a figure or a reason";
  if (peaks.operations_per_s.contains(Precision::f32)) {
    EXPECT_GT(peaks.operations_per_s.at(Precision::f32), 1e9);
  }
}

}  // namespace
}  // namespace touchline
