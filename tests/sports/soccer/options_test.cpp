#include "sports/soccer/pass_options.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "sports/soccer/regret.h"
#include "sports/soccer/support.h"

namespace touchline {
namespace {

PassOptions seed_options() {
  return {SoccerSettings::seed().options, PitchSpec{}, soccer_test::threat()};
}

FieldState scene(std::vector<PlacedPlayer> players, Vec2d ball) {
  FieldState state;
  state.players = std::move(players);
  state.ball = PlacedBall{ball, {}};
  return state;
}

PlacedPlayer mate(std::int64_t id, double x, double y) { return {id, Team::a, false, {x, y}, {}}; }
PlacedPlayer foe(std::int64_t id, double x, double y) { return {id, Team::b, false, {x, y}, {}}; }
PlacedPlayer keeper(std::int64_t id, Team team, double x) { return {id, team, true, {x, 0}, {}}; }

TEST(SoccerPassOptions, RangeIsFiveToThirtyFiveMetres) {
  const auto state =
      scene({mate(1, 0, 0), mate(2, 4.99, 0), mate(3, -5, 0), mate(4, 0, 33.9), mate(5, -35.01, 0)},
            {0, 0});
  auto options = seed_options();
  std::vector<std::int64_t> ids;
  for (const auto& o : options.find(state, 1, 1)) ids.push_back(o.receiver);
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(ids, (std::vector<std::int64_t>{3, 4}));
}

TEST(SoccerPassOptions, OffThePitchAndGoalkeepersAreNoOptions) {
  const auto state = scene({mate(1, 0, 20), mate(2, 0, 34.5), keeper(3, Team::a, -20)}, {0, 20});
  EXPECT_TRUE(seed_options().find(state, 1, 1).empty());
}

TEST(SoccerPassOptions, LaneAndRiskByHand) {
  // 20 m along x. In the lane: 2.4 m beside it. Not: 2.6 m beside, behind the passer, behind the
  // receiver, a team-mate.
  const auto state = scene({mate(1, -30, 0), mate(2, -10, 0), foe(3, -20, 2.4), foe(4, -20, -2.6),
                            foe(5, -31, 0), foe(6, -9, 0), mate(7, -20, 0.1)},
                           {-30, 0});
  auto options = seed_options();
  const auto& found = options.find(state, 1, 1);
  const auto far =
      std::find_if(found.begin(), found.end(), [](const PassOption& o) { return o.receiver == 2; });
  ASSERT_NE(far, found.end());
  EXPECT_EQ(far->defenders_in_lane, 1);
  EXPECT_NEAR(far->risk, 0.4 + 20.0 / 50, 1e-12);
  EXPECT_EQ(defenders_in_lane(state, Team::a, {-30, 0}, {-10, 0}, 2.7), 2);
}

TEST(SoccerPassOptions, RiskIsAtMostOne) {
  const auto state =
      scene({mate(1, -30, 0), mate(2, -10, 0), foe(3, -20, 1), foe(4, -18, -1), foe(5, -16, 1)},
            {-30, 0});
  EXPECT_EQ(seed_options().find(state, 1, 1).front().risk, 1);
}

TEST(SoccerPassOptions, ScoreIsSeventyThirtyOfThreatAndSpace) {
  const auto state = scene({mate(1, 0, 0), mate(2, 20, 0), foe(3, 50, 0), foe(4, 51, 0)}, {0, 0});
  const auto option = seed_options().find(state, 1, 1).front();
  const double threat = soccer_test::threat().at({20, 0}, 1) / 0.2574536;
  EXPECT_NEAR(option.threat, threat, 1e-9);
  // Nobody else is nearer between x = 10 and 35 on the full width: 25 * 68 m^2 > 650.
  EXPECT_EQ(option.space, 1);
  EXPECT_NEAR(option.score, 0.7 * threat + 0.3, 1e-9);
  // The default takes risk into account.
  PassOptions standard({}, PitchSpec{}, soccer_test::threat());
  const auto careful = standard.find(state, 1, 1).front();
  EXPECT_NEAR(careful.score, (0.7 * careful.threat + 0.3 * careful.space) * (1 - 0.5 * 0.4), 1e-9);
}

TEST(SoccerPassOptions, OffsideNeedsHalfBallAndSecondLastOpponent) {
  const auto goalkeeper = keeper(9, Team::b, 51);
  const auto state = [&](double receiver, double ball) {
    return scene({mate(1, ball, 0), mate(2, receiver, 10), foe(3, 30, 0), goalkeeper}, {ball, 0});
  };
  const auto offside = [&](double receiver, double ball) {
    return is_offside(state(receiver, ball), Team::a, 1, {receiver, 10}, {ball, 0}, true);
  };
  EXPECT_TRUE(offside(31, 10));
  EXPECT_FALSE(offside(30, 10));  // level with the second-last opponent
  EXPECT_FALSE(offside(31, 32));  // behind the ball
  EXPECT_FALSE(
      is_offside(scene({mate(1, -20, 0), mate(2, -1, 0), foe(3, -30, 0), goalkeeper}, {-20, 0}),
                 Team::a, 1, {-1, 0}, {-20, 0}, true));  // own half
  // Attacking the other way nothing of this is offside.
  EXPECT_FALSE(is_offside(state(31, 10), Team::a, -1, {31, 10}, {10, 0}, true));
}

TEST(SoccerPassOptions, AGoalkeeperOutOfViewIsTheLastMan) {
  const auto state = scene({mate(1, 10, 0), mate(2, 31, 10), foe(3, 30, 0)}, {10, 0});
  EXPECT_TRUE(is_offside(state, Team::a, 1, {31, 10}, {10, 0}, true));
  EXPECT_FALSE(is_offside(state, Team::a, 1, {31, 10}, {10, 0}, false));
}

TEST(SoccerPassOptions, OffsideOptionsAreMarkedAndLast) {
  const auto state = scene(
      {mate(1, 20, 0), mate(2, 40, 0), mate(3, 10, 20), foe(4, 30, 0), keeper(9, Team::b, 51)},
      {20, 0});
  auto options = seed_options();
  const auto& found = options.find(state, 1, 1);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].receiver, 3);
  EXPECT_TRUE(found[1].offside);
  EXPECT_GT(found[1].score, found[0].score);
}

