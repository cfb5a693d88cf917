// How far somebody went, from places that err and are missing now and then.
#include "sports/badminton/report/way.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace touchline::badminton {
namespace {

/// To and fro over 4 m along the court, four seconds each way and back, without a jerk.
Vec2d shuttling(double t) { return {2 - 2 * std::cos(2 * 3.141592653589793 * t / 4), 0.5}; }

Way way_over(double seconds, double rate, double sigma_m, Vec2d (*place)(double),
             double gap_from = 1e9, double gap_to = 1e9) {
  std::minstd_rand random(7);
  // Twelve even numbers make nearly a normal one, and the same with every library.
  const auto error = [&] {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += static_cast<double>(random() - 1) / 2147483646.0;
    return sigma_m * sum;
  };
  WayMeter meter;
  for (int i = 0; i <= static_cast<int>(seconds * rate); ++i) {
    const double t = i / rate;
    const Vec2d at = place(t) + Vec2d{error(), error()};
    if (t < gap_from || t >= gap_to) meter.add(from_seconds(t), at, sigma_m);
  }
  meter.part();
  return meter.way();
}

TEST(Way, IsThatWhichWasGone) {
  for (const double rate : {12.5, 25.0, 60.0}) {
    const auto way = way_over(40, rate, 0, shuttling);
    EXPECT_NEAR(way.m, 80, 0.02 * 80) << rate;
    EXPECT_NEAR(way.s, 40, 1e-6);
  }
}

TEST(Way, ErrorsOfThePlacesAddLittle) {
  for (const double sigma : {0.03, 0.1, 0.25})
    EXPECT_NEAR(way_over(40, 25, sigma, shuttling).m, 80, 0.08 * 80) << sigma;
  const auto standing = [](double) { return Vec2d{3, 1}; };
  for (const double sigma : {0.03, 0.1, 0.25})
    EXPECT_LT(way_over(40, 25, sigma, standing).m, 40 * 0.33)
        << "under a third of a metre a second";
}

TEST(Way, OfLongGapsNothingCountsAndShortOnesAreBridged) {
  const auto whole = way_over(40, 25, 0, shuttling);
  const auto bridged = way_over(40, 25, 0, shuttling, 8.6, 9.0);
  EXPECT_NEAR(bridged.m, whole.m, 0.4);
  EXPECT_NEAR(bridged.s, 40, 1e-6);
  const auto missing = way_over(40, 25, 0, shuttling, 10, 20);  // five ways of 4 m
  EXPECT_NEAR(missing.m, 0.75 * whole.m, 0.4);
  EXPECT_NEAR(missing.s, 30, 0.1);
}

TEST(Way, AnotherTrackGoesOnFromItsOwnPlace) {
  WayMeter meter;
  for (int i = 0; i < 50; ++i) meter.add(from_seconds(i * 0.04), {1, 1}, 0.05);
  meter.part();
  for (int i = 50; i < 100; ++i) meter.add(from_seconds(i * 0.04), {3, 1}, 0.05);
  meter.part();
  EXPECT_LT(meter.way().m, 0.01);
  EXPECT_NEAR(meter.way().s, 3.92, 1e-6);
}

}  // namespace
}  // namespace touchline::badminton
