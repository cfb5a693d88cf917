// Hits read off courses whose hits are known.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

#include "sports/badminton/hit_signals.h"

namespace touchline::badminton {
namespace {

/// Where the shuttle is after `t` seconds, pixels.
using Course = std::function<Vec2d(double)>;

ShuttleSeries sampled(const Course& course, double seconds, double rate) {
  ShuttleSeries series;
  for (int i = 0; i < static_cast<int>(seconds * rate); ++i) {
    const double t = i / rate;
    series.push_back({i, static_cast<Nanoseconds>(std::llround(t * 1e9)), Sight::seen, course(t)});
  }
  return series;
}

std::vector<HitCandidate> hits_of(const ShuttleSeries& series, double height_px = 1080) {
  return find_hits({series, {}, height_px});
}

/// Parabolas between hits a second apart: there and back across 800 pixels.
Vec2d rally(double t) {
  const int leg = static_cast<int>(t);
  const double u = t - leg;
  const double x = leg % 2 == 0 ? 200 + 800 * u : 1000 - 800 * u;
  return {x, 600 - 900 * u * (1 - u) * (leg % 2 == 0 ? 1 : 1.6)};
}

TEST(HitSignals, FindEveryHitOfParabolasWithinAFrame) {
  for (const double rate : {25.0, 30.0, 50.0, 60.0, 120.0}) {
    const auto hits = hits_of(sampled(rally, 5, rate));
    ASSERT_EQ(hits.size(), 4U) << rate;
    for (int i = 0; i < 4; ++i)
      EXPECT_NEAR(static_cast<double>(hits[i].pts_ns) / 1e9, i + 1, 1 / rate + 1e-9) << rate;
  }
}

TEST(HitSignals, FindNoneOnAPlainLob) {
  const auto lob = [](double t) { return Vec2d{200 + 400 * t, 700 - 900 * t * (1.6 - t)}; };
  for (const double rate : {25.0, 30.0, 60.0}) {
    const auto series = sampled(lob, 1.6, rate);
    const ShuttleCourse course(series, HitRule{}.gap_s, HitRule{}.smooth_s);
    // At its top the direction reverses and the speed changes, but the course is as foretold.
    const auto signals = hit_signals(course, {series, {}, 1080}, {});
    EXPECT_GT(*std::max_element(signals.turn.begin(), signals.turn.end()), 0.5);
    for (const double departure : signals.departure)
      EXPECT_LT(departure, HitRule{}.departure_gate) << rate;
    EXPECT_TRUE(hits_of(series).empty()) << rate;
  }
}

TEST(HitSignals, AreWhatIsComputedByHand) {
  // Straight up at 300 px/s, struck after 1 s, straight down at 900.
  const auto course = [](double t) {
    return Vec2d{500, t < 1 ? 800 - 300 * t : 500 + 900 * (t - 1)};
  };
  const auto series = sampled(course, 2, 30);
  const auto hits = hits_of(series);
  ASSERT_EQ(hits.size(), 1U);
  EXPECT_NEAR(static_cast<double>(hits[0].frame), 30, 1);
  ASSERT_TRUE(hits[0].before && hits[0].after && hits[0].speed_px_s);
  EXPECT_NEAR(hits[0].before->y, -300, 1e-3);
  EXPECT_NEAR(hits[0].after->y, 900, 1e-3);
  EXPECT_NEAR(*hits[0].speed_px_s, 900, 1e-3);
  EXPECT_NEAR(hits[0].turn, 1, 1e-9) << "it turns back";
}

TEST(HitSignals, ScaleMirrorAndShortGapsChangeNothing) {
  const auto series = sampled(rally, 5, 30);
  const auto expected = hits_of(series);
  auto other = series;
  for (auto& s : other) s.at_px = {1920 - 0.5 * s.at_px.x, 0.5 * s.at_px.y};
  const auto found = hits_of(other, 540);
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].frame, expected[i].frame);
    EXPECT_NEAR(found[i].score, expected[i].score, 1e-9);
  }
  other = series;
  for (std::size_t i = 7; i + 3 < other.size(); i += 15)
    for (std::size_t k = i; k < i + 3; ++k) other[k].sight = Sight::missing;
  const auto gappy = hits_of(other);
  ASSERT_EQ(gappy.size(), expected.size());
  for (std::size_t i = 0; i < gappy.size(); ++i)
    EXPECT_LE(std::abs(gappy[i].frame - expected[i].frame), 1);
}

TEST(HitSignals, OfNothingAreNone) {
  EXPECT_TRUE(hits_of({}).empty());
  auto series = sampled(rally, 5, 30);
  for (auto& s : series) s.sight = Sight::unknown;
  EXPECT_TRUE(hits_of(series).empty());
  series[3].sight = Sight::seen;
  EXPECT_TRUE(hits_of(series).empty());
}

TEST(HitSignals, AWristLiftsAWeakHitOnly) {
  const auto series = sampled(rally, 5, 30);
  std::vector<WristSpeed> wrists;
  for (int i = 0; i < 150; ++i)
    wrists.push_back({static_cast<Nanoseconds>(i / 30.0 * 1e9), i % 30 < 4 ? 9.0 : 0.5});
  const auto plain = hits_of(series), helped = find_hits({series, wrists, 1080});
  ASSERT_EQ(helped.size(), plain.size());
  for (std::size_t i = 0; i < plain.size(); ++i) {
    EXPECT_GT(helped[i].score, plain[i].score);
    EXPECT_LE(helped[i].score, plain[i].score + HitRule{}.wrist_weight + 1e-12);
  }
}

}  // namespace
}  // namespace touchline::badminton
