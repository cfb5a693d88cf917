// What a session's swings are told apart by, and in which words.
#include "sports/golf/report/comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "reports/report_page.h"
#include "sports/golf/report/comparison_html.h"
#include "sports/golf/report/comparison_plots.h"
#include "sports/golf/report/comparison_words.h"
#include "sports/golf/swing_words.h"
#include "support/temp_dir.h"

namespace touchline::golf {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

/// Swings with these scores (0: practice) whose lead arm is `straighter` degrees straighter at the
/// top where the score is 1 or 2; all else is noise.
std::vector<Swing> rated_session(const std::vector<int>& scores, double straighter = 0) {
  std::mt19937 random(3);
  std::normal_distribution<double> noise(0, 0.3);
  std::vector<Swing> swings;
  for (const int score : scores) {
    Swing& swing = swings.emplace_back();
    swing.number = std::ssize(swings);
    swing.confidence = 1;
    swing.kind = score > 0 ? SwingKind::scored_swing : SwingKind::practice_swing;
    if (score > 0) swing.score.fingers = score;
    SwingCurves curves;
    for (auto& phase : curves.curves)
      for (auto& curve : phase) curve.assign(kCurvePoints, noise(random));
    if (score == 1 || score == 2)
      for (std::size_t i = 70; i < kCurvePoints; ++i)
        curves.curves[0][static_cast<std::size_t>(SwingMetric::lead_elbow)][i] += straighter;
    swing.curves = std::make_shared<const SwingCurves>(std::move(curves));
  }
  return swings;
}

TEST(CompareSession, GroupsByScoreFromBothEndsUntilThereAreEnough) {
  const auto all = compare_session(rated_session({1, 2, 2, 2, 3, 3, 4, 5, 5, 5}));
  EXPECT_EQ(all.by, GroupedBy::score);
  ASSERT_EQ(all.groups.size(), 2U);
  EXPECT_THAT(all.groups[0].swings, ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(all.groups[1].swings, ElementsAre(6, 7, 8, 9));
  EXPECT_EQ(all.groups[0].label, "best: scores 1 to 2");
  EXPECT_TRUE(all.why_not.empty()) << all.why_not;
  const auto two = compare_session(rated_session({1, 5, 5, 1, 1}));
  EXPECT_THAT(two.groups[0].swings, ElementsAre(0, 3, 4));
  EXPECT_THAT(two.groups[1].swings, ElementsAre(1, 2));
}

TEST(CompareSession, SaysWhatDiffersAndWhere) {
  const auto all = compare_session(rated_session({1, 1, 5, 5, 1, 5, 1, 5, 1, 5, 1, 5}, 12));
  ASSERT_FALSE(all.findings.empty());
  EXPECT_EQ(all.findings[0].clearest.metric, SwingMetric::lead_elbow);
  EXPECT_THAT(finding_words(all, all.findings[0]),
              StartsWith("In your best swings the lead arm is straighter at the top than in your "
                         "worst swings: by 12°, p = 0.0"));
  EXPECT_TRUE(all.groups[0].typical && all.groups[1].typical);
  const auto plot = draw_measure(all, SwingMetric::lead_elbow).element();
  EXPECT_THAT(plot, HasSubstr("class=\"differs\""));
  EXPECT_THAT(plot, Not(HasSubstr("nan")));
  EXPECT_THAT(draw_measure(all, SwingMetric::head_y).element(), Not(HasSubstr("differs")));
}

TEST(CompareSession, WhatGoesOnIntoTheNextPartIsOneFinding) {
  auto swings = rated_session({1, 1, 5, 5, 1, 5, 1, 5, 1, 5, 1, 5}, 12);
  for (Swing& swing : swings) {
    SwingCurves curves = *swing.curves;
    auto& down = curves.curves[1][static_cast<std::size_t>(SwingMetric::lead_elbow)];
    for (std::size_t i = 0; swing.score.fingers == 1 && i < 30; ++i) down[i] += 9;
    swing.curves = std::make_shared<const SwingCurves>(std::move(curves));
  }
  const auto all = compare_session(swings);
  ASSERT_FALSE(all.findings.empty());
  EXPECT_EQ(all.findings[0].parts.size(), 2U);
  EXPECT_THAT(finding_words(all, all.findings[0]),
              HasSubstr("from late in the backswing to early in the downswing than in your worst "
                        "swings: by 12°"));
}

TEST(CompareSession, OfSwingsThatAreAlikeSaysNothing) {
  EXPECT_THAT(compare_session(rated_session({1, 1, 5, 5, 1, 5, 1, 5, 1, 5})).findings, IsEmpty());
}

TEST(CompareSession, TooFewSwingsAreSaidSo) {
  const auto few = compare_session(rated_session({1, 1, 1, 5, 5, 5}, 12));
  EXPECT_THAT(few.findings, IsEmpty());
  EXPECT_THAT(few.why_not, AllOf(HasSubstr("3 and 3 swings"), HasSubstr("p = 0.10")));
  const auto one = compare_session(rated_session({1}));
  EXPECT_THAT(one.why_not, HasSubstr("two swings"));
  EXPECT_EQ(one.groups.size(), 1U);
  EXPECT_TRUE(compare_session({}).groups.empty());
}

TEST(CompareSession, WithoutScoresKindsAreComparedOrNothing) {
  const auto kinds = compare_session(rated_session({0, 0, 3, 3, 3, 0, 3, 0}));
  EXPECT_EQ(kinds.by, GroupedBy::kind);
  EXPECT_THAT(kinds.groups[0].swings, ElementsAre(2, 3, 4, 6));
  EXPECT_TRUE(kinds.why_not.empty());
  const auto same = compare_session(rated_session({0, 0, 0, 0}));
  EXPECT_EQ(same.by, GroupedBy::nothing);
  EXPECT_EQ(same.groups.at(0).swings.size(), 4U);
  EXPECT_THAT(same.why_not, HasSubstr("golf.scores"));
}

TEST(CompareSession, OnlySwingsThatCountAreCompared) {
  auto swings = rated_session({1, 1, 5, 5, 5});
  swings[0].rejected = "low_top";
  swings[3].confidence = 0.4;
  swings[4].curves = nullptr;
  const auto all = compare_session(swings);
  ASSERT_EQ(all.swings.size(), 2U);
  EXPECT_EQ(all.swings[0].number, 2);
  EXPECT_EQ(all.swings[1].number, 3);
}

TEST(CompareSession, TheLeastPIsOneOfAllWaysToDeal) {
  EXPECT_NEAR(least_p(4, 4), 2.0 / 70, 1e-12);
  EXPECT_NEAR(least_p(3, 5), 1.0 / 56, 1e-12);
  EXPECT_NEAR(least_p(1, 1), 1, 1e-12);
  EXPECT_EQ(least_p(0, 5), 1);
}

TEST(ComparisonPage, TheMostTypicalClipsAreInStepAtContact) {
  auto swings = rated_session({1, 5});
  const double begins_s[] = {0.4, 20}, contacts_s[] = {1.7, 21.25};
  const touchline::testing::TempDir dir;
  std::filesystem::create_directory(dir / kClips);
  for (std::size_t i = 0; i < swings.size(); ++i) {
    swings[i].at(SwingEvent::address) = {1, from_seconds(begins_s[i]), 1, nullptr};
    swings[i].at(SwingEvent::contact) = {2, from_seconds(contacts_s[i]), 1, nullptr};
    std::ofstream(dir / clip_file(swings[i].number)) << "a clip";
  }
  ReportInput input;
  input.run_dir = dir.path();
  input.video_origin_ns = 0;
  const report::Data data;
  const report::Sheets sheets;
  const report::TeamNames names;
  const std::array<report::SideColours, 2> colours;
  const report::Page page{input, data, sheets, names, colours, {}, {"", "", ""}, {}};
  const auto html = comparison_html(page, compare_session(swings));
  EXPECT_THAT(html, HasSubstr("data-in-step"));
  // A clip begins a second before its swing, or where the video does.
  EXPECT_THAT(html, HasSubstr("data-contact=\"1.700\""));
  EXPECT_THAT(html, HasSubstr("data-contact=\"2.250\""));
  swings[1].at(SwingEvent::contact) = {};
  EXPECT_THAT(comparison_html(page, compare_session(swings)), Not(HasSubstr("2.250")));
}

TEST(PartWords, NameThePartOfTheSwing) {
  EXPECT_EQ(part_words(SwingPhase::backswing, 0.1, 0.95), "through the backswing");
  EXPECT_EQ(part_words(SwingPhase::backswing, 0.6, 1), "at the top");
  EXPECT_EQ(part_words(SwingPhase::downswing, 0, 0.3), "as the club starts down");
  EXPECT_EQ(part_words(SwingPhase::downswing, 0.9, 1), "at contact");
  EXPECT_EQ(part_words(SwingPhase::follow_through, 0.4, 0.6), "halfway through the follow-through");
  EXPECT_EQ(part_words(SwingPhase::backswing, 0.2, 0.4), "early in the backswing");
}

}  // namespace
}  // namespace touchline::golf
