#include "pipeline/shot_log.h"

#include <gtest/gtest.h>

namespace touchline {
namespace {

Observation seen(std::int64_t frame, int shot,
                 std::optional<std::array<int, 2>> replay = std::nullopt) {
  Observation o;
  o.frame = frame;
  o.pts_ns = frame * kSecond;
  o.shot.shot = shot;
  o.shot.replay = replay;
  return o;
}

TEST(ShotLog, AReplayLastsFromItsFirstShotToTheNext) {
  ShotLog log;
  for (int frame = 0; frame < 30; ++frame) EXPECT_FALSE(log.note(seen(frame, frame / 10)));
  const auto event = log.note(seen(30, 3, {{1, 1}}));
  ASSERT_TRUE(event);
  EXPECT_EQ(event->type, "replay");
  EXPECT_EQ(event->start_ns, 10 * kSecond);
  EXPECT_EQ(event->end_ns, 20 * kSecond);
  EXPECT_EQ(event->evidence, std::vector<std::int64_t>{30});
}

TEST(ShotLog, OfALongMatchOnlyTheEndIsRemembered) {
  ShotLog log;
  std::size_t most = 0;
  std::int64_t frame = 0;
  for (; frame < 100'000; ++frame) {  // a day and a shot each 5 s
    log.note(seen(frame, static_cast<int>(frame / 5)));
    most = std::max(most, log.size());
  }
  EXPECT_LE(most, 26U);
  const int now = static_cast<int>(frame / 5);
  const auto event = log.note(seen(frame, now, {{now - 22, now - 3}}));
  ASSERT_TRUE(event);
  EXPECT_EQ(event->start_ns, (frame - 110) * kSecond);
  EXPECT_EQ(event->end_ns, (frame - 10) * kSecond);
  // A replay cannot be longer; if one were, what is known of it is taken.
  EXPECT_GE(log.note(seen(frame, now, {{3, now}}))->start_ns, (frame - 130) * kSecond);
}

TEST(ShotLog, TheShotThatGoesOnIsKnownHoweverLong) {
  ShotLog log;
  log.note(seen(0, 0));
  for (int frame = 10; frame < 5000; ++frame) log.note(seen(frame, 1));
  EXPECT_EQ(log.note(seen(5000, 1, {{1, 1}}))->start_ns, 10 * kSecond);
}

TEST(ShotLog, OneThatGoesOnEndsNow) {
  ShotLog log;
  for (int frame = 0; frame < 25; ++frame) log.note(seen(frame, frame / 10));
  const auto event = log.note(seen(25, 2, {{2, 2}}));
  ASSERT_TRUE(event);
  EXPECT_EQ(event->start_ns, 20 * kSecond);
  EXPECT_EQ(event->end_ns, 25 * kSecond);
}

}  // namespace
}  // namespace touchline
