#include "track/ball_track.h"

#include <gtest/gtest.h>

#include <cmath>

#include "track/run_scene.h"

namespace touchline {
namespace {

using testing::kBallClass;
using testing::kStep;

TEST(BallGate, OneFormulaAtEveryOverride) {
  // Documented limits of d2: 9.21 below 0.75, 18.42 below 0.85, none from there on; the speed limit
  // always.
  EXPECT_TRUE(ball_gate(9.20, 10, 25, 0.74F));
  EXPECT_FALSE(ball_gate(9.22, 10, 25, 0.74F));
  EXPECT_TRUE(ball_gate(9.22, 10, 25, 0.75F));
  EXPECT_TRUE(ball_gate(18.41, 10, 25, 0.84F));
  EXPECT_FALSE(ball_gate(18.43, 10, 25, 0.84F));
  EXPECT_TRUE(ball_gate(1e6, 24.9, 25, 0.85F));
  EXPECT_FALSE(ball_gate(0.1, 25.1, 25, 0.99F));
}

/// People of 100 pixels stand still; the ball's detections are given.
class BallFeed {
 public:
  const BallSample& operator()(const std::vector<Detection>& balls) {
    Detections all = balls;
    for (int k = 0; k < 6; ++k)
      all.push_back(
          {{static_cast<float>(150 + 250 * k), 700, 40, 100}, 0.9F, testing::kPlayerClass});
    ++frame_;
    const TrackUpdate& update = tracker_.update({frame_, frame_ * kStep, 1920, 1080, all});
    for (const Event& event : update.events) {
      if (event.type.starts_with("ball")) events.push_back(event);
    }
    return update.ball;
  }
  std::vector<Event> events;

