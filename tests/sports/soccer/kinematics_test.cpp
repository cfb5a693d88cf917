#include "sports/soccer/kinematics.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "sports/soccer/support.h"

namespace touchline {
namespace {

using soccer_test::Noise;
using soccer_test::sample;

/// One player who is where `path` says, measured with `sigma` metres of noise.
class Runner {
 public:
  explicit Runner(double fps, double sigma = 0, KinematicsSettings s = {})
      : fps_(fps), sigma_(sigma), kinematics_(s) {}
  template <class Path>
  void run(double from_s, double to_s, Path path, SampleSource source = SampleSource::measured) {
    for (auto f = static_cast<std::int64_t>(std::lround(from_s * fps_));
         f < std::lround(to_s * fps_); ++f) {
      const double t = static_cast<double>(f) / fps_;
      TrackSample s = sample(7, 2, Team::a, path(t) + noise_.point(sigma_), std::max(sigma_, 0.05));
      s.source = source;
      const TrackSample* people[] = {&s};
      kinematics_.update(from_seconds(t), f, people, out_, events_);
      top_ = std::max(top_, out_[0].speed_m_s.value.value_or(0));
    }
  }
  const PlayerMotion& last() const { return out_[0]; }
  double top() const { return top_; }
  const std::vector<Event>& finish() {
    kinematics_.interrupt(events_);
    return events_;
  }

 private:
  double fps_, sigma_, top_ = 0;
  Noise noise_{5};
  Kinematics kinematics_;
  std::vector<PlayerMotion> out_ = std::vector<PlayerMotion>(1);
  std::vector<Event> events_;
};

Vec2d stand(double) { return {3, 4}; }

TEST(SoccerKinematics, AStandingPlayerCoversNothing) {
  Runner runner(25, 0.3);
  runner.run(0, 60, stand);
  EXPECT_LT(runner.last().distance_m, 5);
  EXPECT_LT(runner.top(), 3);
  EXPECT_NEAR(runner.last().position_m.value->x, 3, 0.5);
}

TEST(SoccerKinematics, ARunIsMeasuredAtAnyFrameRate) {
  for (const double fps : {25.0, 50.0, 29.97}) {
    Runner runner(fps, 0.1);
    runner.run(0, 20, [](double t) { return Vec2d{-50 + 5 * t, 0}; });
    EXPECT_NEAR(runner.last().distance_m, 100, 3) << fps;
    EXPECT_NEAR(runner.last().velocity_m_s.value->x, 5, 0.5) << fps;
    EXPECT_NEAR(*runner.last().speed_m_s, 5, 0.5) << fps;
  }
}

TEST(SoccerKinematics, ACurveIsNotCutShort) {
  Runner runner(25, 0.02);
  runner.run(0, 20, [](double t) { return Vec2d{10 * std::cos(t * 0.5), 10 * std::sin(t * 0.5)}; });
  EXPECT_NEAR(runner.last().distance_m, 100, 2);
}

TEST(SoccerKinematics, WhatIsNotSeenIsUnknownAndAddsNothing) {
  const auto path = [](double t) { return Vec2d{-50 + 4 * t, 0}; };
  Runner runner(25);
  runner.run(0, 5, path);
  const double before = runner.last().distance_m;
  runner.run(5, 8, path, SampleSource::predicted);
  EXPECT_FALSE(runner.last().speed_m_s);
  EXPECT_FALSE(runner.last().position_m);
  EXPECT_STREQ(runner.last().speed_m_s.why, "not seen");
  EXPECT_EQ(runner.last().distance_m, before);
  runner.run(8, 10, path);
  EXPECT_NEAR(runner.last().distance_m, before + 8, 1.5);
}

TEST(SoccerKinematics, AShortFlickerBreaksNothing) {
  const auto path = [](double t) { return Vec2d{-50 + 4 * t, 0}; };
  Runner runner(25);
  for (int i = 0; i < 20; ++i) {
    runner.run(i * 0.5, i * 0.5 + 0.4, path);
    runner.run(i * 0.5 + 0.4, i * 0.5 + 0.5, path, SampleSource::predicted);
  }
  EXPECT_NEAR(runner.last().distance_m, 40, 1.5);
}

TEST(SoccerKinematics, ASingleWildPositionIsNoSprint) {
  Runner runner(25, 0.05);
  runner.run(0, 2, stand);
  runner.run(2, 2.08, [](double) { return Vec2d{13, 4}; });
  runner.run(2.08, 4, stand);
  EXPECT_LT(runner.top(), 2);
  EXPECT_LT(runner.last().distance_m, 1);
}

TEST(SoccerKinematics, AJumpThatLastsIsFollowedButNotRun) {
  Runner runner(25, 0.05);
  runner.run(0, 2, stand);
  runner.run(2, 4, [](double) { return Vec2d{23, 4}; });
  EXPECT_NEAR(runner.last().position_m.value->x, 23, 0.2);
  EXPECT_LT(runner.last().distance_m, 1);
  EXPECT_LT(runner.top(), 12);
}

/// Stands for 2 s, then speeds up at 5 m/s^2 to `speed`, keeps it for `seconds` and slows down.
std::vector<Event> dash(double speed, double seconds) {
  const double ramp = speed / 5;
  const auto way = [&](double t) {
    const double up = std::clamp(t, 0.0, ramp), steady = std::clamp(t - ramp, 0.0, seconds),
                 down = std::clamp(t - ramp - seconds, 0.0, ramp);
    return 2.5 * up * up + speed * steady + speed * down - 2.5 * down * down;
  };
  Runner runner(25, 0.05);
  runner.run(0, 2 + 2 * ramp + seconds + 2, [&](double t) { return Vec2d{-40 + way(t - 2), 0}; });
  return runner.finish();
}

TEST(SoccerKinematics, SprintsNeedSpeedAndTime) {
  EXPECT_TRUE(dash(6.5, 3).empty());
  EXPECT_TRUE(dash(7.6, 0.5).empty());
  const auto events = dash(8, 3);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].type, "sprint");
  EXPECT_NEAR(to_seconds(events[0].start_ns), 2 + 7.0 / 5, 0.25);
  EXPECT_NEAR(to_seconds(events[0].end_ns), 2 + 8.0 / 5 + 3 + 1.0 / 5, 0.3);
  EXPECT_NEAR(*events[0].values[0].second, 25, 3);
  EXPECT_NEAR(*events[0].values[1].second, 8, 0.8);
  EXPECT_EQ(events[0].track_ids, std::vector<std::int64_t>{7});
}

}  // namespace
}  // namespace touchline
