#include "track/kalman.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace touchline {
namespace {

TEST(AxisFilter, TwoHalfStepsAreOneStep) {
  AxisFilter whole{3, -2, 4, 0.5, 1.5}, halves = whole;
  whole.predict(0.2, 7.0);
  halves.predict(0.05, 7.0);
  halves.predict(0.15, 7.0);
  EXPECT_NEAR(whole.position, halves.position, 1e-12);
  EXPECT_NEAR(whole.p00, halves.p00, 1e-12);
  EXPECT_NEAR(whole.p01, halves.p01, 1e-12);
  EXPECT_NEAR(whole.p11, halves.p11, 1e-12);
}

TEST(AxisFilter, UpdateIsTheWeightedMean) {
  AxisFilter f = AxisFilter::start(10, 4, 0);
  f.update(20, 12);  // gain 4 / 16
  EXPECT_DOUBLE_EQ(f.position, 12.5);
  EXPECT_DOUBLE_EQ(f.p00, 3.0);
}

/// Normalised estimation error squared of (position, velocity), two degrees of freedom.
double nees(const AxisFilter& f, double position, double velocity) {
  const double e0 = f.position - position, e1 = f.velocity - velocity;
  const double det = f.p00 * f.p11 - f.p01 * f.p01;
  return (f.p11 * e0 * e0 - 2 * f.p01 * e0 * e1 + f.p00 * e1 * e1) / det;
}

TEST(AxisFilter, ErrorsAreAsLargeAsItClaimsAtIrregularTimes) {
  // Truth drawn from the filter's own model: the mean NEES must be 2. Over 500 runs of 40 steps the
  // runs alone are independent; the 99.9 % interval of their mean is 2 +- 3.3 * 2 / sqrt(500).
  std::mt19937 random(5);
  std::normal_distribution<double> normal;
  constexpr double q = 5, r = 0.3;
  double sum = 0;
  int count = 0;
  for (int run = 0; run < 500; ++run) {
    double x = 0, v = 2 * normal(random);
    AxisFilter f = AxisFilter::start(x + std::sqrt(r) * normal(random), r, 4);
    for (int step = 0; step < 40; ++step) {
      const double dt = step % 7 == 0 ? 0.2 : 0.04;
      // Cholesky of q [dt^3/3 dt^2/2; dt^2/2 dt].
      const double a = normal(random), b = normal(random);
      x += v * dt + std::sqrt(q * dt * dt * dt / 3) * a;
      v += std::sqrt(3 * q * dt) / 2 * a + std::sqrt(q * dt) / 2 * b;
      f.predict(dt, q);
      f.update(x + std::sqrt(r) * normal(random), r);
    }
    sum += nees(f, x, v);
    ++count;
  }
  EXPECT_NEAR(sum / count, 2.0, 3.3 * 2 / std::sqrt(500.0));
}

Box walker(double t) {
  return {static_cast<float>(300 + 120 * std::sin(0.9 * t)),
          static_cast<float>(200 + 40 * std::cos(0.7 * t)), 40, 100};
}

TEST(BoxFilter, DoublingTheFrameRateGivesTheSamePathWithinOnePixel) {
  BoxFilter slow(walker(0), 0.9F, {}), fast = slow;
  for (int k = 1; k <= 250; ++k) {
    slow.predict(0.04, true);
    fast.predict(0.02, true);
    fast.update(walker(0.04 * k - 0.02), 0.9F);
    fast.predict(0.02, true);
    slow.update(walker(0.04 * k), 0.9F);
    fast.update(walker(0.04 * k), 0.9F);
    if (k < 10) continue;
    EXPECT_NEAR(slow.box().center().x, fast.box().center().x, 1.0);
    EXPECT_NEAR(slow.box().center().y, fast.box().center().y, 1.0);
  }
}

TEST(BoxFilter, TwiceTheResolutionIsTwiceThePathExactly) {
  const auto twice = [](const Box& b) { return Box{2 * b.x, 2 * b.y, 2 * b.w, 2 * b.h}; };
  BoxFilter a(walker(0), 0.8F, {}), b(twice(walker(0)), 0.8F, {});
  for (int k = 1; k < 50; ++k) {
    a.predict(0.04, k % 5 != 0);
    b.predict(0.04, k % 5 != 0);
    if (k % 3 == 0) continue;
    a.update(walker(0.04 * k), 0.8F);
    b.update(twice(walker(0.04 * k)), 0.8F);
  }
  EXPECT_EQ(twice(a.box()), b.box());
  const Vec2f p{310, 220}, p2{620, 440};
  EXPECT_EQ(a.centre_distance2(p, 0.5F), b.centre_distance2(p2, 0.5F));
}

}  // namespace
}  // namespace touchline
