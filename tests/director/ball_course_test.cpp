#include "director/ball_course.h"

#include <gtest/gtest.h>

#include <random>

#include "director/played.h"

namespace touchline::director {
namespace {

using testing::film;
using testing::kBody;
using testing::play_at;

std::vector<std::optional<BallView>> follow(const std::vector<Play>& plays) {
  BallCourses courses;
  std::vector<std::optional<BallView>> all;
  for (const auto& play : plays) all.push_back(courses.update(play));
  return all;
}

TEST(BallGate, IsAQuantileThatGrowsWithTheConfidence) {
  EXPECT_NEAR(ball_gate(0.74), 9.2103, 1e-4);  // chi-square, two degrees of freedom: 0.99
  EXPECT_NEAR(ball_gate(0.75), 13.8155, 1e-4);
  EXPECT_NEAR(ball_gate(0.84), 13.8155, 1e-4);
  EXPECT_NEAR(ball_gate(0.85), 18.4207, 1e-4);
}

/// Seen at one place for two seconds, then once `off` bodies beside it.
bool is_taken(double off, double conf) {
  auto plays = film([](double) { return play_at({0.5, 0.3}); }, 2, 25);
  plays.push_back(play_at({0.5 + off * kBody, 0.3}, conf));
  plays.back().pts_ns = from_seconds(2);
  return follow(plays).back()->seen;
}

TEST(BallGate, LetsASureSightingComeFromFartherOff) {
  double off = 0.1;
  while (is_taken(off, 0.5)) off += 0.02;
  EXPECT_TRUE(is_taken(off, 0.75)) << off;
  while (is_taken(off, 0.75)) off += 0.02;
  EXPECT_TRUE(is_taken(off, 0.85)) << off;
  while (is_taken(off, 0.85)) off += 0.02;
  EXPECT_LT(off, 3);
}

TEST(BallCourses, KnowTheBallAtOnce) {
  const auto seen = follow(film([](double t) { return play_at({0.3 + 0.1 * t, 0.3}); }, 1, 25));
  ASSERT_TRUE(seen.front());
  EXPECT_EQ(seen.front()->at.x, 0.3);
  EXPECT_NEAR(seen.back()->at.x, 0.3 + 0.1 * 24 / 25, 0.1 * kBody);
  EXPECT_NEAR(seen.back()->velocity.x, 0.1, 0.01);
}

TEST(BallCourses, GoOnForHalfASecondUnseen) {
  const auto scene = [](double t) {
    auto play = play_at({0.3 + 0.1 * t, 0.3});
    if (t > 2) play.balls.clear();
    return play;
  };
  const auto seen = follow(film(scene, 4, 50));
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const double t = static_cast<double>(i) / 50;
    ASSERT_EQ(seen[i].has_value(), t <= 2.5 + 1e-9) << t;
    if (t > 2 && seen[i]) {
      EXPECT_NEAR(seen[i]->at.x, 0.3 + 0.1 * t, 0.3 * kBody);
    }
  }
}

TEST(BallCourses, ABallBesideThePitchAndASpotDoNotCapture) {
  const auto scene = [](double t) {
    auto play = play_at({0.3 + 0.02 * t, 0.3}, 0.6);
    play.people = testing::people_around({0.4, 0.3}, 0.15);
    if (std::fmod(t, 1.5) > 0.7) play.balls.clear();                       // often hidden
    play.balls.push_back({{0.92, 0.5}, 0.95});                             // a spare ball at rest
    if (std::fmod(t, 0.4) < 0.2) play.balls.push_back({{0.1, 0.2}, 0.8});  // a spot that flickers
    return play;
  };
  for (const auto& ball : follow(film(scene, 20, 25))) {
    if (!ball) continue;
    EXPECT_GT(ball->at.x, 0.25);
    EXPECT_LT(ball->at.x, 0.8);
  }
}

TEST(BallCourses, ASecondBallThatIsPlayedTakesOver) {
  const auto scene = [](double t) {
    auto play = play_at(t < 5 ? Vec2d{0.3 + 0.02 * t, 0.3} : Vec2d{0.4, 0.3}, 0.9);
    play.people = testing::people_around({t < 5 ? 0.35 : 0.75, 0.3}, 0.1);
    if (t >= 5) play.balls.push_back({{0.7 + 0.05 * std::sin(t), 0.3}, 0.9});
    return play;
  };
  const auto seen = follow(film(scene, 10, 25));
  EXPECT_LT(seen[120]->at.x, 0.5);
  EXPECT_GT(seen.back()->at.x, 0.6) << "the first was left behind with nobody near it";
}

TEST(BallCourses, AreAsUnsureAsTheyAreWrong) {
  // Truth and filter share one model, so the squared distance of truth from the estimate, in its
  // own covariance, is chi-square with two degrees of freedom: its mean is 2.
  const BallRule rule;
  std::mt19937 bits(7);
  std::normal_distribution<double> normal;
  double sum = 0;
  int count = 0;
  for (int run = 0; run < 40; ++run) {
    AxisFilter truth = AxisFilter::start(0, 0, 0), kept;
    const double q = rule.acceleration_q, r = rule.sigma * rule.sigma, dt = 0.04;
    kept = AxisFilter::start(rule.sigma * normal(bits), r, rule.start_speed * rule.start_speed);
    truth.velocity = rule.start_speed * normal(bits);
    for (int i = 0; i < 60; ++i) {
      // Exact discretisation of white-noise acceleration: two correlated draws.
      const double a = normal(bits), b = normal(bits), v = std::sqrt(q * dt);
      truth.position += truth.velocity * dt + v * dt * (a / 2 + b / std::sqrt(12.0));
      truth.velocity += v * a;
      kept.predict(dt, q);
      kept.update(truth.position + rule.sigma * normal(bits), r);
      const double e0 = truth.position - kept.position, e1 = truth.velocity - kept.velocity,
                   det = kept.p00 * kept.p11 - kept.p01 * kept.p01;
      sum += (e0 * e0 * kept.p11 - 2 * e0 * e1 * kept.p01 + e1 * e1 * kept.p00) / det;
      ++count;
    }
  }
  EXPECT_NEAR(sum / count, 2, 0.15);
}

}  // namespace
}  // namespace touchline::director
