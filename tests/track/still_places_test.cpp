#include "track/still_places.h"

#include <gtest/gtest.h>

namespace touchline {
namespace {

constexpr double kStep_s = 0.04, kBody = 100;

/// One frame of a camera that moved by `shift`.
void pass(StillPlaces& places, Vec2f shift = {}) {
  places.carry({shift, {}}, std::abs(shift.x) / kBody, kStep_s, kBody);
}

TEST(StillPlaces, KnownThenClutterThenForgotten) {
  StillPlaces places;
  for (int k = 1; k <= 30; ++k) {
    pass(places);
    places.see({500, 300}, kStep_s);
    const int place = places.find({500, 300});
    EXPECT_EQ(places.known(place), k >= 8) << k;     // 0.3 s
    EXPECT_EQ(places.clutter(place), k >= 25) << k;  // 1 s
  }
  EXPECT_GE(places.find({529, 300}), 0);
  EXPECT_EQ(places.find({532, 300}), -1);
  for (int k = 0; k < 249; ++k) pass(places);
  EXPECT_GE(places.find({500, 300}), 0);
  for (int k = 0; k < 3; ++k) pass(places);
  EXPECT_EQ(places.find({500, 300}), -1);  // 10 s
}

TEST(StillPlaces, WhatMovesIsNeverKnown) {
  StillPlaces places;
  for (int k = 0; k < 100; ++k) {
    const Vec2f at{500 + 8.0F * static_cast<float>(k), 300};  // 2 bodies/s
    pass(places);
    places.see(at, kStep_s);
    EXPECT_FALSE(places.clutter(places.find(at))) << k;
  }
}

TEST(StillPlaces, FollowsACameraAndItsDepth) {
  StillPlaces places;
  Vec2f at{500, 300};
  for (int k = 0; k < 50; ++k) {
    pass(places, {12, 0});  // 3 bodies/s, the mark 10 % slower
    at.x += 10.8F;
    places.see(at, kStep_s);
  }
  EXPECT_TRUE(places.clutter(places.find(at)));
}

TEST(StillPlaces, ARestingBallEarnsTrustAndClutterStaysClutter) {
  StillPlaces places;
  for (int k = 1; k <= 10; ++k) {
    pass(places);
    places.excuse({500, 300}, kStep_s);
    EXPECT_EQ(places.trusted(places.find({500, 300})), k >= 5) << k;
  }
  for (int k = 0; k < 100; ++k) {
    pass(places);
    k < 30 ? places.see({900, 300}, kStep_s) : places.excuse({900, 300}, kStep_s);
  }
  EXPECT_TRUE(places.clutter(places.find({900, 300})));
}

TEST(StillPlaces, KeepsTheBestKnownOfMany) {
  StillPlaces places;
  for (int k = 0; k < 240; ++k) {
    pass(places);
    if (k < 30) places.see({50, 50}, kStep_s);
    places.see({100 + 100 * static_cast<float>(k % 200), 900}, kStep_s);
  }
  EXPECT_TRUE(places.clutter(places.find({50, 50})));
  int kept = 0;
  for (int k = 0; k < 200; ++k) kept += places.find({100 + 100 * static_cast<float>(k), 900}) >= 0;
  EXPECT_LE(kept, 32);
}

}  // namespace
}  // namespace touchline
