// A small ball among what looks like it: shoes and letters that rest, rackets that move; the
// beginnings of recordings and flights, the tops of lobs.
#include <gtest/gtest.h>

#include <cmath>

#include "track/flight_hall.h"
#include "track/flight_run.h"

namespace touchline {
namespace {

using testing::Agreement;
using testing::compare;
using testing::follow;
using testing::frames_of;
using testing::Rally;
using testing::rows_of_a_file;
using testing::SeenFrame;
using testing::Sight;

/// Something brighter than the ball that stays where it is.
void put_shoe(std::vector<SeenFrame>& frames, Vec2f at) {
  for (auto& frame : frames) frame.peaks.insert(frame.peaks.begin(), {at, 0.95F});
}

TEST(FlightClutter, AShoeBesideTheFlightIsNeverTheBall) {
  const auto rally = testing::usual_rally();
  for (const double fps : {25.0, 50.0}) {
    Sight sight;
    sight.fps = fps;
    auto frames = frames_of({rally}, rally.ends(), sight);
    const Vec2f beside = *frames[frames.size() / 3].truth;
    put_shoe(frames, {beside.x + 12, beside.y + 4});
    const auto run = follow(frames, {}, rows_of_a_file(fps));
    const auto all = compare(frames, run);
    EXPECT_EQ(all.elsewhere, 0) << fps;
    EXPECT_GE(all.recall(), 0.95) << fps;
  }
}

/// For 0.2 s and more the ball stays where it was, as a shoe does.
TEST(FlightClutter, TheTopOfALobIsNotLost) {
  const Rally lob({0, 4.6, 0.5}, {{{0, 5.4, 0.8}, 2.3}});
  Sight sight;
  sight.fps = 25;
  sight.noise_px = 0.3;
  auto frames = frames_of({lob}, lob.ends(), sight);
  std::size_t top = 0;
  for (std::size_t i = 0; i < frames.size(); ++i)
    if (frames[i].truth->y < frames[top].truth->y) top = i;
  ASSERT_LT(distance(*frames[top - 3].truth, *frames[top + 2].truth), 8) << "it hardly moves";
  const auto run = follow(frames);
  for (std::size_t i = top - 5; i <= top + 5; ++i)
    EXPECT_EQ(run.balls[i].state, BallState::visible) << i;
  EXPECT_EQ(run.ids().size(), 1U);
}

/// Half of the peaks are fainter than what starts a flight: they hold it, and are none by
/// themselves.
TEST(FlightClutter, FaintPeaksContinueAFlightAndStartNone) {
  const auto rally = testing::usual_rally();
  Sight sight;
  sight.fps = 25;
  auto frames = frames_of({rally}, rally.ends(), sight);
  constexpr float kStart = 0.65F;
  const auto score_with = [&](std::size_t period) {
    for (std::size_t i = 0; i < frames.size(); ++i)
      for (auto& peak : frames[i].peaks) peak.score = i % period == 0 ? 0.8F : 0.5F;
    return compare(frames, follow(frames, {}, rows_of_a_file(sight.fps), kStart));
  };
  EXPECT_GE(score_with(2).recall(), 0.95);
  for (auto& frame : frames)
    for (auto& peak : frame.peaks) peak.score = 0.5F;
  for (const auto& ball : follow(frames, {}, 0, kStart).balls)
    EXPECT_EQ(ball.state, BallState::lost);
}

/// What a flight was before it was known to be one is told, as far as the rows still wait.
TEST(FlightClutter, ARecordingThatBeginsInFlightHasItFromTheFirstFrame) {
  const auto rally = testing::usual_rally();
  Sight sight;
  sight.fps = 25;
  auto frames = frames_of({rally}, 1.2, sight);
  frames[2].peaks.clear();
  frames[2].seen = false;
  const auto live = follow(frames), file = follow(frames, {}, rows_of_a_file(25));
  EXPECT_EQ(live.balls[0].state, BallState::lost);
  for (std::size_t i = 0; i < 10; ++i) {
    const auto& ball = file.balls[i];
    EXPECT_EQ(ball.state, i == 2 ? BallState::predicted : BallState::visible) << i;
    EXPECT_EQ(ball.sample.source, i == 2 ? SampleSource::predicted : SampleSource::measured);
    EXPECT_LT(distance(ball.sample.box.center(), *frames[i].truth), i == 2 ? 12 : 4) << i;
    EXPECT_EQ(ball.sample.track_id, 1);
    EXPECT_EQ(ball.unseen_ns, i == 2 ? kSecond / 25 : 0);
    EXPECT_GT(std::hypot(ball.velocity.x, ball.velocity.y), 20) << "pixels per second";
  }
  EXPECT_EQ(file.open_since[0], 0) << "the first row waits for it";
  EXPECT_EQ(file.open_since[9], 10) << "and no longer than it has to";
  EXPECT_EQ(live.open_since[0], 1);
}

/// A stroke is no end: who follows loses no frame in which the ball was seen.
TEST(FlightClutter, AStrokeKeepsTheTrackGoing) {
  const auto rally = testing::usual_rally();
  for (const unsigned seed : {1U, 2U, 3U}) {
    Sight sight;
    sight.fps = 25;
    sight.missed = 0.15;
    sight.seed = seed;
    const auto frames = frames_of({rally}, rally.ends(), sight);
    const auto run = follow(frames, {}, rows_of_a_file(25));
    const auto all = compare(frames, run);
    EXPECT_EQ(run.ids().size(), 1U) << seed;
    EXPECT_GE(all.of_seen(), 0.97) << seed;
    EXPECT_EQ(all.elsewhere, 0) << seed;
  }
}

/// More things that rest than there are paths.
TEST(FlightClutter, ManyShoesLeaveRoomForTheBall) {
  testing::Hall hall;
  hall.letters = 24;
  hall.shoes = 0;
  hall.rackets_per_s = 0;
  const auto rally = testing::usual_rally();
  Agreement all;
  for (unsigned seed = 1; seed <= 6; ++seed) {
    const auto frames = testing::HallScene(hall, seed).film(rally, 0.3, 2.5, 25);
    all.add(compare(frames, follow(frames, hall.camera, rows_of_a_file(25)), 1080));
  }
  EXPECT_GE(all.of_seen(), 0.7);
  EXPECT_GE(all.precision(), 0.95);
}

struct HallCase {
  double fps;
  double least_of_seen, least_precision;
};
class FlightHall : public ::testing::TestWithParam<HallCase> {};

/// Clips of two seconds, cut out of a rally anywhere.
TEST_P(FlightHall, TheBallIsToldFromWhatLooksLikeIt) {
  const auto [fps, of_seen, precision] = GetParam();
  const testing::Hall hall;
  const auto rally = testing::usual_rally();
  Agreement all;
  for (unsigned seed = 1; seed <= 30; ++seed) {
    const double from = 5.5 * testing::Chance(seed)();
    const auto frames = testing::HallScene(hall, 100 + seed).film(rally, from, 2, fps);
    all.add(compare(frames, follow(frames, hall.camera, rows_of_a_file(fps)), 1080));
  }
  EXPECT_GE(all.of_seen(), of_seen);
  EXPECT_GE(all.precision(), precision);
  RecordProperty("recall", std::to_string(all.recall()));
}
INSTANTIATE_TEST_SUITE_P(Rates, FlightHall,
                         ::testing::Values(HallCase{25, 0.85, 0.93}, HallCase{50, 0.85, 0.93}));

}  // namespace
}  // namespace touchline
