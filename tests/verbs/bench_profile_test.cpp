// Every core-millisecond of a run has a row, and the largest is named.
#include "verbs/bench_profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace touchline {
namespace {

using Json = nlohmann::ordered_json;
using ::testing::HasSubstr;

/// 100 frames: 2 ms of decoding and 6 of a network each, poses of every second one, and a second
/// pass that decodes again.
Json summary_of_two_passes() {
  const auto row = [](const char* stage, int frames, double us) {
    return Json{{"stage", stage}, {"frames", frames}, {"cpu_us_per_frame", us}};
  };
  const Json first =
      Json::array({row("decode", 100, 2000), row("infer", 100, 6000), row("bodies", 50, 8000),
                   row("unattributed", 100, 700),
                   Json{{"stage", "encode"}, {"frames", 0}, {"cpu_us_per_frame", nullptr}}});
  const Json second = Json::array({row("decode", 100, 2000), row("encode", 100, 3000)});
  Json summary;
  summary["sources"] = Json::array({Json{{"frames", 100}, {"stages", first}}});
  summary["drawn"] = Json::array({Json{{"stages", second}}});
  return summary;
}

TEST(BenchProfile, RowsSumToWhatTheCoresHadToGive) {
  constexpr Nanoseconds kMs = 1'000'000;
  const auto profile = profile_of(summary_of_two_passes(), 1000 * kMs, 1800 * kMs, 2);
  const auto json = profile_json(profile);
  EXPECT_EQ(json["decode"], 4.0) << "both passes";
  EXPECT_EQ(json["infer"], 6.0);
  EXPECT_EQ(json["bodies"], 4.0) << "over all frames, though every second one was seen";
  EXPECT_EQ(json["encode"], 3.0);
  EXPECT_EQ(json["unattributed"], 1.0);
  EXPECT_EQ(json["idle"], 2.0);
  EXPECT_EQ(json["sum"], 20.0);
  double sum = 0;
  for (const auto& [name, ms] : json.items())
    if (name != "sum") sum += ms.get<double>();
  EXPECT_NEAR(sum, 20.0, 1e-9);
}

TEST(BenchProfile, TheHungriestStageIsTheBottleneckUnlessTheCoresIdleLonger) {
  constexpr Nanoseconds kMs = 1'000'000;
  const auto busy = bottleneck_json(profile_of(summary_of_two_passes(), 1000 * kMs, 1800 * kMs, 2));
  EXPECT_EQ(busy["stage"], "infer");
  EXPECT_THAT(busy["why"].get<std::string>(), HasSubstr("30 % of what the 2 cores"));
  const auto lazy = bottleneck_json(profile_of(summary_of_two_passes(), 1000 * kMs, 1800 * kMs, 8));
  EXPECT_EQ(lazy["stage"], "idle");
  EXPECT_THAT(lazy["why"].get<std::string>(), HasSubstr("infer first"));
}

TEST(BenchProfile, ThreadsOfNoStageMayBeTheBottleneck) {
  constexpr Nanoseconds kMs = 1'000'000;
  // 17 ms a frame are of stages, 9 of none, and of 28 that two cores had to give 2 are left.
  const auto json = bottleneck_json(profile_of(summary_of_two_passes(), 1400 * kMs, 2600 * kMs, 2));
  EXPECT_EQ(json["stage"], "unattributed");
  EXPECT_THAT(json["why"].get<std::string>(), HasSubstr("9.00 of 28.00 core-ms"));
}

TEST(BenchProfile, NothingMeasuredIsNoBottleneck) {
  EXPECT_EQ(bottleneck_json(WholeProfile{})["stage"], "none");
}

}  // namespace
}  // namespace touchline
