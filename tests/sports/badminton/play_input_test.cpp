// What is taken from a frame's rows for the play.
#include <gtest/gtest.h>

#include "sports/badminton/play_input.h"

namespace touchline::badminton {
namespace {

constexpr int kShuttle = 1;

FrameRecord row_with(SampleSource source) {
  FrameRecord row;
  row.frame = 7;
  row.pts_ns = 280'000'000;
  TrackSample shuttle;
  shuttle.class_id = kShuttle;
  shuttle.box = {100, 50, 8, 6};
  shuttle.source = source;
  row.objects = {TrackSample{}, shuttle};
  return row;
}

TEST(PlayInput, TheShuttleIsSeenMissingOrUnknown) {
  const auto seen = shuttle_of(row_with(SampleSource::measured), kShuttle);
  EXPECT_EQ(seen.sight, Sight::seen);
  EXPECT_EQ(seen.at_px, (Vec2d{104, 53}));
  EXPECT_EQ(seen.frame, 7);
  EXPECT_EQ(shuttle_of(row_with(SampleSource::predicted), kShuttle).sight, Sight::missing);
  EXPECT_EQ(shuttle_of(row_with(SampleSource::measured), -1).sight, Sight::unknown);
  auto row = row_with(SampleSource::measured);
  row.processed = false;
  EXPECT_EQ(shuttle_of(row, kShuttle).sight, Sight::unknown);
  row = row_with(SampleSource::measured);
  row.counted = false;
  EXPECT_EQ(shuttle_of(row, kShuttle).sight, Sight::unknown) << "a replay";
}

TEST(PlayInput, BodiesAreThePlayers) {
  PlayerNow player;
  player.number = 2;
  player.end = End::far;
  player.track_id = 5;
  player.court_m = Vec2d{3, 1};
  Observation seen;
  Body body;
  body.track_id = 5;
  body.points.assign(17, Keypoint{{10, 20}, 0.9F});
  body.points[9] = Keypoint{{1, 2}, 0.1F};
  body.points[12] = std::nullopt;
  seen.bodies = {Body{}, body};
  const auto bodies = bodies_of(FrameRecord{}, seen, {&player, 1});
  ASSERT_EQ(bodies.size(), 1U);
  EXPECT_EQ(bodies[0].number, 2);
  EXPECT_EQ(bodies[0].end, End::far);
  EXPECT_EQ(bodies[0].feet_m, (Vec2d{3, 1}));
  EXPECT_EQ(bodies[0].right_wrist, (Vec2d{10, 20}));
  EXPECT_FALSE(bodies[0].left_wrist) << "not sure enough";
  EXPECT_FALSE(bodies[0].hips) << "one of the two is missing";
  seen.bodies.reset();
  EXPECT_FALSE(bodies_of(FrameRecord{}, seen, {&player, 1})[0].head);
  player.track_id = Known<std::int64_t>::none("lost");
  EXPECT_TRUE(bodies_of(FrameRecord{}, seen, {&player, 1}).empty());
}

}  // namespace
}  // namespace touchline::badminton
