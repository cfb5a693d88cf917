// A ball that is known only later is in the rows that still waited for it.
#include <gtest/gtest.h>

#include "pipeline/held_rows.h"

namespace touchline {
namespace {

BallSample ball_at(float x, BallState state) {
  BallSample ball;
  ball.state = state;
  ball.sample.track_id = 3;
  ball.sample.box = {x, 10, 8, 8};
  return ball;
}

Moment moment_of(std::int64_t frame, BallState state) {
  Moment moment;
  moment.seen.frame = frame;
  moment.ball = ball_at(0, state);
  return moment;
}

TEST(HeldBall, IsInTheRowsThatWait) {
  HeldRows held(3);
  const BallState before[] = {BallState::lost, BallState::visible, BallState::predicted,
                              BallState::lost};
  std::vector<Event> events;
  for (std::int64_t frame = 0; frame < 4; ++frame) {
    TrackUpdate update;  // the first row may yet get something
    held.complete(update, {}, events);
    held.push(moment_of(frame, before[frame]));
  }
  auto first = held.next();
  ASSERT_TRUE(first) << "more than may wait";
  EXPECT_EQ(first->ball.state, BallState::lost);

  TrackUpdate update;
  update.open_since = 5;
  for (std::int64_t frame = 0; frame < 4; ++frame)
    update.ball_firsts.push_back(
        {frame, ball_at(100 + 10 * static_cast<float>(frame),
                        frame == 3 ? BallState::predicted : BallState::visible)});
  held.complete(update, {}, events);
  const BallState after[] = {BallState::visible, BallState::visible, BallState::predicted};
  const float x[] = {0, 120, 130};  // where it was seen stays what it was
  for (int i = 0; i < 3; ++i) {
    const auto row = held.next();
    ASSERT_TRUE(row) << i;
    EXPECT_EQ(row->ball.state, after[i]) << i;
    EXPECT_EQ(row->ball.sample.box.x, x[i]) << i;
  }
  EXPECT_FALSE(held.next());
}

}  // namespace
}  // namespace touchline
