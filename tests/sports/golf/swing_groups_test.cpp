// Measures by phase, the most typical swing, and groups that differ.
#include "sports/golf/swing_groups.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "sports/golf/swing_finder.h"
#include "sports/golf/synthetic_golfer.h"

namespace touchline::golf {
namespace {

TEST(SwingMetrics, EachPhaseHasItsOwnWindow) {
  const Swing swing = find_swings(golfer_series(testing::Golfer{}), {}).at(0);
  const auto back = window_of(swing, SwingPhase::backswing);
  const auto down = window_of(swing, SwingPhase::downswing);
  ASSERT_TRUE(back && down);
  EXPECT_EQ(back->second, down->first);
  EXPECT_GT(back->second - back->first, 2 * (down->second - down->first));
  ASSERT_TRUE(swing.curves);
  const SwingCurve& up = swing.curves->at(SwingPhase::backswing, SwingMetric::hands_y);
  const SwingCurve& lowered = swing.curves->at(SwingPhase::downswing, SwingMetric::hands_y);
  ASSERT_EQ(up.size(), kCurvePoints);
  ASSERT_EQ(lowered.size(), kCurvePoints);
  EXPECT_GT(up.back(), up.front() + 1);
  EXPECT_LT(lowered.back(), lowered.front() - 1);
}

TEST(SwingMetrics, AreTheSameAtAnyScale) {
  testing::Golfer golfer;
  const Swing one = find_swings(golfer_series(golfer), {}).at(0);
  golfer.torso_px *= 0.5;
  const Swing other = find_swings(golfer_series(golfer), {}).at(0);
  for (std::size_t p = 0; p < kSwingPhases; ++p)
    for (std::size_t m = 0; m < kSwingMetrics; ++m) {
      const SwingCurve &a = one.curves->curves[p][m], &b = other.curves->curves[p][m];
      ASSERT_EQ(a.size(), b.size());
      for (std::size_t i = 0; i < a.size(); ++i)
        EXPECT_NEAR(a[i], b[i], 0.05 + 0.02 * std::abs(a[i])) << p << " " << m;
    }
}

TEST(SwingMetrics, AStraightArmAndAnUprightBodyAreWhatTheyAre) {
  const Swing swing = find_swings(golfer_series(testing::Golfer{}), {}).at(0);
  const SwingCurve& lean = swing.curves->at(SwingPhase::backswing, SwingMetric::spine_lean);
  const SwingCurve& width = swing.curves->at(SwingPhase::backswing, SwingMetric::shoulder_width);
  ASSERT_FALSE(lean.empty() || width.empty());
  EXPECT_NEAR(lean[50], 0, 1e-3);
  EXPECT_NEAR(width[50], 0.72, 1e-3);
}

/// Curves of swings in which one measure of one phase is `bump` higher in the middle.
std::vector<SwingCurves> swings_with(double bump, int count, std::mt19937& random) {
  std::normal_distribution<double> normal;
  std::vector<SwingCurves> out(static_cast<std::size_t>(count));
  for (SwingCurves& swing : out)
    for (std::size_t p = 0; p < kSwingPhases; ++p)
      for (std::size_t m = 0; m < kSwingMetrics; ++m) {
        SwingCurve curve(kCurvePoints, 0.3 * normal(random));
        if (p == 1 && m == 5)
          for (std::size_t i = 40; i < 60; ++i) curve[i] += bump;
        swing.curves[p][m] = curve;
      }
  return out;
}

std::vector<const SwingCurves*> pointers(const std::vector<SwingCurves>& swings) {
  std::vector<const SwingCurves*> out;
  for (const SwingCurves& swing : swings) out.push_back(&swing);
  return out;
}

TEST(Compare, FindsTheMeasureThePhaseAndTheTime) {
  std::mt19937 random(5);
  const auto a = swings_with(6, 10, random), b = swings_with(0, 10, random);
  const auto found = compare(pointers(a), pointers(b));
  bool right = false;
  for (const Difference& d : found) {
    EXPECT_LE(d.q, 0.05);
    if (d.phase != SwingPhase::downswing || d.metric != SwingMetric::spine_lean) continue;
    right = true;
    EXPECT_NEAR(d.from, 0.4, 0.03);
    EXPECT_NEAR(d.to, 0.6, 0.03);
    EXPECT_NEAR(d.mean, 6, 0.5);
  }
  EXPECT_TRUE(right);
}

TEST(Compare, OnGroupsThatAreAlikeFindsSomethingNoMoreOftenThanAlpha) {
  std::mt19937 random(6);
  CompareRule rule;
  rule.permutations = 999;
  int wrong = 0;
  for (int k = 0; k < 10; ++k)
    wrong +=
        !compare(pointers(swings_with(0, 5, random)), pointers(swings_with(0, 5, random)), rule)
             .empty();
  EXPECT_LE(wrong, 2);
}

TEST(Medoid, IsTheOneInTheMiddle) {
  std::vector<SwingCurves> swings(5);
  for (std::size_t i = 0; i < swings.size(); ++i)
    swings[i].curves[0][0] = SwingCurve(kCurvePoints, static_cast<double>(i * i));
  EXPECT_EQ(medoid(pointers(swings)), 2U);
  EXPECT_EQ(medoid({}), std::nullopt);
}

TEST(GroupsByScore, HoldsOnlySwingsThatCount) {
  std::vector<Swing> swings(4);
  for (Swing& swing : swings) swing.confidence = 1, swing.score.fingers = 2;
  swings[1].rejected = "too_close";
  swings[2].score.fingers = {};
  swings[3].score.fingers = 5;
  const auto groups = groups_by_score(swings);
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups.at(2), std::vector<std::size_t>{0});
  EXPECT_EQ(groups.at(5), std::vector<std::size_t>{3});
}

}  // namespace
}  // namespace touchline::golf
