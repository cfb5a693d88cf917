// Kinds of shots: every kind can be reached, what is unknown stays so, thresholds are in order.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "sports/badminton/shots.h"

namespace touchline::badminton {
namespace {

ShotFacts facts(bool overhead, double depth, double reply, double flight) {
  ShotFacts f;
  f.overhead = overhead;
  f.depth_m = depth;
  f.reply_depth_m = reply;
  f.flight_s = flight;
  return f;
}

TEST(Shots, AreWhatACoachCallsThem) {
  EXPECT_EQ(*judge_shot(facts(true, 5.5, 4.2, 0.5)).kind, StrokeKind::smash);
  EXPECT_EQ(*judge_shot(facts(true, 5.7, 5.6, 1.2)).kind, StrokeKind::clear);
  EXPECT_EQ(*judge_shot(facts(true, 5.8, 3.0, 0.8)).kind, StrokeKind::drop);
  EXPECT_EQ(*judge_shot(facts(false, 2.5, 2.0, 0.9)).kind, StrokeKind::net_shot);
  EXPECT_EQ(*judge_shot(facts(false, 2.1, 5.7, 1.35)).kind, StrokeKind::lift);
  EXPECT_EQ(*judge_shot(facts(false, 3.0, 4.5, 0.6)).kind, StrokeKind::drive);
  EXPECT_EQ(*judge_shot(facts(false, 3.0, 2.8, 0.35)).kind, StrokeKind::drive) << "met early";
  auto first = facts(false, 3.1, 2.2, 0.7);
  first.first = true;
  EXPECT_EQ(*judge_shot(first).kind, StrokeKind::short_service);
  first.reply_depth_m = 5.5;
  EXPECT_EQ(*judge_shot(first).kind, StrokeKind::long_service);
}

TEST(Shots, EveryKindIsReachedFromWhatCanHappen) {
  std::set<StrokeKind> reached;
  for (const bool overhead : {false, true})
    for (double depth = 1; depth < 6.7; depth += 0.5)
      for (double reply = 1; reply < 6.7; reply += 0.5)
        for (double flight = 0.3; flight < 2; flight += 0.1) {
          for (const bool first : {false, true}) {
            auto stroke = facts(overhead, depth, reply, flight);
            stroke.first = first;
            const auto judged = judge_shot(stroke);
            ASSERT_TRUE(judged.kind);
            EXPECT_GE(judged.confidence, 0.5);
            EXPECT_LE(judged.confidence, 1);
            reached.insert(*judged.kind);
          }
        }
  EXPECT_EQ(reached.size(), kStrokeKinds);
  std::set<std::string> names;
  for (const auto kind : reached) names.insert(to_string(kind));
  EXPECT_EQ(names.size(), kStrokeKinds);
  EXPECT_EQ(names.count("opponent"), 0U);
}

TEST(Shots, WhatIsNotKnownIsNullWithAReason) {
  auto f = facts(true, 5, 5, 1);
  f.reply_depth_m = Known<double>::none("x");
  EXPECT_FALSE(judge_shot(f).kind);
  EXPECT_STREQ(judge_shot(f).kind.why, "it was not answered");
  f = facts(true, 5, 5, 1);
  f.overhead = Known<bool>::none("wrists and head were not seen");
  EXPECT_STREQ(judge_shot(f).kind.why, "wrists and head were not seen");
  f = facts(true, 5, 5, 1);
  f.depth_m = Known<double>::none("the player was not seen");
  EXPECT_STREQ(judge_shot(f).kind.why, "the player was not seen");
}

/// A player who stands upright, seen from behind unless `facing`.
BodyAt upright(Nanoseconds at, End end, Vec2d right_wrist, Vec2d left_wrist, bool facing = false) {
  BodyAt b;
  b.pts_ns = at;
  b.end = end;
  b.number = end == End::near ? 1 : 2;
  const double s = facing ? -1 : 1;
  b.left_shoulder = {500 - 30 * s, 400};
  b.right_shoulder = {500 + 30 * s, 400};
  b.head = {500, 350};
  b.hips = {500, 500};
  b.right_wrist = right_wrist;
  b.left_wrist = left_wrist;
  b.feet_m = Vec2d{end == End::near ? -5.5 : 4.0, 0.5};
  return b;
}

Hit hit_at(Nanoseconds at, End end, Vec2d px) {
  Hit h;
  h.at.pts_ns = at;
  h.at.at_px = px;
  h.hitter = end;
  return h;
}

TEST(Shots, FactsComeFromTheBodies) {
  const BodySeries bodies{upright(0, End::near, {560, 300}, {450, 480}),
                          upright(500'000'000, End::far, {560, 460}, {450, 480})};
  const auto hit = hit_at(0, End::near, {580, 240}),
             reply = hit_at(500'000'000, End::far, {600, 470});
  const auto known = shot_facts(hit, &reply, false, bodies);
  EXPECT_TRUE(*known.overhead);
  EXPECT_DOUBLE_EQ(*known.depth_m, 5.5);
  EXPECT_DOUBLE_EQ(*known.reply_depth_m, 4);
  EXPECT_DOUBLE_EQ(*known.flight_s, 0.5);
  EXPECT_EQ(*judge_shot(known).kind, StrokeKind::smash);
  EXPECT_FALSE(*shot_facts(reply, nullptr, false, bodies).overhead);
  EXPECT_FALSE(shot_facts(reply, nullptr, false, bodies).flight_s);
  EXPECT_FALSE(shot_facts(hit, &reply, false, {}).depth_m);
}

TEST(Shots, TheHandIsTheOneAtTheShuttle) {
  const Vec2d up{560, 300}, down{450, 480};
  const auto hit = hit_at(0, End::near, {580, 240});
  EXPECT_EQ(hand_at(hit, {upright(0, End::near, up, down)}), Hand::right);
  EXPECT_EQ(hand_at(hit, {upright(0, End::near, down, up)}), Hand::left);
  EXPECT_FALSE(hand_at(hit, {}));
  EXPECT_EQ(*hitting_hand(1, 5), Hand::right);
  EXPECT_EQ(*hitting_hand(4, 1), Hand::left);
  EXPECT_FALSE(hitting_hand(0, 2)) << "too few";
  EXPECT_FALSE(hitting_hand(4, 3)) << "as often";
}

TEST(Shots, TheSideIsThePlayersOwn) {
  for (const bool facing : {false, true})
    for (const bool left : {false, true}) {
      // On the player's right hand: to the right in the picture, seen from behind.
      const Vec2d wrist{facing ? 400.0 : 600.0, 420};
      const BodySeries bodies{upright(0, End::near, wrist, wrist, facing)};
      const Hit hit = hit_at(0, End::near, wrist);
      const auto side = hitting_side(hit, left ? Hand::left : Hand::right, bodies);
      EXPECT_EQ(*side, left ? Side::backhand : Side::forehand) << facing;
    }
  EXPECT_FALSE(hitting_side(hit_at(0, End::near, {}), Hand::right, {}));
  EXPECT_STREQ(hitting_side(hit_at(0, End::near, {}), Known<Hand>::none("why"), {}).why, "why");
}

}  // namespace
}  // namespace touchline::badminton
