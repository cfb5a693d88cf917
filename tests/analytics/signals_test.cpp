// Golden numbers come from SciPy through tools/eval/signals_golden.py.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "analytics/peaks.h"
#include "analytics/resample.h"
#include "analytics/robust.h"
#include "analytics/savgol.h"

namespace touchline {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::Pointwise;
using Doubles = std::vector<double>;

const nlohmann::json& golden_signals() {
  static const nlohmann::json golden = [] {
    std::ifstream file(std::filesystem::path(TOUCHLINE_ROOT) / "tests" / "analytics" / "golden" /
                       "signals.json");
    return nlohmann::json::parse(file);
  }();
  return golden;
}

TEST(Savgol, EqualsSciPy) {
  const auto samples = golden_signals()["samples"].get<Doubles>();
  for (const auto& g : golden_signals()["savgol"]) {
    const SavgolRule rule{g["window"], g["order"], g["derivative"], g["spacing"]};
    const auto expected = g["values"].get<Doubles>();
    const Doubles found = savgol(samples, rule);
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i)
      EXPECT_NEAR(found[i], expected[i], 1e-9 * std::max(1.0, std::abs(expected[i])))
          << rule.window << " at " << i;
  }
}

TEST(Savgol, APolynomialOfItsOrderStaysAsItIs) {
  Doubles cubic, slope;
  for (int i = 0; i < 25; ++i) {
    const double x = i * 0.1;
    cubic.push_back(1 - 2 * x + x * x * x);
    slope.push_back(-2 + 3 * x * x);
  }
  EXPECT_THAT(savgol(cubic, {9, 3, 0, 0.1}), Pointwise(DoubleNear(1e-10), cubic));
  EXPECT_THAT(savgol(cubic, {9, 3, 1, 0.1}), Pointwise(DoubleNear(1e-9), slope));
}

TEST(Savgol, AWindowLongerThanTheSignalIsCut) {
  EXPECT_TRUE(savgol({}, {}).empty());
  EXPECT_THAT(savgol(Doubles{4}, {9, 3}), ElementsAre(DoubleNear(4, 1e-12)));
  const Doubles line{1, 2, 3, 4};
  EXPECT_THAT(savgol(line, {9, 3}), Pointwise(DoubleNear(1e-12), line));
}

TEST(Peaks, EqualSciPy) {
  for (const auto& g : golden_signals()["peaks"]) {
    const auto found = find_peaks(g["signal"].get<Doubles>(), g["prominence"], g["distance"]);
    const auto at = g["at"].get<std::vector<std::size_t>>();
    ASSERT_EQ(found.size(), at.size()) << g["prominence"] << " " << g["distance"];
    for (std::size_t i = 0; i < at.size(); ++i) {
      EXPECT_EQ(found[i].at, at[i]);
      EXPECT_NEAR(found[i].prominence, g["prominences"][i].get<double>(), 1e-12);
    }
  }
}

TEST(Peaks, AreNotMovedByAConstantOrAScale) {
  const auto signal = golden_signals()["samples"].get<Doubles>();
  Doubles other = signal;
  for (double& value : other) value = 5 + 3 * value;
  const auto one = find_peaks(signal, 1, 5), same = find_peaks(other, 3, 5);
  ASSERT_EQ(one.size(), same.size());
  for (std::size_t i = 0; i < one.size(); ++i) EXPECT_EQ(one[i].at, same[i].at);
}

TEST(Robust, MedianAndDeviationLeaveAWildSampleAlone) {
  EXPECT_EQ(middle_of({}), std::nullopt);
  EXPECT_EQ(mad_of({}), std::nullopt);
  EXPECT_EQ(middle_of(Doubles{3, 1, 2}), 2);
  EXPECT_EQ(middle_of(Doubles{4, 1, 2, 3}), 2.5);
  EXPECT_EQ(mad_of(Doubles{1, 2, 3, 4, 1000}), 1);
  EXPECT_EQ(quantile_of(Doubles{0, 10, 20, 30}, 0.25), 7.5);
  EXPECT_EQ(quantile_of(Doubles{0, 10, 20, 30}, 1), 30);
}

TEST(FillGaps, BridgesShortOnesByTimeAndLeavesLongOnes) {
  const Doubles times{0, 1, 3, 4, 5, 6, 7, 8, 9};
  const std::vector<std::optional<double>> samples{{}, 10, {}, 16, {}, {}, {}, 20, {}};
  const FilledSignal filled = fill_gaps(times, samples, 3);
  using enum Filled;
  EXPECT_THAT(filled.state, ElementsAre(missing, measured, interpolated, measured, missing, missing,
                                        missing, measured, missing));
  EXPECT_EQ(filled.values[2], 14) << "two thirds of the way by time, not half by place";
}

TEST(Pchip, EqualsSciPy) {
  const auto& g = golden_signals()["pchip"];
  const auto times = g["times"].get<Doubles>();
  const auto expected = g["values"].get<Doubles>();
  const Pchip curve(times, g["samples"].get<Doubles>());
  EXPECT_THAT(resample(curve, times.front(), times.back(), expected.size()),
              Pointwise(DoubleNear(1e-9), expected));
}

TEST(Pchip, AStepDoesNotRing) {
  Doubles times, step;
  for (int i = 0; i < 30; ++i) {
    times.push_back(i + 0.3 * (i % 3));
    step.push_back(i < 15 ? 0 : 1);
  }
  const Doubles dense = resample(Pchip(times, step), times.front(), times.back(), 3001);
  EXPECT_GE(*std::min_element(dense.begin(), dense.end()), 0);
  EXPECT_LE(*std::max_element(dense.begin(), dense.end()), 1);
  EXPECT_TRUE(std::is_sorted(dense.begin(), dense.end()));
}

TEST(Pchip, OneSampleAndTwoAreALine) {
  EXPECT_EQ(Pchip(Doubles{1}, Doubles{7}).at(5), 7);
  const Pchip line(Doubles{1, 3}, Doubles{0, 4});
  EXPECT_DOUBLE_EQ(line.at(1.5), 1);
  EXPECT_EQ(line.at(0), 0);
  EXPECT_EQ(line.at(9), 4);
}

}  // namespace
}  // namespace touchline
