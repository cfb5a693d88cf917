#include "sports/soccer/attack_direction.h"

#include <gtest/gtest.h>

#include "sports/soccer/support.h"

namespace touchline {
namespace {

using namespace soccer_test;

FieldState teams(double side, bool goalkeepers) {
  FieldState state;
  for (int i = 0; i < 8; ++i) {
    state.players.push_back({1 + i, Team::a, false, {side * (-20.0 + 4 * i), 3.0 * i}, {}});
    state.players.push_back({21 + i, Team::b, false, {side * (-12.0 + 4 * i), -3.0 * i}, {}});
  }
  if (goalkeepers) state.players.push_back({99, Team::a, true, {side * -45, 0}, {}});
  return state;
}

double seconds_until(AttackDirection& direction, const FieldState& state, int wanted) {
  std::vector<Event> events;
  for (int i = 0; i < 10'000; ++i) {
    direction.update(0.04, state, events);
    if (direction.direction_a() && *direction.direction_a() == wanted) return (i + 1) * 0.04;
  }
  return 1e9;
}

TEST(SoccerDirection, FoundFromGoalkeepersInASecondAndWithoutInTen) {
  for (const int side : {1, -1}) {
    AttackDirection with({}, {}), without({}, {});
    EXPECT_FALSE(with.direction_a());
    EXPECT_LT(seconds_until(with, teams(side, true), side), 1);
    const double slow = seconds_until(without, teams(side, false), side);
    EXPECT_GT(slow, 2);
    EXPECT_LT(slow, 10);
    EXPECT_GT(with.confidence(), 0.4);
    EXPECT_LE(with.confidence(), 1);
  }
}

TEST(SoccerDirection, AChangeOfEndsIsFoundAndAMomentIsNot) {
  AttackDirection direction({}, {});
  std::vector<Event> events;
  for (int i = 0; i < 250; ++i) direction.update(0.04, teams(1, true), events);
  for (int i = 0; i < 50; ++i) direction.update(0.04, teams(-1, true), events);  // 2 s
  EXPECT_EQ(*direction.direction_a(), 1);
  EXPECT_LT(seconds_until(direction, teams(-1, true), -1), 15);
  std::vector<Event> more;
  direction.update(0.04, teams(-1, true), more);
  EXPECT_TRUE(more.empty());
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].subtype, "found");
}

TEST(SoccerDirection, AfterALongGapItIsFoundFaster) {
  AttackDirection direction({}, {});
  seconds_until(direction, teams(1, true), 1);
  std::vector<Event> events;
  for (int i = 0; i < 1000; ++i) direction.update(0.04, teams(1, true), events);
  AttackDirection after = direction;
  after.gap(900);
  EXPECT_LT(seconds_until(after, teams(-1, true), -1),
            seconds_until(direction, teams(-1, true), -1));
}

TEST(SoccerDirection, TheUserKnowsBetter) {
  DirectionSettings s;
  s.attack_a = -1;
  AttackDirection direction(s, {});
  std::vector<Event> events;
  for (int i = 0; i < 1000; ++i) direction.update(0.04, teams(1, true), events);
  EXPECT_EQ(*direction.direction_a(), -1);
  EXPECT_EQ(direction.confidence(), 1);
  EXPECT_TRUE(events.empty());
}

TEST(SoccerDirection, UnknownWithholdsWhatDependsOnIt) {
  SoccerSettings settings;
  settings.direction.known_at = 1e9;
  auto analysis = analyser(settings);
  Measures m;
  for (int f = 0; f < 100; ++f) {
    auto record = empty_record(f, from_seconds(f * 0.04));
    add_teams(record);
    add_ball(record, {-4.5, -28});
    m = analysis.push(record).measures;
  }
  for (const char* why : {m.attack_a.why, m.threat_a.why, m.options.why, m.evaluation.bar.why})
    EXPECT_STREQ(why, "too little seen to tell who attacks which goal");
  EXPECT_TRUE(m.control_a);
  EXPECT_TRUE(m.possession);
}

}  // namespace
}  // namespace touchline
