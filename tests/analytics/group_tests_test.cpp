// Differences between groups of curves: found where they are, and not found in noise.
#include "analytics/group_tests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace touchline {
namespace {

using ::testing::ElementsAre;

/// Smooth noise, and `bump` added from sample 20 to 39.
Curves noisy_curves(int count, double bump, std::mt19937& random) {
  std::normal_distribution<double> normal;
  Curves curves;
  for (int i = 0; i < count; ++i) {
    std::vector<double> curve(60);
    double state = normal(random);
    for (std::size_t k = 0; k < curve.size(); ++k) {
      state = 0.9 * state + std::sqrt(1 - 0.81) * normal(random);
      curve[k] = state + (k >= 20 && k < 40 ? bump : 0);
    }
    curves.push_back(curve);
  }
  return curves;
}

TEST(ClusterTest, FindsADifferenceWhereItIs) {
  std::mt19937 random(1);
  const Curves a = noisy_curves(12, 3, random), b = noisy_curves(12, 0, random);
  int found = 0;
  for (const Cluster& c : cluster_test(a, b)) {
    if (c.p > 0.05) continue;
    ++found;
    EXPECT_GT(c.mass, 0);
    EXPECT_NEAR(static_cast<double>(c.first), 20, 4);
    EXPECT_NEAR(static_cast<double>(c.last), 39, 4);
  }
  EXPECT_EQ(found, 1);
}

TEST(ClusterTest, ChangesItsSignWithTheGroupsAndNothingElse) {
  std::mt19937 random(2);
  const Curves a = noisy_curves(8, 2, random), b = noisy_curves(8, 0, random);
  const auto one = cluster_test(a, b), other = cluster_test(b, a);
  ASSERT_EQ(one.size(), other.size());
  for (std::size_t i = 0; i < one.size(); ++i) EXPECT_NEAR(one[i].mass, -other[i].mass, 1e-9);
}

TEST(ClusterTest, OfFewCurvesEveryDealingIsTried) {
  Curves a, b;
  for (const double noise : {0.0, 0.1, -0.1, 0.05}) {
    a.emplace_back(10, 5 + noise);
    b.emplace_back(10, noise);
  }
  const auto found = cluster_test(a, b);
  ASSERT_EQ(found.size(), 1U);
  // 70 ways to deal eight curves; as they are and the other way round are the clearest.
  EXPECT_DOUBLE_EQ(found[0].p, 2.0 / 70);
}

TEST(ClusterTest, NeedsTwoCurvesOnEachSide) {
  std::mt19937 random(3);
  EXPECT_TRUE(cluster_test(noisy_curves(1, 5, random), noisy_curves(9, 0, random)).empty());
}

// 400 experiments at alpha 0.05: up to 31 would be chance of one in a hundred, were it exact.
TEST(ClusterTest, OnRandomLabelsIsWrongNoMoreOftenThanAlpha) {
  std::mt19937 random(4);
  int wrong = 0;
  for (int k = 0; k < 400; ++k) {
    ClusterRule rule;
    rule.permutations = 199;
    rule.seed = static_cast<std::uint64_t>(k);
    bool any = false;
    for (const Cluster& c :
         cluster_test(noisy_curves(6, 0, random), noisy_curves(8, 0, random), rule))
      any |= c.p <= 0.05;
    wrong += any;
  }
  EXPECT_LE(wrong, 31);
  EXPECT_GE(wrong, 5) << "a test that never finds anything would pass too";
}

TEST(PermutationP, IsSmallForGroupsApartAndEvenForNoise) {
  const std::vector<double> low{1, 2, 3, 4, 5, 6}, high{11, 12, 13, 14, 15, 16};
  EXPECT_LT(permutation_p(low, high, 2000, 1), 0.01);
  EXPECT_EQ(permutation_p(low, low, 500, 1), 1);
  EXPECT_EQ(permutation_p(low, {}, 500, 1), 1);
}

TEST(FalseDiscoveryQ, IsBenjaminiAndHochbergs) {
  // R: p.adjust(c(0.01, 0.04, 0.03, 0.005, 0.9), "BH")
  const std::vector<double> p{0.01, 0.04, 0.03, 0.005, 0.9};
  const auto q = false_discovery_q(p);
  const std::vector<double> expected{0.025, 0.05, 0.05, 0.025, 0.9};
  for (std::size_t i = 0; i < p.size(); ++i) EXPECT_NEAR(q[i], expected[i], 1e-12);
}

TEST(WelchT, IsTheTextbooks) {
  // scipy.stats.ttest_ind([1, 2, 4], [5, 7, 8, 8], equal_var=False).statistic
  const auto t = welch_t({{1}, {2}, {4}}, {{5}, {7}, {8}, {8}});
  EXPECT_NEAR(t[0], -4.12837477233712, 1e-9);
}

}  // namespace
}  // namespace touchline
