// The presets, and what a file of swings is known by.
#include "sports/golf/swing_plan.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace touchline::golf
