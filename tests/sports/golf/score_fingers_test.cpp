// Which pictures are looked at for fingers, and what becomes of what they show.
#include "sports/golf/score_fingers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "sports/golf/swing_words.h"
#include "support/temp_dir.h"

namespace touchline::golf {
namespace {

Swing raised(Span plateau) {
  Swing swing;
  swing.score.state = ScoreState::raised;
  swing.score.plateau = plateau;
  swing.score.crop = Box{10, 20, 60, 50};
  return swing;
}

HandRow hand(std::int64_t frame, std::optional<int> fingers, double score) {
  HandRow row;
  row.frame = frame;
  row.fingers = fingers;
  row.score = score;
  return row;
}

TEST(ScoreFingers, OfEveryPlateauSomeFramesAreAskedFor) {
  std::vector<Swing> swings{raised({100, 169}), raised({300, 302}), Swing{}, raised({400, 450})};
  swings[3].rejected = "low_top";
  const auto asks = score_hand_asks(swings);
  std::vector<std::int64_t> frames;
  for (const auto& ask : asks) {
    frames.push_back(ask.frame);
    EXPECT_EQ(ask.part.w, 60);
  }
  EXPECT_THAT(frames, ::testing::ElementsAre(105, 115, 125, 135, 145, 155, 165, 300, 301, 302));
}

TEST(ScoreFingers, TheCountThatMostFramesAreSureOfStands) {
  std::vector<Swing> swings{raised({100, 169}), raised({300, 302}), Swing{}};
  const std::vector<HandRow> hands{hand(105, 4, 0.9), hand(115, 4, 0.9), hand(125, 3, 0.95),
                                   hand(135, {}, 0), hand(301, {}, 0)};
  count_scores(swings, &hands);
  EXPECT_EQ(swings[0].score.state, ScoreState::counted);
  EXPECT_EQ(swings[0].score.fingers, 4);
  EXPECT_NEAR(swings[0].score.finger_confidence, 0.6, 1e-9);
  EXPECT_EQ(swings[0].score.uncounted, nullptr);
  EXPECT_EQ(swings[1].score.state, ScoreState::raised);
  EXPECT_STREQ(swings[1].score.uncounted, "no_hand_seen");
  EXPECT_STREQ(swings[2].score.uncounted, "not_measured");
}

TEST(ScoreFingers, WhereHandsAreNotSureOrDisagreeTheScoreIsNotKnown) {
  std::vector<Swing> swings{raised({100, 169}), raised({300, 302})};
  const std::vector<HandRow> hands{hand(105, {}, 0.9), hand(115, {}, 0.9), hand(125, 4, 0.95),
                                   hand(300, 2, 0.9), hand(301, 3, 0.9)};
  count_scores(swings, &hands);
  for (const Swing& swing : swings) {
    EXPECT_EQ(swing.score.state, ScoreState::raised);
    EXPECT_FALSE(swing.score.fingers);
    EXPECT_STREQ(swing.score.uncounted, "fingers_not_sure");
  }
}

TEST(ScoreFingers, WhatTheGolferGaveStands) {
  std::vector<Swing> swings{raised({100, 169})};
  swings[0].score.state = ScoreState::counted;
  swings[0].score.fingers = 2;
  EXPECT_TRUE(score_hand_asks(swings).empty());
  const std::vector<HandRow> hands{hand(105, 4, 0.9)};
  count_scores(swings, &hands);
  EXPECT_EQ(swings[0].score.fingers, 2);
  EXPECT_EQ(swings[0].score.uncounted, nullptr);
}

TEST(ScoreFingers, EventsAreToldOfTheirSwings) {
  std::vector<Swing> swings(3);
  swings[0].rejected = "low_top";
  swings[1].number = 1;
  swings[2].number = 2;
  std::vector<Event> events{event_of(swings[1], 7), {}, event_of(swings[2], 7)};
  ASSERT_FALSE(swing_of(events[2])->fingers);
  swings[2].score.fingers = 3;
  put_scores(events, swings);
  EXPECT_EQ(swing_of(events[2])->fingers, 3);
  EXPECT_FALSE(swing_of(events[0])->fingers);
}

TEST(ScoreFingers, WithoutANetworkTheScoreIsNotKnown) {
  std::vector<Swing> swings{raised({100, 169}), raised({1, 2})};
  swings[1].score.plateau.reset();
  count_scores(swings, nullptr);
  EXPECT_STREQ(swings[0].score.uncounted, "hand_not_looked_at");
  EXPECT_FALSE(swings[0].score.fingers);
  EXPECT_STREQ(swings[1].score.uncounted, "hand_not_held_still");
}

TEST(ScoreFingers, WhatWasSeenIsReadAsItWasWritten) {
  HandRow seen = hand(105, 3, 0.9126);
  seen.pts_ns = 1'750'000'000;
  seen.points = {Keypoint{{10.26F, 20}, 0.9126F}, std::nullopt};
  const touchline::testing::TempDir dir;
  std::ofstream file(dir / "hands.jsonl");
  JsonLine line;
  for (const HandRow& row : {seen, hand(106, {}, 0)}) {
    append_json(line, row, "range");
    file << line.take() << '\n';
  }
  file.close();
  const auto text = touchline::testing::read_text(dir / "hands.jsonl");
  EXPECT_THAT(
      text, ::testing::StartsWith("{\"schema\":1,\"source_id\":\"range\",\"frame\":105,\"pts_ns\":"
                                  "1750000000,\"fingers\":3,\"reason\":null,\"score\":0.913,"
                                  "\"points\":[10.3,20,null,null]}"));
  const auto read = read_hands(dir / "hands.jsonl");
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->size(), 2U);
  EXPECT_EQ((*read)[0].frame, 105);
  EXPECT_EQ((*read)[0].fingers, 3);
  EXPECT_NEAR((*read)[0].score, 0.913, 1e-9);
  EXPECT_FALSE((*read)[1].fingers);
  EXPECT_THAT(text, ::testing::HasSubstr("\"fingers\":null,\"reason\":\"no_hand_seen\""));
}

}  // namespace
}  // namespace touchline::golf
