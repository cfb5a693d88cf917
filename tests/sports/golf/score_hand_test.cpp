// The hand that shows a score: which, when, where; and that none is not the same as not known.
#include "sports/golf/score_hand.h"

#include <gtest/gtest.h>

#include "sports/golf/synthetic_golfer.h"

namespace touchline::golf {
namespace {

using testing::Golfer;

constexpr Nanoseconds kFrom = 4 * kSecond, kTo = 11 * kSecond;

TEST(ScoreHand, IsFoundWithItsTimeOnEitherSide) {
  for (const bool mirrored : {false, true}) {
    Golfer golfer;
    golfer.mirrored = mirrored;
    const ScoreHand hand = find_score_hand(golfer_series(golfer), kFrom, kTo, {});
    ASSERT_EQ(hand.state, ScoreState::raised);
    EXPECT_EQ(hand.side, mirrored ? Hand::left : Hand::right);
    EXPECT_NEAR(static_cast<double>(hand.raised->first), (3 + 0.28 + 3) * 60, 2);
    EXPECT_NEAR(static_cast<double>(hand.raised->last), (3 + 0.28 + 4.6) * 60, 2);
    ASSERT_TRUE(hand.plateau);
    EXPECT_GE(hand.plateau->first, hand.raised->first);
    EXPECT_LE(hand.plateau->last, hand.raised->last);
  }
}

TEST(ScoreHand, TheCropHoldsTheHandAndGrowsWithTheBody) {
  Golfer golfer;
  const ScoreHand small = find_score_hand(golfer_series(golfer), kFrom, kTo, {});
  golfer.torso_px *= 2;
  const ScoreHand large = find_score_hand(golfer_series(golfer), kFrom, kTo, {});
  ASSERT_TRUE(small.crop && large.crop);
  EXPECT_NEAR(large.crop->w, 2 * small.crop->w, 0.1);
  const double x = (5 - 0.5) * 200, y = (3 - 0.6) * 200;  // the right wrist
  EXPECT_LT(small.crop->x, x);
  EXPECT_GT(small.crop->right(), x);
  EXPECT_LT(small.crop->y, y);
  EXPECT_GT(small.crop->bottom(), y);
  EXPECT_GT(y - small.crop->y, small.crop->bottom() - y) << "fingers point up";
}

TEST(ScoreHand, TheSurestFrameOfThePlateauStandsForIt) {
  PoseSeries series = golfer_series(Golfer{});
  const auto wrist = static_cast<std::size_t>(Joint::right_wrist);
  for (auto& sample : series) sample.points[wrist]->score = sample.frame == 420 ? 0.95F : 0.5F;
  EXPECT_EQ(find_score_hand(series, kFrom, kTo, {}).shown_best, 420);
}

TEST(ScoreHand, NoneIsNotUnknown) {
  Golfer golfer;
  golfer.shows_score = false;
  PoseSeries series = golfer_series(golfer);
  const ScoreHand none = find_score_hand(series, kFrom, kTo, {});
  EXPECT_EQ(none.state, ScoreState::none);
  for (auto& sample : series)
    if (sample.pts_ns > kFrom + kSecond) sample.points.clear();
  const ScoreHand unknown = find_score_hand(series, kFrom, kTo, {});
  EXPECT_EQ(unknown.state, ScoreState::unknown);
  EXPECT_STREQ(unknown.reason, "golfer_not_seen_long_enough");
  EXPECT_EQ(find_score_hand({}, kFrom, kTo, {}).state, ScoreState::unknown);
}

TEST(ScoreHand, BothHandsUpIsNoScoreAndNeitherIsABriefOne) {
  PoseSeries series = golfer_series(Golfer{});
  const auto at = [](Joint j) { return static_cast<std::size_t>(j); };
  PoseSeries both = series;
  for (auto& sample : both)
    if (sample.pts_ns > 6 * kSecond) {
      sample.points[at(Joint::left_wrist)]->pixel.y = 100;
    }
  EXPECT_EQ(find_score_hand(both, kFrom, kTo, {}).state, ScoreState::none);
  for (auto& sample : series)
    if (sample.frame % 30 == 0) sample.points[at(Joint::right_wrist)]->pixel.y = 900;
  EXPECT_EQ(find_score_hand(series, kFrom, kTo, {}).state, ScoreState::none);
}

TEST(ScoreByFingers, IsWhatMostFramesOfThePlateauShowAndNothingElse) {
  Swing swing;
  swing.score.state = ScoreState::raised;
  swing.score.plateau = Span{100, 110};
  score_by_fingers(swing, std::vector<FingerCount>{{99, 5, 1}, {111, 5, 1}});
  EXPECT_EQ(swing.score.state, ScoreState::raised);
  EXPECT_EQ(swing.score.fingers, std::nullopt);
  score_by_fingers(swing, std::vector<FingerCount>{{100, 2, 1}, {101, 3, 1}});
  score_by_fingers(swing, std::vector<FingerCount>{{100, 2, 1}, {101, {}, 1}, {102, {}, 1}});
  EXPECT_EQ(swing.score.state, ScoreState::raised);
  score_by_fingers(
      swing, std::vector<FingerCount>{{100, 2, 0.9}, {101, 3, 0.6}, {102, 2, 0.6}, {99, 5, 1}});
  EXPECT_EQ(swing.score.state, ScoreState::counted);
  EXPECT_EQ(swing.score.fingers, 2);
  EXPECT_NEAR(swing.score.finger_confidence, 0.5, 1e-9);
}

}  // namespace
}  // namespace touchline::golf