TEST(SoccerPassOptions, AtMostSixBestFirst) {
  std::vector<PlacedPlayer> players{mate(1, 0, 0)};
  for (int i = 0; i < 9; ++i) players.push_back(mate(10 + i, -20 + 0.1 * i, -30.0 + 7 * i));
  auto options = seed_options();
  const auto& found = options.find(scene(players, {0, 0}), 1, 1);
  EXPECT_EQ(found.size(), 6U);
  EXPECT_GE(options.total(), 8);
  for (std::size_t i = 1; i < found.size(); ++i) EXPECT_GE(found[i - 1].score, found[i].score);
}

// --- regret -------------------------------------------------------------------------------------

class SoccerRegret : public ::testing::Test {
 protected:
  SoccerRegret() {
    spell_.player = 1;
    spell_.ball_from = spell_.player_from = {-5, 0};
    spell_.ball_to = spell_.player_to = {0, 0};
  }
  Regret regret(std::int64_t receiver) {
    return regret_of(options_, state_, spell_, receiver, 1, SoccerSettings::seed().passes);
  }
  double score(std::int64_t id) {
    options_.find(state_, 1, 1);
    return options_.rate(state_, *state_.find(1), *state_.find(id), 1).score;
  }
  PassOptions options_ = seed_options();
  FieldState state_ = scene({mate(1, 0, 0), mate(2, 20, 0), mate(3, -15, 10), foe(4, 40, 5),
                             keeper(9, Team::b, 51), keeper(8, Team::a, -50)},
                            {0, 0});
  Spell spell_;
};

TEST_F(SoccerRegret, TheBestPassCostsNothing) {
  EXPECT_EQ(*regret(2).regret, 0);
  EXPECT_NEAR(*regret(2).best_score, score(2), 1e-12);
}

TEST_F(SoccerRegret, AnotherPassCostsTheDifference) {
  ASSERT_GT(score(2), score(3));
  EXPECT_NEAR(*regret(3).regret, score(2) - score(3), 1e-12);
}

TEST_F(SoccerRegret, ALostBallCostsTheBestOption) {
  EXPECT_EQ(*regret(0).chosen_score, 0);
  EXPECT_NEAR(*regret(0).regret, score(2), 1e-12);
}

TEST_F(SoccerRegret, GoalkeepersAndStandingHoldersAreLeftOut) {
  EXPECT_STREQ(regret(8).regret.why, "passed to a goalkeeper");
  spell_.player_from = {-1.9, 0};
  EXPECT_STREQ(regret(2).regret.why, "the holder or the ball hardly moved");
  EXPECT_STREQ(regret(77).regret.why, "the holder or the ball hardly moved");
  spell_.player_from = {-5, 0};
  EXPECT_STREQ(regret(77).regret.why, "the receiver was not placed");
}

}  // namespace
}  // namespace touchline
