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

/// Those of a sport without further looks.
constexpr std::array kWalked{Stage::decode,    Stage::infer, Stage::landmarks,
                             Stage::calibrate, Stage::track, Stage::measure,
                             Stage::write,     Stage::draw,  Stage::encode};
using Times = std::array<Nanoseconds, kWalked.size()>;

Span& at(Spans& spans, std::size_t i) { return spans[static_cast<std::size_t>(kWalked[i])]; }

Spans spans_of(std::initializer_list<std::pair<Nanoseconds, Nanoseconds>> times) {
  Spans spans{};
  std::size_t i = 0;
  for (const auto& [begin, end] : times) at(spans, i++) = {begin, end, (end - begin) / 2};
  return spans;
}

TEST(Account, AddsTimesWaitsAndLatency) {
  Account account;
  account.add(spans_of({{1000, 1100}, {1150, 1400}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {1500, 1600}}));
  EXPECT_EQ(account.stage(Stage::infer).frames, 1);
  EXPECT_EQ(account.stage(Stage::infer).wall, 250);
  EXPECT_EQ(account.stage(Stage::infer).wait, 50);
  EXPECT_EQ(account.stage(Stage::track).frames, 0) << "a stage that was not visited does not count";
  EXPECT_EQ(account.stage(Stage::write).wait, 100) << "waits run from the last stage visited";
  EXPECT_EQ(account.cpu(), 50 + 125 + 50);
  EXPECT_NEAR(static_cast<double>(account.latency().quantile(0.5)), 600, 20);
}

TEST(Account, LatencyCountsFromWhenAFrameWasDue) {
  Account account;
  account.add(spans_of({{1000, 1100}, {1150, 1400}}), 500);
  EXPECT_NEAR(static_cast<double>(account.latency().quantile(0.5)), 900, 30);
}

/// 100 frames whose stages take these wall times (and CPU times) each.
Account hundred(const Times& wall, const Times& cpu) {
  Account account;
  for (int frame = 0; frame < 100; ++frame) {
    Spans spans{};
    for (std::size_t i = 0; i < wall.size(); ++i)
      if (wall[i]) at(spans, i) = {1, 1 + wall[i], cpu[i]};
    account.add(spans);
  }
  return account;
}

/// Of a run of one source.
Bottleneck alone(const Account& account, Nanoseconds wall, Nanoseconds cpu, int cores,
                 int streams) {
  return find_bottleneck(account, account, wall, cpu, cores, streams);
}

TEST(Bottleneck, BusyCoresNameTheHungriestStage) {
  const auto account = hundred({10, 60, 0, 0, 1, 0, 1, 5, 80}, {10, 60, 0, 0, 1, 0, 1, 5, 40});
  const auto found = alone(account, 6000, 11700, 2, 2);
  EXPECT_EQ(found.stage, "infer");
  EXPECT_THAT(found.why, HasSubstr("98 % busy"));
}

TEST(Bottleneck, IdleCoresNameTheLaneThatIsAlwaysBusy) {
  EXPECT_EQ(alone(hundred({10, 60, 0, 0, 1, 0, 1, 5, 80}, {10, 20, 0, 0, 1, 0, 1, 5, 80}), 8700,
                  9000, 4, 2)
                .stage,
            "encode");
  EXPECT_EQ(alone(hundred({90, 60, 0, 0, 1, 0, 1, 5, 20}, {90, 20, 0, 0, 1, 0, 1, 5, 20}), 9100,
                  9000, 4, 2)
                .stage,
            "decode");
  EXPECT_EQ(alone(hundred({9, 190, 0, 0, 1, 0, 1, 5, 20}, {9, 99, 0, 0, 1, 0, 1, 5, 20}), 9600,
                  9000, 4, 2)
                .stage,
            "infer");
}

TEST(Account, AddsUpSources) {
  const auto one = hundred({10, 60, 0, 0, 1, 0, 1, 5, 80}, {10, 60, 0, 0, 1, 0, 1, 5, 40});
  Account all;
  for (int i = 0; i < 3; ++i) all.add(one);
  EXPECT_EQ(all.stage(Stage::infer).frames, 300);
  EXPECT_EQ(all.stage(Stage::infer).wall, 3 * one.stage(Stage::infer).wall);
  EXPECT_EQ(all.stage(Stage::infer).wait, 3 * one.stage(Stage::infer).wait);
  EXPECT_EQ(all.cpu(), 3 * one.cpu());
  EXPECT_EQ(all.latency().quantile(0.5), one.latency().quantile(0.5));
}

TEST(Account, TellsTheLongestAnalysis) {
  Account one, other;
  for (const Nanoseconds cpu : {1'000'000, 11'234'567, 2'000'000}) one.add_analysis(cpu);
  other.add_analysis(5'000'000);
  EXPECT_EQ(one.analysis().longest(), 11'234'567);
  other.add(one);
  EXPECT_EQ(other.analysis().longest(), 11'234'567);
  EXPECT_NEAR(static_cast<double>(other.analysis().quantile(0.5)), 2e6, 6e4);
}

TEST(Bottleneck, InferenceIsSharedByAllSources) {
  // Each of four sources keeps the two streams busy a quarter of the time and its own encoder half.
  const auto one = hundred({10, 45, 0, 0, 1, 0, 1, 4, 45}, {5, 10, 0, 0, 1, 0, 1, 4, 20});
  Account all;
  for (int i = 0; i < 4; ++i) all.add(one);
  const auto found = find_bottleneck(one, all, 10000, 20000, 8, 2);
  EXPECT_EQ(found.stage, "infer");
  EXPECT_THAT(found.why, HasSubstr("busy 90 % of the time"));
  // A source that is slower than the shared streams is its own bottleneck.
  const auto slow = hundred({10, 5, 0, 0, 1, 0, 1, 4, 90}, {5, 1, 0, 0, 1, 0, 1, 4, 20});
  Account both = one;
  both.add(slow);
  EXPECT_EQ(find_bottleneck(slow, both, 10000, 20000, 8, 2).stage, "encode");
}

TEST(Bottleneck, BusyCoresNameWhatAllSourcesSpendMostOn) {
  // This source decodes much, the machine infers more.
  const auto one = hundred({40, 10, 0, 0, 1, 0, 1, 5, 10}, {40, 10, 0, 0, 1, 0, 1, 5, 10});
  const auto other = hundred({10, 90, 0, 0, 1, 0, 1, 5, 10}, {10, 90, 0, 0, 1, 0, 1, 5, 10});
  Account all = one;
  all.add(other);
  const auto found = find_bottleneck(one, all, 10000, 19800, 2, 2);
  EXPECT_EQ(found.stage, "infer");
  EXPECT_THAT(found.why, HasSubstr("takes 51 % of that"));
}

TEST(Bottleneck, SaysSoWhenNothingRan) {
  EXPECT_EQ(alone({}, 1000, 1000, 2, 2).stage, "none");
  EXPECT_EQ(alone(hundred({1, 1, 0, 0, 1, 0, 1, 1, 1}, {}), 0, 0, 2, 2).stage, "none");
}

}  // namespace
}  // namespace touchline
