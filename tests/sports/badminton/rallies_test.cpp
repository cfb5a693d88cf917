// Rallies from hits, the shuttle, or both; recovery in metres.
#include <gtest/gtest.h>

#include <cmath>

#include "sports/badminton/rallies.h"
#include "sports/badminton/recovery.h"

namespace touchline::badminton {
namespace {

Nanoseconds seconds(double s) { return static_cast<Nanoseconds>(std::llround(s * 1e9)); }

std::vector<HitCandidate> hits_at(std::initializer_list<double> times) {
  std::vector<HitCandidate> hits;
  for (const double t : times) {
    hits.emplace_back();
    hits.back().pts_ns = seconds(t);
  }
  return hits;
}

/// Seen but in [from, to), where its sight is another.
ShuttleSeries seen_but(double from, double to, Sight there, double rate = 30, double until = 12) {
  ShuttleSeries series;
  for (int i = 0; i < static_cast<int>(until * rate); ++i) {
    const double t = i / rate;
    series.push_back({i, seconds(t), t >= from && t < to ? there : Sight::seen, {}});
  }
  return series;
}

TEST(Rallies, APausePartsThem) {
  const auto hits = hits_at({1, 2, 3, 6.5, 7.5, 20});
  const auto rallies = find_rallies(hits, {});
  ASSERT_EQ(rallies.size(), 2U);
  EXPECT_EQ(rallies[0].first, 0U);
  EXPECT_EQ(rallies[0].hits(), 3U);
  EXPECT_EQ(rallies[1].first, 3U);
  EXPECT_EQ(rallies[1].hits(), 2U) << "a single hit is no rally";
  EXPECT_EQ(source_of(hits, {}), RallySource::pose);
  EXPECT_TRUE(find_rallies({}, {}).empty());
}

TEST(Rallies, AShuttleThatIsMissingPartsThemSooner) {
  const auto hits = hits_at({1, 2, 4.5, 5.5});
  for (const double rate : {25.0, 30.0, 60.0}) {
    const auto missing = find_rallies(hits, seen_but(2.2, 4.4, Sight::missing, rate));
    EXPECT_EQ(missing.size(), 2U) << rate;
    EXPECT_EQ(source_of(hits, seen_but(0, 0, Sight::missing, rate)), RallySource::both);
    EXPECT_EQ(find_rallies(hits, seen_but(2.2, 4.4, Sight::unknown, rate)).size(), 1U)
        << "nobody looked, which is not missing";
    EXPECT_EQ(find_rallies(hits, seen_but(2.2, 3, Sight::missing, rate)).size(), 1U)
        << "a lob out of the picture";
  }
  EXPECT_EQ(find_rallies(hits, {}).size(), 1U);
}

/// Runs straight from one place to another and stays there.
BodySeries run(Vec2d from, Vec2d to, double m_s, double until, double rate = 30) {
  BodySeries bodies;
  const double way = distance(from, to);
  for (int i = 0; i <= static_cast<int>(until * rate); ++i) {
    BodyAt b;
    b.number = 1;
    b.pts_ns = seconds(i / rate);
    b.feet_m = from + std::min(1.0, m_s * i / rate / way) * (to - from);
    bodies.push_back(b);
  }
  return bodies;
}

TEST(Recovery, IsToldInMetresAndSeconds) {
  // 3 m from the base, 2 m until its edge, at 4 m/s.
  const auto bodies = run({-6.3, 0}, {-3.3, 0}, 4, 2);
  const auto r = recovery_between(1, 0, seconds(2), bodies);
  ASSERT_TRUE(r.measured && r.reached_s && r.speed_m_s && r.completeness);
  EXPECT_NEAR(*r.reached_s, 0.5, 1 / 30.0);
  EXPECT_NEAR(*r.speed_m_s, 4, 1e-6);
  EXPECT_EQ(*r.completeness, 1);
  // Half of it, then the next shot.
  const auto half = recovery_between(1, 0, seconds(0.25), bodies);
  EXPECT_FALSE(half.reached_s);
  EXPECT_NEAR(*half.completeness, 0.5, 0.04);
  // A frame rate changes nothing.
  const auto fast = recovery_between(1, 0, seconds(2), run({-6.3, 0}, {-3.3, 0}, 4, 2, 120));
  EXPECT_NEAR(*fast.reached_s, *r.reached_s, 1 / 30.0);
}

TEST(Recovery, WithoutPlacesNothingIsToldAndNothingCounts) {
  auto bodies = run({-6.3, 0}, {-3.3, 0}, 4, 2);
  for (auto& b : bodies) b.feet_m = {};
  const auto r = recovery_between(1, 0, seconds(2), bodies);
  EXPECT_FALSE(r.measured || r.reached_s || r.completeness || r.speed_m_s);
  const auto none = summary_of(std::vector<Recovery>{r});
  EXPECT_EQ(none.windows, 0);
  EXPECT_FALSE(none.rate || none.p50_s || none.completeness);
}

TEST(Recovery, OfWhoStandsAtTheBaseAlreadyNothingCounts) {
  for (const auto& bodies : {run({-3.3, 0}, {-3.31, 0}, 4, 2), run({-3.9, 0.5}, {-6, 0}, 4, 2)}) {
    const auto r = recovery_between(1, 0, seconds(2), bodies);
    EXPECT_FALSE(r.measured || r.reached_s || r.completeness || r.speed_m_s);
    EXPECT_STREQ(r.reached_s.why, "the player was at the base already");
  }
}

TEST(Recovery, IsSummedUp) {
  const auto bodies = run({-6.3, 0}, {-3.3, 0}, 4, 2);
  const std::vector<Recovery> all{recovery_between(1, 0, seconds(2), bodies),
                                  recovery_between(1, 0, seconds(0.25), bodies)};
  const auto sum = summary_of(all);
  EXPECT_EQ(sum.windows, 2);
  EXPECT_EQ(sum.reached, 1);
  EXPECT_DOUBLE_EQ(*sum.rate, 0.5);
  EXPECT_DOUBLE_EQ(*sum.p50_s, *all[0].reached_s);
}

}  // namespace
}  // namespace touchline::badminton
