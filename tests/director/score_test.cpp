#include "director/score.h"

#include <gtest/gtest.h>

namespace touchline::director {
namespace {

std::vector<Framing> path_of(const std::function<double(double)>& x) {
  std::vector<Framing> path;
  for (int i = 0; i < 100; ++i) {
    Framing framing;
    framing.pts_ns = from_seconds(i * 0.04);
    framing.centre = {x(i * 0.04), 0.28};
    framing.width = 0.5;
    framing.height = 0.28;
    path.push_back(framing);
  }
  return path;
}

TEST(FollowScores, AreTheDerivativesOfThePath) {
  const auto cubic = score_path(path_of([](double t) { return 0.3 + 0.01 * t * t * t; }));
  EXPECT_NEAR(cubic.jerk_p99, 0.06, 1e-6);
  EXPECT_NEAR(cubic.jerk_p50, 0.06, 1e-6);
  const auto straight = score_path(path_of([](double t) { return 0.3 + 0.1 * t; }));
  EXPECT_NEAR(straight.jerk_p99, 0, 1e-6);
  EXPECT_NEAR(straight.top_speed, 0.1, 1e-9);
  EXPECT_NEAR(straight.lost_s, 99 * 0.04, 1e-9);
}

TEST(FollowScores, ACutIsNoJerk) {
  const auto scores = score_path(path_of([](double t) { return t < 2 ? 0.2 : 0.8; }));
  EXPECT_NEAR(scores.jerk_p99, 0, 1e-9);
  EXPECT_NEAR(scores.top_speed, 0, 1e-9);
}

TEST(FollowScores, CountTheBallInTheMiddle) {
  auto path = path_of([](double) { return 0.5; });
  const Vec2d places[] = {{0.5, 0.28}, {0.64, 0.28}, {0.66, 0.28}, {0.5, 0.36}, {0.5, 0.37}};
  for (std::size_t i = 0; i < 5; ++i) path[i].ball = BallView{places[i], {}, true};
  path[5].ball = BallView{{0.5, 0.28}, {}, false};
  const auto scores = score_path(path);
  EXPECT_EQ(scores.with_ball, 5);
  EXPECT_EQ(scores.in_middle, 3);
  std::vector<std::optional<Vec2d>> truth(path.size());
  truth[70] = {0.5, 0.28};
  truth[71] = {0.5, 0.46};
  const auto by_truth = score_path(path, truth);
  EXPECT_EQ(by_truth.with_ball, 2);
  EXPECT_EQ(by_truth.in_middle, 1);
}

}  // namespace
}  // namespace touchline::director
