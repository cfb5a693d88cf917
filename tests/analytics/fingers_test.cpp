// Fingers of hands drawn as lines: every number of them, however the hand is held.
#include "analytics/fingers.h"

#include <gtest/gtest.h>

#include <cmath>

namespace touchline {
namespace {

/// A palm ten units long; fingers that are not out fold back onto it.
Keypoints hand_of(unsigned out) {
  Keypoints hand(21);
  const auto put = [&](std::size_t i, float x, float y) { hand[i] = Keypoint{{x, y}, 1}; };
  put(0, 0, 0);
  const float thumb[2][4][2] = {{{2, 2}, {3, 4}, {2.5F, 6}, {0.5F, 6}},
                                {{2, 2}, {4.5F, 4}, {6.5F, 6}, {8.5F, 8}}};
  for (std::size_t k = 0; k < 4; ++k) put(1 + k, thumb[out & 1U][k][0], thumb[out & 1U][k][1]);
  const float roots[4][2] = {{3, 9.5F}, {0, 10}, {-2, 9.6F}, {-4, 8.6F}};
  for (unsigned f = 0; f < 4; ++f) {
    const float x = roots[f][0], y = roots[f][1];
    put(5 + 4 * f, x, y);
    const bool straight = (out >> (f + 1) & 1U) != 0;
    const float along[2][3] = {{2.5F, 0.5F, -1}, {4, 6.5F, 8.5F}};
    for (std::size_t k = 0; k < 3; ++k)
      put(6 + 4 * f + k, x + (straight ? 0.1F * static_cast<float>(k) : 0.3F),
          y + along[straight ? 1 : 0][k]);
  }
  return hand;
}

TEST(Fingers, EveryOneOutIsToldFromEveryOneFolded) {
  for (unsigned out = 0; out < 32; ++out) {
    const auto told = fingers_out(hand_of(out));
    ASSERT_TRUE(told);
    for (unsigned f = 0; f < 5; ++f) EXPECT_EQ((*told)[f], (out >> f & 1U) != 0) << out << " " << f;
  }
}

TEST(Fingers, TurnedMirroredAndFarAwayTheyAreAsMany) {
  for (unsigned out = 0; out < 32; ++out)
    for (const float size : {0.4F, 30.0F})
      for (const float side : {1.0F, -1.0F})
        for (const float turn : {0.0F, 1.0F, 3.0F}) {
          Keypoints hand = hand_of(out);
          for (auto& point : hand) {
            const Vec2f p = point->pixel;
            point->pixel = {500 + size * side * (p.x * std::cos(turn) - p.y * std::sin(turn)),
                            300 + size * (p.x * std::sin(turn) + p.y * std::cos(turn))};
          }
          EXPECT_EQ(count_fingers(hand), count_fingers(hand_of(out)));
        }
}

TEST(Fingers, WhatIsNeitherOutNorFoldedIsNotCounted) {
  const auto beyond = [](Keypoints& hand, std::size_t point, std::size_t from, Vec2f by) {
    const Vec2f at = hand[from]->pixel;
    hand[point]->pixel = {at.x + by.x, at.y + by.y};
  };
  // The folds of a fist: straight, and shorter than fingers beside a palm as broad.
  Keypoints fist = hand_of(0), half_bent = hand_of(2), off = hand_of(0);
  for (unsigned f = 0; f < 4; ++f)
    for (unsigned k = 1; k < 4; ++k)
      beyond(fist, 5 + 4 * f + k, 5 + 4 * f, {0, 2.1F * static_cast<float>(k)});
  EXPECT_FALSE(count_fingers(fist));
  beyond(half_bent, 7, 6, {2, 1});  // at 117 degrees
  EXPECT_FALSE(count_fingers(half_bent));
  off[3]->pixel = {5, 7};
  off[4]->pixel = {6, 9};
  EXPECT_FALSE(count_fingers(off)) << "a thumb half off the hand";
}

TEST(Fingers, OfAHandSeenFromItsEdgeNothingIsTold) {
  Keypoints hand = hand_of(31);
  for (auto& point : hand) point->pixel.x *= 0.5F;
  EXPECT_FALSE(count_fingers(hand));
}

TEST(Fingers, OfHalfAHandNothingIsTold) {
  Keypoints hand = hand_of(31);
  EXPECT_EQ(count_fingers(hand), 5);
  hand[12].reset();
  EXPECT_FALSE(count_fingers(hand));
  EXPECT_FALSE(count_fingers({}));
  EXPECT_FALSE(count_fingers(Keypoints(21, Keypoint{{5, 5}, 1})));
}

}  // namespace
}  // namespace touchline
