// Possession, passes, receptions and turnovers of plays whose course is known.
#include "sports/soccer/passes.h"

#include <gtest/gtest.h>

#include "sports/soccer/support.h"

namespace touchline {
namespace {

using namespace soccer_test;

/// Three passes: 9 -> 10 (completed), 10 -> 31 (intercepted), 31 -> 30 (completed).
Play three_passes() {
  Play play;
  play.places = {{9, {0, 0}}, {10, {15, 5}}, {31, {30, 10}}, {30, {20, -15}}};
  play.ball = {{0, {0.4, 0}},   {3, {0.4, 0}},   {4, {15.3, 5}},      {6, {15.3, 5}},
               {7, {29.7, 10}}, {9, {29.7, 10}}, {10.5, {20, -14.6}}, {12, {20, -14.6}}};
  play.seconds = 12;
  return play;
}

TEST(SoccerPasses, CompletedAndIntercepted) {
  const auto events = three_passes().events(25);
  const auto passes = of_type(events, "pass");
  ASSERT_EQ(passes.size(), 3U);
  EXPECT_EQ(passes[0].subtype, "completed");
  EXPECT_EQ(passes[0].track_ids, (std::vector<std::int64_t>{9, 10}));
  EXPECT_EQ(passes[0].team, Team::a);
  EXPECT_EQ(passes[1].subtype, "intercepted");
  EXPECT_EQ(passes[1].track_ids, (std::vector<std::int64_t>{10, 31}));
  EXPECT_EQ(passes[2].subtype, "completed");
  EXPECT_EQ(passes[2].team, Team::b);
  EXPECT_NEAR(to_seconds(passes[0].start_ns), 3, 0.2);
  EXPECT_NEAR(to_seconds(passes[0].end_ns), 4, 0.2);
  EXPECT_NEAR(*value(passes[0], "distance_m"), 15.7, 1.5);
  EXPECT_EQ(of_type(events, "reception").size(), 3U);
  const auto turnovers = of_type(events, "turnover");
  ASSERT_EQ(turnovers.size(), 1U);
  EXPECT_EQ(turnovers[0].subtype, "interception");
  EXPECT_EQ(turnovers[0].team, Team::a);
  const auto spells = of_type(events, "possession");
  ASSERT_EQ(spells.size(), 2U);
  EXPECT_EQ(spells[0].team, Team::a);
  EXPECT_EQ(spells[1].team, Team::b);
  EXPECT_EQ(spells[1].row, -1);
}

TEST(SoccerPasses, RegretIsThatOfTheMomentOfThePass) {
  const auto play = three_passes();
  SoccerSettings settings;
  const auto passes = of_type(play.events(25, settings), "pass");
  ASSERT_EQ(passes.size(), 3U);
  // The players stand still, so the option set of the pass moment is known.
  const auto record = play.record(0, 25);
  FieldState state;
  for (const auto& s : record.objects)
    if (s.class_id != 0)
      state.players.push_back({s.track_id, s.team, s.class_id == 1, s.field->m, {}});
  const struct {
    std::int64_t from, to;
    int direction;
  } chosen[] = {{9, 10, 1}, {10, 0, 1}, {31, 30, -1}};
  for (int i = 0; i < 3; ++i) {
    PassOptions options(settings.options, PitchSpec{}, threat());
    state.ball = PlacedBall{*passes[static_cast<std::size_t>(i)].field_m, {}};
    const auto found = options.find(state, chosen[i].from, chosen[i].direction);
    double best = 0, score = 0;
    for (const auto& o : found)
      if (!o.offside) best = std::max(best, o.score);
    if (chosen[i].to)
      score = options
                  .rate(state, *state.find(chosen[i].from), *state.find(chosen[i].to),
                        chosen[i].direction)
                  .score;
    best = std::max(best, score);
    const auto& pass = passes[static_cast<std::size_t>(i)];
    EXPECT_NEAR(value(pass, "regret").value_or(-1), best - score, 2e-3) << i;
    EXPECT_NEAR(value(pass, "best_score").value_or(-1), best, 2e-3) << i;
    EXPECT_NEAR(value(pass, "chosen_score").value_or(-1), score, 2e-3) << i;
  }
}

TEST(SoccerPasses, TheSameEventsAtAnyFrameRate) {
  const auto slow = three_passes().events(25), fast = three_passes().events(50);
  ASSERT_EQ(slow.size(), fast.size());
  for (std::size_t i = 0; i < slow.size(); ++i) {
    EXPECT_EQ(slow[i].type, fast[i].type);
    EXPECT_EQ(slow[i].subtype, fast[i].subtype);
    EXPECT_EQ(slow[i].track_ids, fast[i].track_ids);
    EXPECT_NEAR(to_seconds(slow[i].start_ns), to_seconds(fast[i].start_ns), 0.0401) << i;
    EXPECT_NEAR(to_seconds(slow[i].end_ns), to_seconds(fast[i].end_ns), 0.0401) << i;
  }
}

TEST(SoccerPasses, OutOverTheTouchlineButAShotIsNoPass) {
  Play play;
  play.places = {{9, {20, 20}}};
  play.ball = {{0, {20.3, 20}}, {3, {20.3, 20}}, {4, {22, 36}}, {5, {22, 36}}};
  play.seconds = 5;
  const auto passes = of_type(play.events(25), "pass");
  ASSERT_EQ(passes.size(), 1U);
  EXPECT_EQ(passes[0].subtype, "out");
  EXPECT_EQ(passes[0].track_ids, std::vector<std::int64_t>{9});
  EXPECT_EQ(value(passes[0], "chosen_score"), 0);
  play.places = {{9, {40, 10}}, {21, {51, -5}}};
  play.ball = {{0, {40.3, 10}}, {3, {40.3, 10}}, {3.7, {54, 4.5}}, {5, {54, 4.5}}};
  const auto events = play.events(25);
  EXPECT_TRUE(of_type(events, "pass").empty());
  EXPECT_EQ(of_type(events, "turnover").size(), 1U);
}

TEST(SoccerPasses, ATackleIsATurnoverAndNoPass) {
  Play play;
  play.places = {{9, {0, 0}}, {31, {1.5, 0}}};
  play.ball = {{0, {-0.4, 0}}, {3, {-0.4, 0}}, {3.3, {1.9, 0}}, {5, {1.9, 0}}};
  play.seconds = 5;
  const auto events = play.events(25);
  EXPECT_TRUE(of_type(events, "pass").empty());
  const auto turnovers = of_type(events, "turnover");
  ASSERT_EQ(turnovers.size(), 1U);
  EXPECT_EQ(turnovers[0].subtype, "tackle");
  EXPECT_EQ(turnovers[0].track_ids, (std::vector<std::int64_t>{9, 31}));
}

TEST(SoccerPossession, ABallThatFliesByIsNotHad) {
  Play play;
  play.places = {{9, {0, 0}}, {10, {15, 0.8}}, {11, {30, 0}}, {31, {40, 30}}};
  play.ball = {{0, {0.4, 0}}, {2, {0.4, 0}}, {3.5, {29.6, 0}}, {5, {29.6, 0}}};
  play.seconds = 5;
  const auto passes = of_type(play.events(25), "pass");
  ASSERT_EQ(passes.size(), 1U);
  EXPECT_EQ(passes[0].track_ids, (std::vector<std::int64_t>{9, 11}));
}

TEST(SoccerPossession, SecondsAddUpAndAFlightBelongsToTheLastTeam) {
  const auto play = three_passes();
  auto analysis = analyser();
  Measures last, flight;
  for (int f = 0; f < 300; ++f) {
    last = analysis.push(play.record(f, 25)).measures;
    if (f == 88) flight = last;  // 3.52 s: halfway to player 10
  }
  EXPECT_FALSE(flight.holder);
  EXPECT_STREQ(flight.holder.why, "nobody has the ball");
  ASSERT_TRUE(flight.possession);
  EXPECT_EQ(*flight.possession, Team::a);
  EXPECT_NEAR(last.possession_s[0] + last.possession_s[1], 12, 0.5);
  EXPECT_NEAR(last.possession_s[0], 7, 0.5);
}

TEST(SoccerPossession, TheBallUnseenIsUnknownAfterAWhile) {
  Play play;
  play.places = {{9, {0, 0}}};
  play.ball = {{0, {0.4, 0}}, {9, {0.4, 0}}};
  auto analysis = analyser();
  Measures last;
  for (int f = 0; f < 50; ++f) last = analysis.push(play.record(f, 25)).measures;
  EXPECT_EQ(last.holder.value, 9);
  const double before = last.possession_s[0];
  for (int f = 50; f < 200; ++f) {
    auto record = play.record(f, 25);
    record.objects.pop_back();
    record.ball = BallState::lost;
    last = analysis.push(record).measures;
  }
  EXPECT_FALSE(last.possession);
  EXPECT_STREQ(last.possession.why, "the ball is not placed");
  EXPECT_FALSE(last.evaluation.bar);
  EXPECT_STREQ(last.evaluation.bar.why, "the ball is not placed");
  EXPECT_LT(last.possession_s[0], before + 3);
}

TEST(SoccerPossession, TwoOpponentsAtTheBallAreContested) {
  Play play;
  play.places = {{9, {-0.8, 0}}, {31, {0.8, 0}}};
  play.ball = {{0, {0, 0}}, {9, {0, 0}}};
  auto analysis = analyser();
  Measures last;
  for (int f = 0; f < 50; ++f) last = analysis.push(play.record(f, 25)).measures;
  ASSERT_TRUE(last.possession);
  EXPECT_EQ(*last.possession, Team::none);
}

TEST(SoccerPossession, TheSeedTakesTheNearestWithinItsDistances) {
  const auto holder = [](double d, double next) {
    Possession possession(SoccerSettings::seed().possession);
    FieldState state;
    state.players = {{1, Team::a, false, {d, 0}, {}}, {2, Team::b, false, {-next, 0}, {}}};
    state.ball = PlacedBall{{0, 0}, {12, 0}};
    possession.update(0, state);
    return possession.holder().value.value_or(0);
  };
  EXPECT_EQ(holder(1.79, 1.8), 1);
  EXPECT_EQ(holder(1.81, 2.1), 0);
  EXPECT_EQ(holder(3.79, 4.2), 1);
  EXPECT_EQ(holder(3.81, 9), 0);
}

}  // namespace
}  // namespace touchline
