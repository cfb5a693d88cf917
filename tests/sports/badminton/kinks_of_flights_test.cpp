// Strokes of what a tracker makes of a network's peaks: the rows hold enough of each flight for the
// analysis to find the strokes that the tracker broke at.
#include <gtest/gtest.h>

#include <algorithm>

#include "sports/badminton/hit_signals.h"
#include "track/flight_hall.h"
#include "track/flight_run.h"

namespace touchline::badminton {
namespace {

using touchline::testing::FlightRun;
using touchline::testing::Hall;
using touchline::testing::HallScene;
using touchline::testing::SeenFrame;

/// The shuttle as the rows have it.
ShuttleSeries series_of(const std::vector<SeenFrame>& frames, const FlightRun& run) {
  ShuttleSeries series;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const auto& ball = run.balls[i];
    const Vec2f at = ball.sample.box.center();
    series.push_back({static_cast<std::int64_t>(i),
                      frames[i].pts_ns,
                      ball.state == BallState::visible ? Sight::seen : Sight::missing,
                      {double{at.x}, double{at.y}}});
  }
  return series;
}

class AtFrameRates : public ::testing::TestWithParam<double> {};

TEST_P(AtFrameRates, AreFoundWhereTheTrackerBreaks) {
  const double fps = GetParam();
  const Hall hall;
  const auto rally = touchline::testing::usual_rally();
  int strikes = 0, found = 0, wrong = 0, by_tracker = 0;
  for (unsigned seed = 1; seed <= 10; ++seed) {
    const auto frames = HallScene(hall, seed).film(rally, 0, 7.5, fps);
    const auto run =
        touchline::testing::follow(frames, hall.camera, touchline::testing::rows_of_a_file(fps));
    std::vector<double> kinks;
    for (const auto& kink : find_kinks(series_of(frames, run), hall.camera.height))
      kinks.push_back(to_seconds(kink.pts_ns) - 1);
    const auto near = [&](const std::vector<double>& all, double t) {
      return std::any_of(all.begin(), all.end(),
                         [&](double each) { return std::abs(each - t) <= 0.12; });
    };
    const auto struck = rally.strikes();
    const auto breaks = run.breaks();
    for (const double t : struck) {
      ++strikes;
      found += near(kinks, t);
      by_tracker += near(breaks, t);
    }
    for (const double t : kinks) wrong += !near(struck, t);
  }
  EXPECT_GE(found, 0.9 * by_tracker);
  EXPECT_GE(found, 0.65 * strikes);
  EXPECT_LE(wrong, 0.15 * found);
  RecordProperty("found", found);
  RecordProperty("by_tracker", by_tracker);
}
INSTANTIATE_TEST_SUITE_P(KinksOfFlights, AtFrameRates, ::testing::Values(25.0, 50.0));

}  // namespace
}  // namespace touchline::badminton
