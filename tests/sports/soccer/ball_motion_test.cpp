// When a ball counts as one.
#include "sports/soccer/ball_motion.h"

#include <gtest/gtest.h>

namespace touchline {
namespace {

constexpr Nanoseconds kFrame = 40'000'000;

/// Measured frame by frame at one place under one track id; the time goes on between calls.
struct Watch {
  BallMotion ball{PossessionSettings{}};
  Nanoseconds now = 0;
  void see(Vec2d at, std::int64_t track, double seconds) {
    const FieldPoint point{at, {0.04, 0, 0.04}};
    for (const auto end = now + from_seconds(seconds); now < end; now += kFrame)
      ball.update(now, &point, track);
  }
  void pass(double seconds) {
    for (const auto end = now + from_seconds(seconds); now < end; now += kFrame)
      ball.update(now, nullptr, 0);
  }
  [[nodiscard]] bool placed() const { return ball.read(now).has_value(); }
};

TEST(SoccerBallMotion, AFewSightingsAreNoBallYet) {
  Watch watch;
  watch.see({14, -1}, 19, 0.24);
  EXPECT_FALSE(watch.placed());
  watch.pass(0.36);
  watch.see({3, -12}, 21, 0.24);
  EXPECT_FALSE(watch.placed());
  watch.see({3, -12}, 21, 0.16);
  EXPECT_TRUE(watch.placed());
}

TEST(SoccerBallMotion, WhatGoesOnFromAProvenBallNeedsNoProof) {
  Watch watch;
  watch.see({0, 0}, 1, 0.6);
  watch.pass(0.2);
  watch.see({1, 0}, 2, 0.04);
  EXPECT_TRUE(watch.placed());
  watch.pass(1);
  EXPECT_FALSE(watch.placed());
  watch.see({1, 0}, 2, 0.04);  // the same track: the tracker knows it for the same ball
  EXPECT_TRUE(watch.placed());
  watch.pass(1);
  watch.see({1, 0}, 3, 0.04);
  EXPECT_FALSE(watch.placed());
}

TEST(SoccerBallMotion, TheFrameRateDoesNotMatter) {
  for (const Nanoseconds step : {kFrame / 2, kFrame, 2 * kFrame}) {
    BallMotion ball{PossessionSettings{}};
    const FieldPoint point{{5, 5}, {0.04, 0, 0.04}};
    Nanoseconds placed = kNoTime;
    for (Nanoseconds now = 0; now < from_seconds(1); now += step) {
      ball.update(now, &point, 1);
      if (placed == kNoTime && ball.read(now)) placed = now;
    }
    EXPECT_NEAR(to_seconds(placed), 0.3, 0.0801) << step;
    EXPECT_GE(to_seconds(placed), 0.3 - 1e-9) << step;
  }
}

}  // namespace
}  // namespace touchline