 private:
  Tracker tracker_{testing::soccer_options()};
  std::int64_t frame_ = -1;
};

Detection ball(float x, float y, float score = 0.6F) {
  return {{x - 6, y - 6, 12, 12}, score, kBallClass};
}
float centre_x(const BallSample& sample) { return sample.sample.box.center().x; }

TEST(BallTrack, FoundAfterConfirmTimeThenVisibleWithVelocity) {
  BallFeed feed;
  BallSample sample;
  for (int k = 0; k < 25; ++k) {
    sample = feed({ball(300 + 20.0F * static_cast<float>(k), 500)});
    EXPECT_EQ(sample.state, k < 3 ? BallState::lost : BallState::visible) << k;
  }
  EXPECT_NEAR(sample.velocity.x, 500, 15);
  EXPECT_NEAR(sample.velocity.y, 0, 15);
  EXPECT_EQ(sample.sample.class_id, kBallClass);
  EXPECT_EQ(sample.unseen_ns, 0);
  ASSERT_EQ(feed.events.size(), 1U);
  EXPECT_EQ(feed.events[0].type, "ball_found");
  EXPECT_EQ(feed.events[0].start_ns, 0);
  EXPECT_EQ(feed.events[0].evidence, (std::vector<std::int64_t>{0, 3}));
}

TEST(BallTrack, OneFrameIsNoBall) {
  BallFeed feed;
  feed({ball(300, 500, 0.99F)});
  for (int k = 0; k < 20; ++k) EXPECT_EQ(feed({}).state, BallState::lost);
  EXPECT_TRUE(feed.events.empty());
}

TEST(BallTrack, WeakDetectionsNeedLonger) {
  BallFeed feed;
  int frames = 0;
  while (feed({ball(300 + 20.0F * static_cast<float>(frames), 500, 0.25F)}).state ==
             BallState::lost &&
         frames < 50)
    ++frames;
  EXPECT_EQ(frames, 5);  // 0.2 s x 0.25 = 0.1 s x 0.5
}

TEST(BallTrack, PredictionExpires) {
  BallFeed feed;
  for (int k = 0; k < 25; ++k) feed({ball(300 + 10.0F * static_cast<float>(k), 500)});
  for (int unseen = 1; unseen <= 20; ++unseen) {
    const BallSample& sample = feed({});
    const bool expired = 0.04 * unseen > 0.5 + 1e-9;
    EXPECT_EQ(sample.state, expired ? BallState::lost : BallState::predicted) << unseen;
    EXPECT_EQ(sample.unseen_ns, unseen * kStep);
    if (expired) continue;
    EXPECT_EQ(sample.sample.source, SampleSource::predicted);
    EXPECT_NEAR(centre_x(sample), 540 + 10 * unseen, 2 + 0.5 * unseen);
    EXPECT_LT(sample.sample.conf, 0.6F);
  }
  ASSERT_EQ(feed.events.size(), 2U);
  EXPECT_EQ(feed.events[1].type, "ball_lost");
  EXPECT_EQ(feed.events[1].start_ns, 24 * kStep);
  EXPECT_EQ(feed.events[1].evidence.front(), 24);
}

TEST(BallTrack, OneWeakSpotDoesNotPullABallOutOfSightAside) {
  for (const bool goes_on : {false, true}) {
    BallFeed feed;
    for (int k = 0; k < 25; ++k) feed({ball(300 + 20.0F * static_cast<float>(k), 500)});
    for (int k = 25; k < 30; ++k) feed({});
    // Two and a half body heights above where it should be.
    BallSample sample = feed({ball(900, 250, 0.6F)});
    EXPECT_EQ(sample.state, BallState::predicted);
    EXPECT_NEAR(sample.sample.box.center().y, 500, 5);
    for (int k = 31; k < 36; ++k) {
      const float x = 900 + 30.0F * static_cast<float>(k - 30);
      sample = goes_on ? feed({ball(x, 250, 0.3F)}) : feed({});
    }
    EXPECT_EQ(sample.state, goes_on ? BallState::visible : BallState::predicted);
    EXPECT_NEAR(sample.sample.box.center().y, goes_on ? 250 : 500, 5);
    EXPECT_EQ(feed.events.size(), 1U) << "the same ball";
  }
}

TEST(BallTrack, AWeakSpotWhereABallOutOfSightShouldBeIsTheBall) {
  BallFeed feed;
  for (int k = 0; k < 25; ++k) feed({ball(300 + 20.0F * static_cast<float>(k), 500)});
  for (int k = 25; k < 30; ++k) feed({});
  const BallSample& sample = feed({ball(900, 560, 0.2F)});
  EXPECT_EQ(sample.state, BallState::visible);
}

TEST(BallTrack, ANewEpisodeHasANewId) {
  BallFeed feed;
  for (int k = 0; k < 10; ++k) feed({ball(300 + 20.0F * static_cast<float>(k), 500)});
  for (int k = 0; k < 20; ++k) feed({});
  for (int k = 0; k < 10; ++k) feed({ball(800 + 20.0F * static_cast<float>(k), 500)});
  ASSERT_EQ(feed.events.size(), 3U);
  EXPECT_GT(feed.events[2].track_ids[0], feed.events[0].track_ids[0]);
}

TEST(BallTrack, AFarWhiteSpotDoesNotCaptureTheBall) {
  // A surer spot that never moves, seen all the time; the ball has gaps shorter than its coast.
  BallFeed feed;
  for (int k = 0; k < 250; ++k) {
    const float x = 900 + 300 * std::sin(0.05F * static_cast<float>(k));
    std::vector<Detection> seen;
    if (k % 50 < 40) seen.push_back(ball(x, 500, 0.5F));
    if (k > 5) seen.push_back(ball(60, 1000, 0.8F));
    const BallSample& sample = feed(seen);
    if (k >= 4) {
      EXPECT_NE(sample.state, BallState::lost) << k;
      EXPECT_GT(centre_x(sample), 400) << k;
    }
  }
  EXPECT_EQ(feed.events.size(), 1U);
}

TEST(BallTrack, KnownClutterIsNotTheBallEvenWhenTheBallIsGone) {
  BallFeed feed;
  for (int k = 0; k < 60; ++k)
    feed({ball(500 + 5.0F * static_cast<float>(k), 500), ball(60, 1000, 0.8F)});
  BallSample last;
  for (int k = 0; k < 60; ++k) last = feed({ball(60, 1000, 0.8F)});
  EXPECT_EQ(last.state, BallState::lost);
}

TEST(BallTrack, ASpotIsNeverABallAndAMovingBallIs) {
  // Surer than the ball and seen before it.
  BallFeed feed;
  for (int k = 0; k < 25; ++k) {
    EXPECT_EQ(feed({ball(60, 1000, 0.95F)}).state, BallState::lost) << k;
  }
  for (int k = 0; k < 50; ++k) {
    const float x = 500 + 15.0F * static_cast<float>(k);
    std::vector<Detection> seen{ball(60, 1000, 0.95F)};
    if (k % 3 != 2) seen.push_back(ball(x, 500, 0.5F));
    const BallSample& sample = feed(seen);
    if (k < 5) continue;
    EXPECT_EQ(sample.state, k % 3 != 2 ? BallState::visible : BallState::predicted) << k;
    EXPECT_NEAR(centre_x(sample), x, 10) << k;
  }
  for (int k = 0; k < 100; ++k) feed({ball(60, 1000, 0.95F)});
  EXPECT_EQ(feed({}).state, BallState::lost);
  ASSERT_EQ(feed.events.size(), 2U);
  EXPECT_EQ(feed.events[1].type, "ball_lost");
}

TEST(BallTrack, ASpotSeenNowAndThenIsNoBallEither) {
  BallFeed feed;
  std::uint32_t random = 7;
  for (int k = 0; k < 1500; ++k) {
    random = random * 1664525 + 1013904223;
    std::vector<Detection> seen;
    if (random >> 30 == 0) seen.push_back(ball(700, 400, 0.9F));
    const BallSample& sample = feed(seen);
    EXPECT_EQ(sample.state, BallState::lost) << k;
  }
}

TEST(BallTrack, ABallThatCameToRestStaysVisibleEvenHiddenForAWhile) {
  BallFeed feed;
  const auto rolling = [](int k) {
    return 300 + 400 * (1 - std::exp(-0.1F * static_cast<float>(k)));
  };
  BallSample sample;
  for (int k = 0; k < 400; ++k) {
    sample = feed({ball(rolling(k), 500)});
    if (k >= 3) {
      EXPECT_EQ(sample.state, BallState::visible) << k;
    }
  }
  for (int k = 0; k < 25; ++k) sample = feed({});
  EXPECT_EQ(sample.state, BallState::lost);
  for (int k = 0; k < 200; ++k) {
    sample = feed({ball(700, 500)});
    if (k >= 3) {
      EXPECT_EQ(sample.state, BallState::visible) << k;
    }
  }
  EXPECT_EQ(feed.events.size(), 3U);  // found, lost, found
}

TEST(BallTrack, ABallRollsOverASpotAndIsNotCaptured) {
  for (const bool goes_on : {true, false}) {
    BallFeed feed;
    for (int k = 0; k < 50; ++k) feed({ball(900, 500, 0.95F)});
    BallSample sample;
    for (int k = 0; k < 60; ++k) {
      const float x = 300 + 30.0F * static_cast<float>(k);  // over the spot at k = 20
      std::vector<Detection> seen{ball(900, 500, 0.95F)};
      if (std::abs(x - 900) > 12 && (goes_on || k < 20)) seen.push_back(ball(x, 500, 0.6F));
      sample = feed(seen);
      if (k < 3 || sample.state == BallState::lost) continue;
      EXPECT_NEAR(centre_x(sample), x, 20) << k;  // a prediction slows down by drag
    }
    EXPECT_EQ(sample.state, goes_on ? BallState::visible : BallState::lost);
    EXPECT_EQ(feed.events.size(), goes_on ? 1U : 2U);
  }
}

TEST(BallTrack, APenaltyFromAKnownSpotKeepsTheId) {
  BallFeed feed;
  for (int k = 0; k < 50; ++k) feed({ball(900, 500, 0.8F)});
  BallSample sample;
  // It rolls onto the spot: two candidates until they are one.
  for (int k = 0; k < 120; ++k) {
    const float x = 900 - 300 * std::exp(-0.08F * static_cast<float>(k));
    std::vector<Detection> seen{ball(900, 500, 0.8F)};
    if (900 - x > 12) seen.push_back(ball(x, 500, 0.6F));
    sample = feed(seen);
    if (k >= 3) {
      EXPECT_EQ(sample.state, BallState::visible) << k;
    }
  }
  EXPECT_NEAR(centre_x(sample), 900, 1);
  for (int k = 1; k <= 15; ++k) {
    const float x = 900 + 60.0F * static_cast<float>(k);
    sample = feed({ball(900, 500, 0.8F), ball(x, 500, 0.7F)});
    if (k >= 5) {
      EXPECT_NEAR(centre_x(sample), x, 5) << k;
    }
  }
  EXPECT_EQ(sample.state, BallState::visible);
  EXPECT_EQ(feed.events.size(), 1U) << "the same ball";
}

TEST(BallTrack, ATurningCameraMakesNoBallOfASpot) {
  // The scene's spot and the people move together; the ball is hidden from the start.
  testing::SceneOptions options;
  options.white_spot = true;
  options.pan_px_s = 150;
  options.ball_hidden_from_s = 0;
  const testing::SyntheticScene scene(options);
  const testing::SceneRun run = testing::run_tracker(scene, scene.frames(25, 20));
  for (std::size_t f = 0; f < run.ball.size(); ++f) {
    EXPECT_EQ(run.ball[f].state, BallState::lost) << f;
  }
}

TEST(BallTrack, ATeamThatRunsTogetherMakesNoBallOfASpot) {
  // All people move alike for 4 s, as if the camera turned; the spot does not.
  Tracker tracker(testing::soccer_options());
  for (int k = 0; k < 250; ++k) {
    std::vector<Detection> seen{ball(900, 300, 0.9F)};
    const float run = k < 50 ? 0 : 3.0F * static_cast<float>(std::min(k - 50, 100));
    for (int p = 0; p < 6; ++p) {
      seen.push_back({{100 + 200.0F * static_cast<float>(p) + run, 700, 40, 100}, 0.9F, 2});
    }
    EXPECT_EQ(tracker.update({k, k * kStep, 1920, 1080, seen}).ball.state, BallState::lost) << k;
  }
}

TEST(BallTrack, AKickKeepsTheId) {
  // At rest, then 20 body heights per second within one frame.
  BallFeed feed;
  for (int k = 0; k < 25; ++k) feed({ball(300, 500)});
  BallSample last;
  for (int k = 1; k <= 15; ++k) last = feed({ball(300 + 80.0F * static_cast<float>(k), 500)});
  EXPECT_EQ(last.state, BallState::visible);
  EXPECT_FLOAT_EQ(centre_x(last), 1500);
  EXPECT_EQ(feed.events.size(), 1U);
  EXPECT_NEAR(last.velocity.x, 2000, 100);
}

TEST(BallTrack, WithoutPeopleTheBallIsItsOwnRuler) {
  Tracker tracker(testing::soccer_options());
  BallState state = BallState::lost;
  for (int k = 0; k < 20; ++k) {
    const Detections seen = {ball(300 + 20.0F * static_cast<float>(k), 500)};
    state = tracker.update({k, k * kStep, 1920, 1080, seen}).ball.state;
  }
  EXPECT_EQ(state, BallState::visible);
}

TEST(BallTrack, FollowsPassesThroughClutterAndLoss) {
  testing::SceneOptions options;
  options.white_spot = true;
  options.ball_hidden_from_s = 4;
  options.ball_hidden_to_s = 6;
  const testing::SyntheticScene scene(options);
  const testing::SceneRun run = testing::run_tracker(scene, scene.frames(25, 15));
  int right = 0, all = 0;
  for (std::size_t f = 10; f < run.frames.size(); ++f) {
    const double t = to_seconds(run.frames[f].pts_ns);
    if (t > 4.52 && t < 6) {
      EXPECT_EQ(run.ball[f].state, BallState::lost) << t;
      continue;
    }
    // It comes back all but still at the end of a pass, and is found when the next begins at 6.3 s.
    if (t >= 4 && t < 6.45) continue;
    const Box& truth = run.frames[f].truth.back().box;
    const Vec2f a = truth.center(), b = run.ball[f].sample.box.center();
    ++all;
    right += run.ball[f].state != BallState::lost && std::hypot(a.x - b.x, a.y - b.y) < 15;
  }
  EXPECT_GT(right, 0.97 * all);
}

}  // namespace
}  // namespace touchline
