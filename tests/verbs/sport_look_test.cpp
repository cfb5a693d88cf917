// What a look at a few pictures makes of the verdict.
#include "verbs/sport_look.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sports/soccer/pack.h"

namespace touchline {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

ProbeReport judged(const SportLook& look, double green, Verdict before = Verdict::good,
                   const PictureNeeds& needs = soccer::kPictureNeeds) {
  ProbeReport report;
  report.verdict = before;
  report.pictures.green_share = green;
  judge_sport(look, needs, report);
  return report;
}

TEST(SportLook, AFieldWithPeopleTakesNothingAway) {
  const auto report = judged({"soccer", 8, 8, 24, 20, 30}, 0.9);
  EXPECT_EQ(report.verdict, Verdict::good);
  EXPECT_THAT(report.reasons, IsEmpty());
  EXPECT_EQ(judged({"soccer", 8, 8, 24, 20, 30}, 0.9, Verdict::poor).verdict, Verdict::poor);
  EXPECT_EQ(judged({"soccer", 8, 4, 24, 20, 30}, 0.05).verdict, Verdict::good)
      << "the field itself is what counts, in whatever colour";
}

TEST(SportLook, GrassWithPeopleButNoFieldIsUsable) {
  const auto report = judged({"soccer", 8, 0, 5, 12, 50}, 0.9);
  EXPECT_EQ(report.verdict, Verdict::usable);
  EXPECT_THAT(report.reasons, ElementsAre(AllOf(HasSubstr("0 of 8"), HasSubstr("90 %"),
                                                HasSubstr("12"), HasSubstr("metres"))));
}

TEST(SportLook, AStreetACourtAndALawnAreNoMatch) {
  for (const auto& [people, green] : {std::pair(28, 0.0), std::pair(3, 0.35), std::pair(0, 0.9)}) {
    const auto report = judged({"soccer", 8, 0, 0, people, 90}, green);
    EXPECT_EQ(report.verdict, Verdict::poor);
    EXPECT_THAT(report.reasons, ElementsAre(AllOf(HasSubstr("does not look like soccer"),
                                                  HasSubstr(std::to_string(people)))));
  }
}

TEST(SportLook, FewOrTinyPeopleAreSaid) {
  EXPECT_EQ(judged({"soccer", 8, 8, 24, 2, 30}, 0.9).verdict, Verdict::usable);
  const auto tiny = judged({"soccer", 8, 8, 24, 20, 9}, 0.9);
  EXPECT_EQ(tiny.verdict, Verdict::usable);
  EXPECT_THAT(tiny.reasons, ElementsAre(HasSubstr("9 pixels")));
}

TEST(SportLook, ASportIsAskedForNothingThatItDoesNotNeed) {
  const SportLook street{"walking", 8, 0, 0, 1, 90, false};
  EXPECT_THAT(judged(street, 0, Verdict::good, {}).reasons, IsEmpty());
  const auto few = judged(street, 0, Verdict::good, {.people = 2});
  EXPECT_EQ(few.verdict, Verdict::usable);
  EXPECT_THAT(few.reasons, ElementsAre("few people are in view: people seen: 1"));
}

TEST(SportLook, NoPictureIsNoReason) {
  EXPECT_THAT(judged({"soccer", 0, 0, 0, 0, 0}, 0.0).reasons, IsEmpty());
}

}  // namespace
}  // namespace touchline
