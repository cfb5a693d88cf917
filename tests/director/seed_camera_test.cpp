// The earlier system's camera: its constants as they are written down, and what ours asks of it.
#include "director/seed_camera.h"

#include <gtest/gtest.h>

#include <random>

#include "director/played.h"

namespace touchline::director {
namespace {

using testing::film;
using testing::play_at;

constexpr double kWide = 3840, kHigh = 2160;

SeedOptions seed_options(SeedMode mode = SeedMode::batch) {
  return {kWide, kHigh, 1280, 720, mode, {}};
}

std::vector<Framing> shown_by_seed(const std::vector<Play>& plays, const SeedOptions& options) {
  SeedCamera camera(options);
  std::vector<Framing> shown;
  for (const auto& play : plays) shown.push_back(camera.push(play).front());
  EXPECT_TRUE(camera.finish().empty());
  return shown;
}

/// A ball that moves at `speed` pixels/s from the left.
std::vector<Play> rolling(double speed, int frames) {
  return film([&](double t) { return play_at({(900 + speed * t) / kWide, 0.28}); },
              frames / kSeedRate, kSeedRate);
}

double zoom_of(const Framing& framing) { return 1.2 * 1280 / (framing.width * kWide); }

TEST(OneEuroFilter, IsAFirstOrderLowPassWhereBetaIsZero) {
  OneEuro filter(30, 1, 0);
  EXPECT_EQ(filter.next(5), 5);
  EXPECT_NEAR(filter.next(6), 5 + 1 / (1 + 30 / (2 * std::numbers::pi)), 1e-12);
  OneEuro quick(30, 1, 10);
  quick.next(5);
  EXPECT_GT(quick.next(6), 5.5) << "a fast change goes through";
}

TEST(SeedAxis, IsAFilterOfConstantAccelerationWithItsNoise) {
  SeedAxis axis(10);
  EXPECT_NEAR(axis.distance2(13, 5), 9 / 105.0, 1e-12);
  axis.predict();
  const double dt = 1.0 / 30, p00 = 100 * (1 + dt * dt + dt * dt * dt * dt / 4) + 0.01;
  EXPECT_NEAR(axis.distance2(13, 5), 9 / (p00 + 5), 1e-12);
  axis.update(20, 5);
  EXPECT_NEAR(axis.at(), 10 + p00 / (p00 + 5) * 10, 1e-9);
}

std::optional<SeedBall> see(SeedTracker& tracker, Vec2d at, double conf = 0.7) {
  const BallSpot spot{at, conf};
  return tracker.update({&spot, 1});
}

TEST(SeedTracker, CoastsForFifteenFramesWhereItHadTenAndIsLostThen) {
  for (const auto& [mode, coasts] : {std::pair{SeedMode::batch, 15}, {SeedMode::stream, 10}})
    for (const int seen : {10, 11}) {
      SeedTracker tracker(kWide, kHigh, mode);
      for (int i = 0; i < seen; ++i) ASSERT_TRUE(see(tracker, {1000.0 + 4 * i, 900}));
      for (int i = 1; i <= 20; ++i) {
        const auto ball = tracker.update({});
        EXPECT_EQ(ball.has_value(), seen > 10 && i <= coasts) << seen << ' ' << i;
        EXPECT_FALSE(ball && ball->measured);
      }
    }
}

TEST(SeedTracker, TakesABallBackAfterFiveFramesOnlyWhenItIsSure) {
  for (const int lost : {5, 6})
    for (const double conf : {0.74, 0.75}) {
      SeedTracker tracker(kWide, kHigh, SeedMode::batch);
      for (int i = 0; i < 15; ++i) see(tracker, {1000, 900});
      for (int i = 0; i < lost; ++i) tracker.update({});
      EXPECT_EQ(see(tracker, {1000, 900}, conf)->measured, lost == 5 || conf >= 0.75);
    }
}

TEST(SeedTracker, RefusesAJumpByItsGatesAndTheirOverrides) {
  const auto taken = [](Vec2d jump, double conf, SeedMode mode = SeedMode::batch) {
    SeedTracker tracker(kWide, kHigh, mode);
    for (int i = 0; i < 30; ++i) see(tracker, {1000, 900});
    return see(tracker, Vec2d{1000, 900} + jump, conf)->measured;
  };
  // The Mahalanobis gate, at one confidence and the next.
  EXPECT_TRUE(taken({20, 0}, 0.6));
  EXPECT_FALSE(taken({150, 0}, 0.75));
  EXPECT_TRUE(taken({150, 0}, 0.76));
  // The distance, 0.052 W.
  EXPECT_TRUE(taken({0.05 * kWide, 0}, 0.8));
  EXPECT_FALSE(taken({0.06 * kWide, 0}, 0.85));
  EXPECT_TRUE(taken({0.06 * kWide, 0}, 0.86));
  // The jump, whatever the confidence.
  EXPECT_TRUE(taken({0.129 * kWide, 0}, 0.95));
  EXPECT_FALSE(taken({0.131 * kWide, 0}, 0.95));
  EXPECT_TRUE(taken({0.131 * kWide, 0}, 0.95, SeedMode::stream));
  EXPECT_FALSE(taken({0.167 * kWide, 0}, 0.95, SeedMode::stream));
}

TEST(SeedTracker, RefusesAJumpUpOrDownWhereItsOtherGatesAreWide) {
  // A ball that falls fast may come from far, but not from 0.14 H above or below.
  const auto taken = [](double jump, double conf) {
    SeedTracker tracker(kWide, kHigh, SeedMode::batch);
    double y = 200;
    for (int i = 0; i < 30; ++i, y += 25) EXPECT_TRUE(see(tracker, {1000, y})->measured);
    return see(tracker, {1000, y - 25 + jump * kHigh}, conf)->measured;
  };
  EXPECT_TRUE(taken(0.139, 0.84));
  EXPECT_FALSE(taken(0.141, 0.84));
  EXPECT_TRUE(taken(0.141, 0.85));
  EXPECT_FALSE(taken(-0.141, 0.84));
}

TEST(SeedCamera, ZoomsByTheBallsSpeedOnceItIsTrackedForLongEnough) {
  for (const auto& [speed, zoom, live] : {std::tuple{0.0, 1.60, 1.65},
                                          {340.0, 1.60, 1.65},
                                          {360.0, 1.45, 1.50},
                                          {610.0, 1.30, 1.35},
                                          {910.0, 1.15, 1.20}}) {
    EXPECT_NEAR(zoom_of(shown_by_seed(rolling(speed, 90), seed_options()).back()), zoom, 0.01);
    const auto shown = shown_by_seed(rolling(speed, 90), seed_options(SeedMode::stream));
    EXPECT_NEAR(zoom_of(shown.back()), live, 0.04);  // its size follows slowly
  }
  const auto shown = shown_by_seed(rolling(0, 20), seed_options());
  EXPECT_NEAR(zoom_of(shown[6]), 1, 1e-9);
  EXPECT_GT(zoom_of(shown[7]), 1);
}

TEST(SeedCamera, StandsStillInItsDeadZone) {
  const auto jump = [](double pixels) {
    auto plays = rolling(0, 240);
    for (std::size_t i = 0; i < plays.size(); ++i)
      plays[i].balls[0].at = {(1920 + (i < 120 ? 0 : pixels)) / kWide, 0.28125};
    return shown_by_seed(plays, seed_options());
  };
  // 0.7 of a tenth of what is put out is 90 pixels, of the place that it takes the ball to go to.
  const auto small = jump(40), large = jump(200);
  EXPECT_EQ(small[110].centre, small.back().centre);
  EXPECT_GT(large.back().centre.x, large[110].centre.x);
}

TEST(SeedCamera, DriftsToItsPlaceWhenTheBallIsLost) {
  auto plays = rolling(0, 400);
  for (std::size_t i = 60; i < plays.size(); ++i) plays[i].balls.clear();
  const auto shown = shown_by_seed(plays, seed_options());
  EXPECT_LT(shown[60].centre.x, 0.3);
  EXPECT_NEAR(shown.back().centre.x * kWide, 0.5 * kWide, 1);
  EXPECT_NEAR(shown.back().centre.y * kWide, 0.40 * kHigh, 1);
  EXPECT_FALSE(shown.back().ball);
}

TEST(SeedCamera, KeepsItsShapeAndStaysInThePictureWhateverComes) {
  std::mt19937 bits(7);
  const auto chance = [&] { return static_cast<double>(bits() >> 8) / (1U << 24); };
  const std::pair<double, double> sizes[] = {{1280, 720}, {720, 1280}, {4608, 1728}, {64, 64}};
  for (const auto& [width, height] : sizes)
    for (const auto mode : {SeedMode::batch, SeedMode::stream}) {
      SeedOptions options{1920, 1080, width, height, mode, {}};
      SeedCamera camera(options);
      for (int i = 0; i < 1000; ++i) {
        Play play = play_at({1.4 * chance() - 0.2, chance()}, chance());
        play.pts_ns = from_seconds(i / 25.0);
        if (chance() < 0.3) play.balls.clear();
        const auto now = camera.push(play).front();
        ASSERT_NEAR(now.width / now.height, width / height, 1e-9);
        ASSERT_GT(now.width, 0);
        ASSERT_GE(now.centre.x - now.width / 2, -1e-9);
        ASSERT_LE(now.centre.x + now.width / 2, 1 + 1e-9);
        ASSERT_GE(now.centre.y - now.height / 2, -1e-9);
        ASSERT_LE(now.centre.y + now.height / 2, 0.5625 + 1e-9);
      }
    }
}

TEST(SeedCamera, LooksForNoBallWhereItIsExcluded) {
  auto options = seed_options();
  options.excluded = {{{0, 0}, {0.4, 0}, {0.4, 0.6}, {0, 0.6}}};
  EXPECT_FALSE(shown_by_seed(rolling(0, 30), options).back().ball);
}

}  // namespace
}  // namespace touchline::director
