// The presets, and what a file of swings is known by.
#include "sports/golf/swing_plan.h"

#include <gtest/gtest.h>

#include <vector>

namespace touchline::golf {
namespace {

TEST(SwingPlan, HasTwoPresetsAndRefusesAnyOtherWord) {
  EXPECT_EQ(swing_plan("default")->preset, Preset::standard);
  EXPECT_EQ(swing_plan("seed")->preset, Preset::seed);
  const auto other = swing_plan("fast");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Errc::bad_config);
}

TEST(SwingPlan, AnotherConstantIsAnotherHash) {
  const SwingPlan plan;
  SwingPlan other = plan;
  EXPECT_EQ(config_hash(plan), config_hash(other));
  other.body.mad_times = 4;
  EXPECT_NE(config_hash(plan), config_hash(other));
}

TEST(SwingPlan, ScoresAreReadAndFaultsNamed) {
  using Scores = std::vector<int>;
  EXPECT_EQ(*scores_of(""), Scores{});
  EXPECT_EQ(*scores_of("2,1,-,5"), (Scores{2, 1, 0, 5}));
  EXPECT_EQ(*scores_of("-"), Scores{0});
  for (const char* text : {"6", "0", "2,,1", "2, 1", "12", "2;1", ",", "1,"}) {
    const auto scores = scores_of(text);
    ASSERT_FALSE(scores) << text;
    EXPECT_EQ(scores.error().code, Errc::bad_config);
  }
}

TEST(SwingPlan, AnotherScoreIsAnotherHash) {
  SwingPlan plan;
  const auto without = config_hash(plan);
  plan.scores = {1};
  EXPECT_NE(config_hash(plan), without);
}

}  // namespace
}  // namespace touchline::golf
