#include "sports/soccer/periods.h"

#include <gtest/gtest.h>

#include "sports/soccer/support.h"

namespace touchline {
namespace {

using namespace soccer_test;

TEST(SoccerPeriods, AreReadInSecondsAndByTheClock) {
  const auto periods = parse_periods(" 12.5-2790, 1:01:52 - 1:49:30.5 ,7000");
  ASSERT_TRUE(periods);
  ASSERT_EQ(periods->size(), 3U);
  EXPECT_EQ((*periods)[0].from, from_seconds(12.5));
  EXPECT_EQ((*periods)[0].to, from_seconds(2790));
  EXPECT_EQ((*periods)[1].from, from_seconds(3712));
  EXPECT_EQ((*periods)[1].to, from_seconds(6570.5));
  EXPECT_TRUE((*periods)[2].contains(from_seconds(1e6)));
  EXPECT_FALSE((*periods)[2].contains(from_seconds(6999)));
  EXPECT_TRUE(parse_periods("")->empty());
}

TEST(SoccerPeriods, OneWithoutAnEndLastsUntilTheNext) {
  const auto periods = parse_periods("0, 45:00");
  ASSERT_TRUE(periods);
  EXPECT_EQ((*periods)[0].to, from_seconds(2700));
}

TEST(SoccerPeriods, WhatIsNotAPeriodIsRefused) {
  for (const char* text : {"x", "10-5", "5-5", "0-100,50-200", "100,50", "1:75", "1:2:3:4", "-5",
                           "1-", ",", "1;2", "1-2-3", "nan", "1e300"})
    EXPECT_FALSE(parse_periods(text)) << text;
  SoccerSettings settings;
  settings.match.periods = "0-x";
  EXPECT_NE(contradiction(settings).find("match.periods"), std::string::npos);
}

/// A match of two halves by hand: ends are changed at half-time, at `half_s` of 2 `half_s` seconds.
FrameRecord half_record(std::int64_t frame, double half_s) {
  const double t = static_cast<double>(frame) / 25;
  auto record = empty_record(frame, from_seconds(t));
  add_teams(record, t < half_s ? 1 : -1);
  add_ball(record, t < half_s ? Vec2d{-4.5, -28} : Vec2d{4.5, -28});
  return record;
}

TEST(SoccerPeriods, TheDirectionTheUserGaveIsThatOfTheFirstPeriod) {
  SoccerSettings settings;
  settings.direction.attack_a = 1;
  settings.match.periods = "0-4,6";
  auto analysis = analyser(settings);
  std::vector<Event> events;
  for (int f = 0; f < 250; ++f) {
    const auto& update = analysis.push(half_record(f, 5));
    for (const auto& e : of_type(update.events, "period")) events.push_back(e);
    const auto& m = update.measures;
    EXPECT_EQ(*m.attack_a, f < 150 ? 1 : -1) << f;
    const bool between = f >= 100 && f < 150;
    EXPECT_EQ(m.control_a.value.has_value(), !between) << f;
    EXPECT_STREQ(m.control_a.why, between ? "outside the periods that were given" : nullptr);
  }
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[1].start_ns, 6 * kSecond);
  EXPECT_EQ(events[1].evidence, std::vector<std::int64_t>{150});
  EXPECT_EQ(value(events[0], "period"), 1);
  EXPECT_EQ(value(events[1], "period"), 2);
}

TEST(SoccerPeriods, AChangeOfEndsIsFoundSoonerWhenTheKickOffIsKnown) {
  const auto seconds_wrong = [](const char* periods) {
    SoccerSettings settings;
    settings.match.periods = periods;
    auto analysis = analyser(settings);
    int wrong = 0;
    for (int f = 0; f < 1500; ++f) {
      const auto& m = analysis.push(half_record(f, 30)).measures;
      wrong += f >= 750 && m.attack_a && *m.attack_a != -1;
    }
    return wrong / 25.0;
  };
  EXPECT_GT(seconds_wrong(""), 2);
  EXPECT_EQ(seconds_wrong("0,30"), 0);  // unknown until it is seen, never wrong
}

TEST(SoccerPeriods, NothingIsCountedBetweenThem) {
  const auto seconds = [](const char* periods) {
    SoccerSettings settings;
    settings.match.periods = periods;
    auto analysis = analyser(settings);
    std::array<double, 2> held{};
    for (int f = 0; f < 500; ++f) held = analysis.push(half_record(f, 100)).measures.possession_s;
    return held[0] + held[1];
  };
  const double all = seconds("");
  EXPECT_GT(all, 15);
  EXPECT_NEAR(seconds("0-5,15-100"), all - 10, 1);
}

}  // namespace
}  // namespace touchline
