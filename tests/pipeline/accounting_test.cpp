#include "pipeline/accounting.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace touchline {
namespace {

using ::testing::HasSubstr;

TEST(Histogram, QuantilesAreWithinThreePercent) {
  for (const double scale : {40.0, 1e3, 1e6, 1e9, 3.6e9}) {
    Histogram histogram;
    for (int i = 1; i <= 1000; ++i) histogram.add(static_cast<Nanoseconds>(scale * i));
    for (const double share : {0.01, 0.25, 0.5, 0.95, 0.99, 1.0}) {
      const double expected = scale * std::ceil(share * 1000);
      EXPECT_NEAR(static_cast<double>(histogram.quantile(share)), expected, 0.033 * expected)
          << scale << " " << share;
    }
  }
}

TEST(Histogram, TakesAnyDuration) {
  Histogram histogram;
  EXPECT_EQ(histogram.quantile(0.5), 0);
  histogram.add(0);
  histogram.add(-5);
  EXPECT_LE(histogram.quantile(1), 2);
  histogram.add(std::numeric_limits<Nanoseconds>::max());
  EXPECT_GT(histogram.quantile(1), 24 * 3600 * kSecond);
}

Spans spans_of(std::initializer_list<std::pair<Nanoseconds, Nanoseconds>> times) {
  Spans spans{};
  std::size_t i = 0;
  for (const auto& [begin, end] : times) spans[i++] = {begin, end, (end - begin) / 2};
  return spans;
}

TEST(Account, AddsTimesWaitsAndLatency) {
  Account account;
  account.add(spans_of({{1000, 1100}, {1150, 1400}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {1500, 1600}}));
  EXPECT_EQ(account.stage(Stage::infer).frames, 1);
  EXPECT_EQ(account.stage(Stage::infer).wall, 250);
  EXPECT_EQ(account.stage(Stage::infer).wait, 50);
  EXPECT_EQ(account.stage(Stage::track).frames, 0) << "a stage that was not visited does not count";
  EXPECT_EQ(account.stage(Stage::draw).wait, 100) << "waits run from the last stage visited";
  EXPECT_EQ(account.cpu(), 50 + 125 + 50);
  EXPECT_NEAR(static_cast<double>(account.latency().quantile(0.5)), 600, 20);
}

TEST(Account, LatencyCountsFromWhenAFrameWasDue) {
  Account account;
  account.add(spans_of({{1000, 1100}, {1150, 1400}}), 500);
  EXPECT_NEAR(static_cast<double>(account.latency().quantile(0.5)), 900, 30);
}

/// 100 frames whose stages take these wall times (and CPU times) each.
Account hundred(const std::array<Nanoseconds, kStages>& wall,
                const std::array<Nanoseconds, kStages>& cpu) {
  Account account;
  for (int frame = 0; frame < 100; ++frame) {
    Spans spans{};
    for (std::size_t i = 0; i < kStages; ++i)
      if (wall[i]) spans[i] = {1, 1 + wall[i], cpu[i]};
    account.add(spans);
  }
  return account;
}

TEST(Bottleneck, BusyCoresNameTheHungriestStage) {
  const auto account = hundred({10, 60, 0, 0, 1, 0, 5, 80, 1}, {10, 60, 0, 0, 1, 0, 5, 40, 1});
  const auto found = find_bottleneck(account, 6000, 11700, 2, 2, 1);
  EXPECT_EQ(found.stage, "infer");
  EXPECT_THAT(found.why, HasSubstr("98 % busy"));
}

TEST(Bottleneck, IdleCoresNameTheLaneThatIsAlwaysBusy) {
  EXPECT_EQ(find_bottleneck(hundred({10, 60, 0, 0, 1, 0, 5, 80, 1}, {10, 20, 0, 0, 1, 0, 5, 80, 1}),
                            8700, 9000, 4, 2, 1)
                .stage,
            "encode");
  EXPECT_EQ(find_bottleneck(hundred({90, 60, 0, 0, 1, 0, 5, 20, 1}, {90, 20, 0, 0, 1, 0, 5, 20, 1}),
                            9100, 9000, 4, 2, 1)
                .stage,
            "decode");
  EXPECT_EQ(find_bottleneck(hundred({9, 190, 0, 0, 1, 0, 5, 20, 1}, {9, 99, 0, 0, 1, 0, 5, 20, 1}),
                            9600, 9000, 4, 2, 1)
                .stage,
            "infer");
}

TEST(Bottleneck, SaysSoWhenNothingRan) {
  EXPECT_EQ(find_bottleneck({}, 1000, 1000, 2, 2, 1).stage, "none");
  EXPECT_EQ(find_bottleneck(hundred({1, 1, 0, 0, 1, 0, 1, 1, 1}, {}), 0, 0, 2, 2, 1).stage, "none");
}

}  // namespace
}  // namespace touchline
