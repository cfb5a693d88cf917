// A peak rests where something was seen a while ago: not just now, not long ago, not another place.
#include "track/resting_peaks.h"

#include <gtest/gtest.h>

namespace touchline {
namespace {

constexpr double kHeight = 1080;
constexpr Vec2f kShoe{600, 700};

Nanoseconds at_s(double t) { return from_seconds(t); }

TEST(RestingPeaks, RestsFromAnEighthOfASecondToASecondLater) {
  RestingPeaks resting;
  resting.see(kShoe, at_s(5), 0);
  for (const double later : {0.04, 0.08, 0.11, 1.01, 3.0})
    EXPECT_FALSE(resting.rests(kShoe, at_s(5 + later), kHeight)) << later;
  for (const double later : {0.12, 0.5, 1.0})
    EXPECT_TRUE(resting.rests(kShoe, at_s(5 + later), kHeight)) << later;
}

TEST(RestingPeaks, RestsWithinAShareOfTheHeight) {
  RestingPeaks resting;
  resting.see(kShoe, at_s(5), 0);
  EXPECT_TRUE(resting.rests({607.5F, 700}, at_s(5.2), kHeight));
  EXPECT_FALSE(resting.rests({608.5F, 700}, at_s(5.2), kHeight));
  EXPECT_FALSE(resting.rests({607.5F, 700}, at_s(5.2), 720)) << "8 of 1080";
}

TEST(RestingPeaks, GoesAlongWithThePicture) {
  RestingPeaks resting;
  resting.see(kShoe, at_s(5), 0);
  for (int i = 0; i < 10; ++i) resting.carry({{4, -1}, {}});
  EXPECT_FALSE(resting.rests(kShoe, at_s(5.4), kHeight));
  EXPECT_TRUE(resting.rests({640, 690}, at_s(5.4), kHeight));
}

TEST(RestingPeaks, WhatFlewIsNoPlace) {
  RestingPeaks resting;
  resting.see(kShoe, at_s(5), 7);
  resting.see({300, 300}, at_s(5), 8);
  resting.excuse(7);
  EXPECT_FALSE(resting.rests(kShoe, at_s(5.4), kHeight));
  EXPECT_TRUE(resting.rests({300, 300}, at_s(5.4), kHeight));
}

TEST(RestingPeaks, ForgetsWhatWasLongAgo) {
  RestingPeaks resting;
  for (int i = 0; i < 300; ++i) resting.see({static_cast<float>(20 * i), 40}, at_s(i * 0.04), 0);
  EXPECT_FALSE(resting.rests({0, 40}, at_s(12), kHeight));
  EXPECT_TRUE(resting.rests({20 * 280, 40}, at_s(12), kHeight));
}

}  // namespace
}  // namespace touchline
