// A course that is smoothed afterwards: nearer to the truth than what was seen, with sharp breaks
// and honest gaps.
#include "track/flight_course.h"

#include <gtest/gtest.h>

#include "track/flight_scene.h"

namespace touchline {
namespace {

struct SeenCourse {
  std::vector<FlightPoint> points;
  std::vector<Nanoseconds> times;
  std::vector<Vec2f> truth;
};

/// Every frame of the usual rally, of which some were missed.
SeenCourse seen_course(double missed) {
  testing::Sight sight;
  sight.fps = 50;
  sight.missed = missed;
  const auto rally = testing::usual_rally();
  SeenCourse all;
  for (const auto& frame : testing::frames_of({rally}, rally.ends(), sight)) {
    all.times.push_back(frame.pts_ns);
    all.truth.push_back(*frame.truth);
    if (frame.peaks.empty()) continue;
    const Vec2f at = frame.peaks.front().pixel;
    all.points.push_back({frame.pts_ns, static_cast<std::int64_t>(all.times.size()) - 1, at, at});
  }
  return all;
}

double rms(double squares, std::size_t count) {
  return std::sqrt(squares / static_cast<double>(std::max<std::size_t>(1, count)));
}

TEST(FlightCourse, IsNearerToTheTruthThanWhatWasSeen) {
  const auto seen = seen_course(0.2);
  const auto breaks = find_breaks(seen.points, 720);
  const auto states = smooth_course(seen.points, breaks, seen.times);
  double raw = 0, smooth = 0, between = 0;
  std::size_t measured = 0, interpolated = 0, unknown = 0, p = 0;
  for (std::size_t i = 0; i < seen.times.size(); ++i) {
    const bool own = p < seen.points.size() && seen.points[p].pts_ns == seen.times[i];
    if (own) raw += std::pow(distance(seen.points[p++].at, seen.truth[i]), 2);
    if (!states[i]) {
      ++unknown;
      continue;
    }
    EXPECT_EQ(states[i]->measured, own);
    const double off = std::pow(states[i]->at.x - double{seen.truth[i].x}, 2) +
                       std::pow(states[i]->at.y - double{seen.truth[i].y}, 2);
    (own ? smooth : between) += off;
    ++(own ? measured : interpolated);
  }
  EXPECT_LT(rms(smooth, measured), rms(raw, seen.points.size()));
  EXPECT_LT(rms(between, interpolated), 4) << "what nobody saw";
  EXPECT_GT(interpolated, seen.times.size() / 10);
  EXPECT_LE(unknown, 6U);
}

TEST(FlightCourse, DoesNotRoundItsBreaks) {
  std::vector<FlightPoint> points;
  for (int i = 0; i < 41; ++i) {
    const float x = 200 + 10 * static_cast<float>(i < 20 ? i : 40 - i);
    points.push_back({i * kSecond / 50, i, {x, 300}, {x, 300}});
  }
  const auto breaks = find_breaks(points, 720);
  ASSERT_EQ(breaks.size(), 1U);
  EXPECT_EQ(breaks[0].pts_ns, 20 * kSecond / 50);
  EXPECT_NEAR(breaks[0].before.x, 500, 1);
  EXPECT_NEAR(breaks[0].after.x, -500, 1);
  const Nanoseconds times[] = {19 * kSecond / 50, 20 * kSecond / 50, 21 * kSecond / 50};
  const auto states = smooth_course(points, breaks, times);
  ASSERT_TRUE(states[0] && states[1] && states[2]);
  EXPECT_NEAR(states[0]->at.x, 390, 1e-6);
  EXPECT_NEAR(states[0]->velocity.x, 500, 1e-6);
  EXPECT_NEAR(states[1]->at.x, 400, 1e-6);
  EXPECT_NEAR(states[1]->velocity.x, -500, 1e-6);
  EXPECT_NEAR(states[2]->velocity.x, -500, 1e-6);
}

TEST(FlightCourse, BreaksAreTheSameLookedForPieceByPiece) {
  const auto seen = seen_course(0.2);
  std::vector<Nanoseconds> whole, pieces;
  for (const auto& found : find_breaks(seen.points, 720)) whole.push_back(found.pts_ns);
  for (Nanoseconds t = 0; t < 12 * kSecond; t += kSecond / 7)
    for (const auto& found : find_breaks(seen.points, 720, {}, {t, t + kSecond / 7}))
      pieces.push_back(found.pts_ns);
  EXPECT_EQ(pieces, whole);
  EXPECT_GE(whole.size(), 5U);
}

TEST(FlightCourse, LeavesGapsOpen) {
  std::vector<FlightPoint> points;
  for (int i = 0; i < 60; ++i)
    if (i < 20 || i >= 40)
      points.push_back({i * kSecond / 50,
                        i,
                        {200 + 5 * static_cast<float>(i), 300},
                        {200 + 5 * static_cast<float>(i), 300}});
  const Nanoseconds times[] = {-kSecond, 10 * kSecond / 50, 30 * kSecond / 50, 50 * kSecond / 50,
                               61 * kSecond / 50};
  const auto states = smooth_course(points, {}, times);
  EXPECT_FALSE(states[0]);
  EXPECT_TRUE(states[1]);
  EXPECT_FALSE(states[2]) << "0.4 s unseen";
  EXPECT_TRUE(states[3]);
  EXPECT_FALSE(states[4]);
  EXPECT_TRUE(smooth_course({}, {}, {}).empty());
}

}  // namespace
}  // namespace touchline
