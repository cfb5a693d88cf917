#include "sports/soccer/evaluation.h"

#include <gtest/gtest.h>

#include "sports/soccer/coverage.h"
#include "sports/soccer/pressure.h"
#include "sports/soccer/support.h"

namespace touchline {
namespace {

BarInput neutral() {
  BarInput in;
  in.control_a = 0.5;
  in.threat_a = in.threat_b = 0.015;
  in.pressure = 0.0;
  in.possession = Team::none;
  in.ball_placed = true;
  in.placed = 22;
  return in;
}

BarInput from_other_side(BarInput in) {
  if (in.control_a) in.control_a = 1 - *in.control_a;
  std::swap(in.threat_a, in.threat_b);
  if (in.possession) in.possession = other(*in.possession);
  return in;
}

TEST(SoccerEvaluation, EqualTeamsGiveZero) {
  EXPECT_EQ(*evaluate(neutral(), {}).raw, 0);
  EXPECT_EQ(*evaluate(neutral(), SoccerSettings::seed().evaluation).raw, 0);
}

TEST(SoccerEvaluation, TheFormulaByHand) {
  // Seed constants: 0.34 * 0.2 + 0.38 * (tanh(1) - tanh(-0.25)) / 2 + 0.16 - 0.12 * 0.4, times
  // 1.15 and the reliability of a fresh calibration with the ball in view, 1.
  BarInput in = neutral();
  in.control_a = 0.6;
  in.threat_a = 0.05;
  in.threat_b = 0.01;
  in.possession = Team::a;
  in.pressure = 0.4;
  const auto e = evaluate(in, SoccerSettings::seed().evaluation);
  const double linear = 0.34 * 0.2 + 0.38 * (0.7615942 + 0.2449187) / 2 + 0.16 - 0.12 * 0.4;
  EXPECT_NEAR(e.linear, linear, 2e-6);
  EXPECT_EQ(e.reliability, 1);
  EXPECT_NEAR(*e.raw, 100 * std::tanh(1.15 * linear), 1e-3);
}

TEST(SoccerEvaluation, SwappingTheTeamsNegates) {
  soccer_test::Noise noise(3);
  for (int i = 0; i < 200; ++i) {
    BarInput in = neutral();
    in.control_a = noise.uniform();
    in.threat_a = 0.25 * noise.uniform();
    in.threat_b = 0.25 * noise.uniform();
    in.pressure = noise.uniform();
    in.possession = i % 3 == 0 ? Team::a : i % 3 == 1 ? Team::b : Team::none;
    in.unmeasured_s = noise.uniform();
    EXPECT_NEAR(*evaluate(in, {}).raw, -*evaluate(from_other_side(in), {}).raw, 1e-6);
  }
}

TEST(SoccerEvaluation, TheBallTowardsTheGoalNeverLowersTheAttacker) {
  const auto grid = soccer_test::threat();
  for (double y = -33; y <= 33; y += 3) {
    double before = -200;
    for (double x = -52.5; x <= 52.5; x += 0.5) {
      BarInput in = neutral();
      in.possession = Team::a;
      in.threat_a = grid.at({x, y}, +1);
      in.threat_b = grid.at({x, y}, -1);
      const double raw = *evaluate(in, {}).raw;
      EXPECT_GE(raw, before - 1e-9) << x << ' ' << y;
      before = raw;
    }
  }
}

TEST(SoccerEvaluation, TheBarStaysWithinAHundred) {
  BarInput in = neutral();
  in.control_a = 1.0;
  in.threat_a = 1.0;
  in.threat_b = 0.0;
  in.possession = Team::a;
  EvaluationSettings s;
  s.gain = 50;
  EXPECT_LE(*evaluate(in, s).raw, 100);
  EXPECT_GE(*evaluate(from_other_side(in), s).raw, -100);
}

TEST(SoccerEvaluation, ReliabilityFallsWithWhatIsMissing) {
  const auto s = SoccerSettings::seed().evaluation;
  BarInput in = neutral();
  in.possession = Team::a;
  in.unmeasured_s = 5 / 25.0;  // five stale frames
  EXPECT_NEAR(evaluate(in, s).reliability, 0.9, 1e-6);
  in.unmeasured_s = 10;
  EXPECT_NEAR(evaluate(in, s).reliability, 0.7, 1e-6);
  in.ball_placed = false;
  EXPECT_NEAR(evaluate(in, s).reliability, 0.55, 1e-6);
  in = neutral();
  EXPECT_NEAR(evaluate(in, s).reliability, 0.85, 1e-6);  // contested
  in.placed = 11;
  EXPECT_LT(evaluate(in, {}).reliability, 0.75);
}

TEST(SoccerEvaluation, AnUnknownTermAddsNothingAndKeepsItsReason) {
  BarInput in = neutral();
  in.possession = Team::b;
  in.threat_a = Known<double>::none("the ball is not placed");
  const auto e = evaluate(in, {});
  EXPECT_FALSE(e.terms[1].value);
  EXPECT_STREQ(e.terms[1].value.why, "the ball is not placed");
  EXPECT_NEAR(e.linear, -0.16, 1e-9);
}

TEST(SoccerBarFilter, TheSameCurveAtAnyFrameRate) {
  const auto after_one_second = [](int fps) {
    BarFilter filter(0.5);
    filter.update(0, 0.0);
    Known<double> bar;
    for (int i = 0; i < fps; ++i) bar = filter.update(1.0 / fps, 80.0);
    return *bar;
  };
  EXPECT_NEAR(after_one_second(25), 80 * (1 - std::exp(-2)), 1e-9);
  EXPECT_NEAR(after_one_second(50), after_one_second(25), 1e-9);
}

TEST(SoccerBarFilter, TheSeedsSmoothingIsThirtyPercentPerFrame) {
  BarFilter filter(SoccerSettings::seed().evaluation.smoothing_s);
  filter.update(0.04, 0.0);
  EXPECT_NEAR(*filter.update(0.04, 10.0), 3, 1e-9);
}

TEST(SoccerBarFilter, StartsAfreshAfterAWithheldFrame) {
  BarFilter filter(0.5);
  filter.update(0.04, 50.0);
  EXPECT_STREQ(filter.update(0.04, Known<double>::none("no")).why, "no");
  EXPECT_EQ(*filter.update(0.04, -20.0), -20);
}

FieldState two_opponents(double near, double far) {
  FieldState state;
  state.players = {{1, Team::a, false, {0, 0}, {}},
                   {2, Team::b, false, {near, 0}, {}},
                   {3, Team::b, false, {0, far}, {}},
                   {4, Team::a, false, {0.5, 0.5}, {}}};
  return state;
}

TEST(SoccerPressure, ByHand) {
  const PressureSettings seed = SoccerSettings::seed().pressure;
  EXPECT_NEAR(pressure_on(two_opponents(5.5, 100), {0, 0}, Team::a, seed), std::exp(-0.5), 1e-12);
  const double one = std::exp(-0.5), two = std::exp(-2.0);
  EXPECT_NEAR(pressure_on(two_opponents(5.5, 11), {0, 0}, Team::a, seed), 1 - (1 - one) * (1 - two),
              1e-12);
}

TEST(SoccerPressure, NobodyNearNoPressureAndOnTheSpotAllOfIt) {
  EXPECT_EQ(pressure_on(two_opponents(18.01, 40), {0, 0}, Team::a, {5.5, 18}), 0);
  EXPECT_EQ(pressure_on(two_opponents(0, 40), {0, 0}, Team::a, {}), 1);
}

TEST(SoccerCoverage, SharesAreByTimeAndTheBarNeedsPlayersAndBall) {
  CoverageMeter meter({});
  FieldState state;
  for (int i = 0; i < 4; ++i) {
    state.players.push_back({i, Team::a, false, {}, {}});
    state.players.push_back({10 + i, Team::b, false, {}, {}});
  }
  meter.update(0, 8, 8, true, true);
  EXPECT_EQ(meter.objection(state), nullptr);
  EXPECT_EQ(meter.value().calibrated_share, 1);
  for (int i = 0; i < 50; ++i) meter.update(0.05, 8, 8, true, false);
  EXPECT_STREQ(meter.objection(state), "the ball is not placed");
  EXPECT_LT(meter.value().ball_share, 0.7);
  meter.update(0.05, 8, 8, true, true);
  EXPECT_EQ(meter.objection(state), nullptr);
  state.players.pop_back();
  EXPECT_STREQ(meter.objection(state), "too few players placed");
  state.players.push_back({13, Team::b, false, {}, {}});
  for (int i = 0; i < 200; ++i) meter.update(0.05, 8, 8, false, true);
  EXPECT_STREQ(meter.objection(state), "too little of the last seconds is calibrated");
}

}  // namespace
}  // namespace touchline
