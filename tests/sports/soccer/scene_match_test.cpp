// The match is possible: what moves obeys human limits, and the truth agrees with itself.
#include "sports/soccer/scene/match.h"

#include <gtest/gtest.h>

#include <cmath>

namespace touchline::testing {
namespace {

MatchOptions minutes(double seconds, std::uint64_t seed = 1) {
  MatchOptions o;
  o.seconds = seconds;
  o.seed = seed;
  return o;
}

void expect_same(const MatchState& a, const MatchState& b) {
  for (int id = 1; id <= kPeople; ++id) {
    EXPECT_EQ(a.person(id).position_m, b.person(id).position_m) << id;
    EXPECT_EQ(a.person(id).velocity_m_s, b.person(id).velocity_m_s) << id;
    EXPECT_EQ(a.person(id).heading_rad, b.person(id).heading_rad) << id;
  }
  EXPECT_EQ(a.ball.ground(), b.ball.ground());
  EXPECT_EQ(a.ball.z, b.ball.z);
  EXPECT_EQ(a.ball.holder, b.ball.holder);
  EXPECT_EQ(a.possession, b.possession);
}

TEST(Match, TheSameSeedIsTheSameMatchAndAnotherIsNot) {
  const Match a(minutes(30)), b(minutes(30)), c(minutes(30, 2));
  double apart = 0;
  for (double t = 0; t < 30; t += 0.37) {
    expect_same(a.at(t), b.at(t));
    apart = std::max(apart, distance(a.ball_at(t).ground(), c.ball_at(t).ground()));
  }
  EXPECT_GT(apart, 5);
}

TEST(Match, ALongerMatchBeginsLikeAShorterOne) {
  const Match a(minutes(10)), b(minutes(40));
  for (double t = 0; t < 10; t += 0.31) expect_same(a.at(t), b.at(t));
}

TEST(Match, AnyRateSeesTheSameInstants) {
  const Match m(minutes(20));
  for (int frame = 0; frame < 500; ++frame) expect_same(m.at(frame / 25.0), m.at(2 * frame / 50.0));
}

TEST(Match, SpeedsAndAccelerationsAreHuman) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const Match m(minutes(120, seed));
    const double dt = 0.1;
    double fastest = 0;
    for (double t = 0; t + dt < 120; t += dt) {
      const MatchState a = m.at(t), b = m.at(t + dt);
      for (int id = 1; id <= kPeople; ++id) {
        const Vec2d va = a.person(id).velocity_m_s, vb = b.person(id).velocity_m_s;
        ASSERT_LE(length(va), 9) << id << " at " << t;
        ASSERT_LE(distance(va, vb) / dt, 5) << id << " at " << t;
        const Vec2d moved = b.person(id).position_m - a.person(id).position_m;
        ASSERT_LE(distance((1 / dt) * moved, 0.5 * (va + vb)), 0.3) << id << " at " << t;
        fastest = std::max(fastest, length(va));
      }
    }
    EXPECT_GT(fastest, 6) << "nobody runs";
  }
}

TEST(Match, TheBallStaysNearItsHolderAndNeverLeapsInPlay) {
  const Match m(minutes(300));
  BallState3d last = m.ball_at(0);
  int held = 0;
  for (double t = 0.04; t < 300; t += 0.04) {
    const MatchState s = m.at(t);
    if (s.ball.holder) {
      ++held;
      EXPECT_LE(distance(s.ball.ground(), s.person(s.ball.holder).position_m), 2.0) << t;
      EXPECT_EQ(s.possession, s.person(s.ball.holder).team) << t;
    }
    if (s.ball.in_play && last.in_play) {
      EXPECT_LE(distance(s.ball.ground(), last.ground()), 32 * 0.0401) << t;
    }
    EXPECT_GE(s.ball.z, kBallRadius);
    last = s.ball;
  }
  EXPECT_GT(held, 300 * 25 / 6);
}

TEST(Match, PassesAgreeWithTheBallAndItsHolders) {
  const Match m(minutes(300));
  ASSERT_GT(m.passes().size(), 60U);
  int completed = 0;
  double last_end = 0;
  for (const TruePass& p : m.passes()) {
    EXPECT_GT(p.end_s, p.start_s);
    EXPECT_GE(p.end_s, last_end);
    last_end = p.end_s;
    EXPECT_EQ(m.at(p.start_s - 0.01).ball.holder, p.from);
    EXPECT_EQ(m.at((p.start_s + p.end_s) / 2).ball.holder, 0);
    EXPECT_LT(distance(m.ball_at(p.start_s + 1e-9).ground(), p.start_m), 1e-3);
    EXPECT_EQ(p.completed, p.to != 0 && m.at(0).person(p.to).team == p.team);
    if (p.to == 0) continue;
    EXPECT_LT(distance(m.ball_at(p.end_s + 1e-9).ground(), p.end_m), 1e-3);
    EXPECT_EQ(m.at(p.end_s + 1e-6).ball.holder, p.to);
    completed += p.completed;
  }
  const double share = completed / static_cast<double>(m.passes().size());
  EXPECT_GT(share, 0.5);
  EXPECT_LT(share, 0.98);
}

TEST(Match, AMirroredMatchMirrorsEverything) {
  MatchOptions o = minutes(60);
  const Match plain(o);
  o.mirrored = true;
  const Match mirror(o);
  EXPECT_EQ(plain.attack_direction(0), 1);
  EXPECT_EQ(mirror.attack_direction(0), -1);
  EXPECT_EQ(mirror.attack_direction(1), 1);
  for (double t = 0; t < 60; t += 1.7) {
    const MatchState a = plain.at(t), b = mirror.at(t);
    EXPECT_EQ(a.ball.x, -b.ball.x);
    EXPECT_EQ(a.ball.vy, b.ball.vy);
    for (int id = 1; id <= kPeople; ++id) {
      EXPECT_EQ(a.person(id).position_m.x, -b.person(id).position_m.x);
      EXPECT_EQ(a.person(id).velocity_m_s.x, -b.person(id).velocity_m_s.x);
      EXPECT_NEAR(std::cos(a.person(id).heading_rad), -std::cos(b.person(id).heading_rad), 1e-9);
    }
  }
  ASSERT_EQ(plain.passes().size(), mirror.passes().size());
  ASSERT_FALSE(plain.passes().empty());
  EXPECT_EQ(plain.passes()[0].start_m.x, -mirror.passes()[0].start_m.x);
}

TEST(Match, SidesCanBeSwapped) {
  MatchOptions o = minutes(5);
  o.swap_sides = true;
  const Match m(o);
  EXPECT_EQ(m.attack_direction(0), -1);
  EXPECT_GT(m.at(1).person(1).position_m.x, 40) << "team 0 keeps the goal at +x";
}

TEST(Match, AnotherPitchKeepsItsPeople) {
  MatchOptions o = minutes(60);
  o.pitch.length_m = 120;
  o.pitch.width_m = 70;
  const Match m(o);
  for (double t = 0; t < 60; t += 0.5)
    for (const PersonState& p : m.at(t).people)
      EXPECT_TRUE(o.pitch.contains(p.position_m, 5)) << p.id << " at " << t;
}

}  // namespace
}  // namespace touchline::testing
