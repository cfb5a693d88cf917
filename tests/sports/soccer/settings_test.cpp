#include "sports/soccer/settings.h"

#include <gtest/gtest.h>

#include <set>

namespace touchline {
namespace {

TEST(SoccerSettings, BothPresetsAreConsistentAndWithinTheirLimits) {
  for (auto settings : {SoccerSettings::standard(), SoccerSettings::seed()}) {
    EXPECT_EQ(contradiction(settings), "");
    std::set<std::string> keys;
    for (const auto& field : fields(settings)) {
      EXPECT_TRUE(keys.insert(field.key).second) << field.key;
      EXPECT_GT(std::string(field.doc).size(), 8U) << field.key;
      double value = field.min;
      if (const auto* d = std::get_if<double*>(&field.value)) value = **d;
      if (const auto* i = std::get_if<int*>(&field.value)) value = **i;
      EXPECT_GE(value, field.min) << field.key;
      EXPECT_LE(value, field.max) << field.key;
    }
  }
}

TEST(SoccerSettings, TheTableHoldsEverySetting) {
  // Every setting is 8 bytes or part of 8: a member that is not in the table changes the count.
  SoccerSettings settings;
  std::size_t bytes = 0;
  for (const auto& field : fields(settings))
    bytes += std::visit([](auto* p) { return sizeof *p; }, field.value);
  EXPECT_LE(sizeof settings - bytes, 8U * 9);  // padding: at most one word per group
}

TEST(SoccerSettings, TheTableWritesThrough) {
  SoccerSettings settings;
  for (const auto& field : fields(settings))
    if (std::string(field.key) == "pressure.sigma_m") *std::get<double*>(field.value) = 4.25;
  EXPECT_EQ(settings.pressure.sigma_m, 4.25);
}

TEST(SoccerSettings, WeightsMustAddUpToOne) {
  SoccerSettings settings;
  settings.evaluation.weights.threat += 0.1;
  EXPECT_NE(contradiction(settings).find("evaluation.weights"), std::string::npos);
  settings = {};
  settings.control.mode = "magic";
  EXPECT_NE(contradiction(settings).find("control.mode"), std::string::npos);
}

TEST(SoccerSettings, TheSeedKeepsItsConstants) {
  const auto s = SoccerSettings::seed();
  EXPECT_EQ(s.possession.near_m, 1.8);
  EXPECT_EQ(s.possession.far_m, 3.8);
  EXPECT_EQ(s.possession.separation_m, 0.35);
  EXPECT_EQ(s.pressure.sigma_m, 5.5);
  EXPECT_EQ(s.pressure.radius_m, 18);
  EXPECT_EQ(s.evaluation.gain, 1.15);
  EXPECT_NEAR(s.evaluation.smoothing_s, 0.11214, 1e-5);
  EXPECT_EQ(s.options.lane_m, 2.5);
  EXPECT_EQ(s.passes.min_holder_moved_m, 2);
}

}  // namespace
}  // namespace touchline
