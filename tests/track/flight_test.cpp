// A small ball in flight: breaks of its course where it was struck and nowhere else, whatever the
// frame rate, and a track that neither lamps nor missed frames lead astray.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "track/flight_run.h"
#include "track/flight_scene.h"
#include "track/tracker.h"

namespace touchline {
namespace {

using testing::compare;
using testing::follow;
using testing::frames_of;
using testing::Rally;
using testing::SceneCamera;
using testing::SeenFrame;
using testing::Sight;

/// How many of the strikes have a break within `slack` seconds, and how many breaks have no strike.
struct Found {
  int found = 0, wrong = 0;
};
Found match(const std::vector<double>& strikes, const std::vector<double>& breaks, double slack) {
  const auto close = [&](const std::vector<double>& all, double t) {
    return std::any_of(all.begin(), all.end(),
                       [&](double other) { return std::abs(other - t) <= slack + 1e-6; });
  };
  Found all;
  for (const double t : strikes) all.found += close(breaks, t);
  for (const double t : breaks) all.wrong += !close(strikes, t);
  return all;
}

TEST(Flight, ALobHasNoBreakAtAnyFrameRate) {
  const Rally lobs[] = {Rally({0.5, -2, 0.4}, {{{1, 5.5, 1.0}, 2.0}}),
                        Rally({-1, 5, 0.4}, {{{0.5, -5, 1.2}, 2.1}}),
                        Rally({2, -5, 2.5}, {{{-2, 5, 0.4}, 1.2}})};
  for (const double fps : {25.0, 30.0, 50.0, 60.0})
    for (const auto& lob : lobs) {
      Sight sight;
      sight.fps = fps;
      const auto frames = frames_of({lob}, lob.ends(), sight);
      const auto run = follow(frames);
      EXPECT_TRUE(run.breaks().empty()) << fps << " fps, at " << run.breaks()[0];
      EXPECT_EQ(run.ids().size(), 1U) << fps;
      const auto all = compare(frames, run);
      EXPECT_GE(all.visible, all.frames - 6) << fps;
      EXPECT_EQ(all.elsewhere, 0) << fps;
    }
}

TEST(Flight, EveryStrikeIsFoundWithinAFrame) {
  const auto rally = testing::usual_rally();
  for (const double fps : {25.0, 29.97, 50.0, 60.0})
    for (const unsigned seed : {1U, 2U, 3U}) {
      Sight sight;
      sight.fps = fps;
      sight.seed = seed;
      const auto frames = frames_of({rally}, rally.ends(), sight);
      const auto run = follow(frames);
      const auto all = match(rally.strikes(), run.breaks(), 1 / fps);
      EXPECT_EQ(all.found, static_cast<int>(rally.strikes().size()))
          << fps << ": " << ::testing::PrintToString(run.breaks()) << " for "
          << ::testing::PrintToString(rally.strikes());
      EXPECT_EQ(all.wrong, 0) << fps << ": " << ::testing::PrintToString(run.breaks());
      EXPECT_EQ(run.ids().size(), 1U) << fps;
      EXPECT_GE(compare(frames, run).visible,
                static_cast<int>(0.9 * static_cast<double>(frames.size())));
    }
}

TEST(Flight, UnevenFramesMakeNoBreak) {
  const auto rally = testing::usual_rally();
  Sight sight;
  sight.uneven = 0.8;
  const auto frames = frames_of({rally}, rally.ends(), sight);
  const auto all = match(rally.strikes(), follow(frames).breaks(), 1.4 / 30);
  EXPECT_EQ(all.found, static_cast<int>(rally.strikes().size()));
  EXPECT_EQ(all.wrong, 0);
}

TEST(Flight, IsFollowedWhenThreeFramesOfTenMissIt) {
  const auto rally = testing::usual_rally();
  int found = 0, wrong = 0, strikes = 0;
  for (const unsigned seed : {1U, 2U, 3U, 4U}) {
    Sight sight;
    sight.fps = 50;
    sight.missed = 0.3;
    sight.seed = seed;
    const auto frames = frames_of({rally}, rally.ends(), sight);
    const auto run = follow(frames);
    const auto all = match(rally.strikes(), run.breaks(), 2 / sight.fps);
    found += all.found;
    wrong += all.wrong;
    strikes += static_cast<int>(rally.strikes().size());
    EXPECT_EQ(run.ids().size(), 1U);
    const auto shown = compare(frames, run);
    EXPECT_GE(shown.visible, static_cast<int>(0.62 * shown.frames)) << "of 70 % that can be";
    EXPECT_EQ(shown.elsewhere, 0);
    for (std::size_t i = 0; i < frames.size(); ++i) {
      const auto& ball = run.balls[i];
      if (!frames[i].seen) {
        EXPECT_NE(ball.state, BallState::visible) << "nothing is made up";
      }
      if (ball.state != BallState::lost) {
        EXPECT_LE(to_seconds(ball.unseen_ns), TrackerOptions().ball_coast_s + 1e-6);
      }
      EXPECT_EQ(ball.sample.source == SampleSource::predicted, ball.state == BallState::predicted);
    }
  }
  EXPECT_GE(found, strikes * 4 / 5);
  EXPECT_LE(wrong, strikes / 10);
}

/// Some lamps are in the ball's way.
Sight among_lamps(unsigned seed) {
  Sight sight;
  sight.missed = 0.1;
  sight.false_per_frame = 0.3;
  sight.seed = seed;
  sight.lamps = {{200, 60}, {640, 200}, {655, 330}, {700, 430}};
  return sight;
}

TEST(Flight, LampsAndShoesAreNoBall) {
  const auto rally = testing::usual_rally(1.5);
  for (const unsigned seed : {1U, 2U, 3U}) {
    auto frames = frames_of({rally}, rally.ends() + 3, among_lamps(seed));
    float shoe = 300;
    for (auto& frame : frames) frame.peaks.push_back({{shoe += 2, 600}, 0.4F});
    const auto run = follow(frames);
    const auto all = compare(frames, run);
    EXPECT_GE(all.visible, static_cast<int>(0.75 * all.frames)) << seed;
    EXPECT_LE(all.elsewhere, all.frames / 25) << seed;
    for (std::size_t i = frames.size() - 45; i < frames.size(); ++i)
      EXPECT_EQ(run.balls[i].state, BallState::lost) << seed << ": only lamps are left";
  }
}

/// A hand or a shoe of a player who walks.
TEST(Flight, AHandThatMovesIsNoBall) {
  std::vector<SeenFrame> frames(60);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    frames[i].pts_ns = from_seconds(static_cast<double>(i) / 30);
    const float gone = 0.2F * 720 / 30 * static_cast<float>(i);
    frames[i].peaks = {{{300 + gone, 500}, 0.8F}};
  }
  for (const auto& ball : follow(frames).balls) EXPECT_EQ(ball.state, BallState::lost);
}

/// From the first frame on nobody can know what is a lamp.
TEST(Flight, ALampTakenForTheBallGivesWayToIt) {
  const auto rally = testing::usual_rally();
  for (const unsigned seed : {1U, 2U, 3U, 4U}) {
    const auto frames = frames_of({rally}, rally.ends(), among_lamps(seed));
    auto run = follow(frames);
    const auto first = frames.size() / 3;
    int right = 0;
    for (std::size_t i = first; i < frames.size(); ++i)
      right += run.balls[i].state == BallState::visible &&
               distance(run.balls[i].sample.box.center(), *frames[i].truth) < 5;
    EXPECT_GE(right, static_cast<int>(0.7 * static_cast<double>(frames.size() - first))) << seed;
  }
}

TEST(Flight, AnotherBallTakesNothingFromTheOneShown) {
  const auto rally = testing::usual_rally();
  const Rally beside({4, 5, 1.0}, {{{-3, -4, 1.0}, 1.8}, {{4, 5, 1.5}, 1.7}, {{-3, -4, 1.0}, 1.8}},
                     0.6);
  Sight sight;
  sight.missed = 0.15;
  const auto frames = frames_of({rally, beside}, rally.ends(), sight);
  const auto run = follow(frames);
  const auto all = compare(frames, run);
  EXPECT_EQ(run.ids().size(), 1U);
  EXPECT_GE(all.visible, static_cast<int>(0.75 * all.frames));
  EXPECT_LE(all.elsewhere, all.frames / 50);
}

TEST(Flight, SizeOfThePictureDoesNotMatter) {
  const auto rally = testing::usual_rally();
  SceneCamera large{1920, 1080, 1725};
  Sight sight, finer;
  sight.missed = finer.missed = 0.2;
  finer.noise_px = 1.5 * sight.noise_px;
  const auto small = follow(frames_of({rally}, rally.ends(), sight));
  const auto big = follow(frames_of({rally}, rally.ends(), finer, large), large);
  EXPECT_THAT(big.breaks(), ::testing::Pointwise(::testing::DoubleNear(0.02), small.breaks()));
  for (std::size_t i = 0; i < small.balls.size(); ++i) {
    EXPECT_EQ(small.balls[i].state, big.balls[i].state) << i;
    if (small.balls[i].state == BallState::visible) {
      EXPECT_NEAR(small.balls[i].sample.box.center().x * 1.5F, big.balls[i].sample.box.center().x,
                  0.1);
    }
  }
}

TEST(Flight, NoPeaksIsNoBallAndGapsStayGaps) {
  const auto rally = testing::usual_rally();
  auto frames = frames_of({rally}, rally.ends(), {});
  for (std::size_t i = 60; i < 100; ++i) frames[i].peaks.clear();
  frames[10].peaks.push_back({{std::nanf(""), 3}, 0.9F});
  const auto run = follow(frames);
  for (std::size_t i = 60; i < 100; ++i)
    EXPECT_EQ(run.balls[i].state, i < 75 ? BallState::predicted : BallState::lost) << i;
  EXPECT_EQ(run.ids().size(), 2U) << "after a gap nobody knows that it is the same";
  std::vector<SeenFrame> empty(20);
  for (std::size_t i = 0; i < empty.size(); ++i) empty[i].pts_ns = kSecond / 25 * Nanoseconds(i);
  for (const auto& ball : follow(empty).balls) EXPECT_EQ(ball.state, BallState::lost);
}

TEST(Flight, PeaksGoBeforeDetections) {
  const auto rally = testing::usual_rally();
  const auto frames = frames_of({rally}, rally.ends(), {});
  TrackerOptions options;
  options.class_count = 1;
  options.ball_class = 0;
  Tracker tracker(options);
  int visible = 0;
  for (std::size_t i = 0; i < 60; ++i) {
    const float x = 100 + 8 * static_cast<float>(i);
    const Detections balls{{{x, 600, 12, 12}, 0.9F, 0}};
    FrameInput input{static_cast<std::int64_t>(i), frames[i].pts_ns, 1280, 720, balls};
    input.peaks = &frames[i].peaks;
    const auto& ball = tracker.update(input).ball;
    if (ball.state != BallState::visible) continue;
    EXPECT_LT(distance(ball.sample.box.center(), *frames[i].truth), 5);
    ++visible;
  }
  EXPECT_GT(visible, 50);
}

}  // namespace
}  // namespace touchline
