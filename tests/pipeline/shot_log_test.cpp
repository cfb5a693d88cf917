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
