#include "geometry/homography.h"

#include <Eigen/Cholesky>

#include <gtest/gtest.h>

#include <random>

#include "geometry/homography_fit.h"
#include "geometry/pinhole.h"
#include "sports/soccer/pitch.h"

namespace touchline {
namespace {

const Vec2d kSize{1280, 720};

Pinhole stand() { return Pinhole::from(Vector7d{std::log(2.4), 0.2, 0.27, 0.01, 3, -62, 17}); }

std::vector<PointPair> pairs_of(const Mat3& h) {
  std::vector<PointPair> pairs;
  for (const Vec2d p : landmarks({}))
    if (const auto q = project(h, p)) pairs.push_back({p, *q});
  return pairs;
}

void expect_same(const Mat3& a, const Mat3& b, double tolerance_px) {
  const CornerFrame frame(kSize);
  EXPECT_LT(frame.between(a, b).cwiseAbs().maxCoeff(), tolerance_px);
}

TEST(Homography, TransformOfExactPairsIsExactAndFacesTheCamera) {
  const Mat3 truth = stand().image_from_field(kSize);
  const auto h = direct_linear_transform(pairs_of(truth));
  ASSERT_TRUE(h);
  expect_same(*h, truth, 1e-5);
  EXPECT_TRUE(project(*h, {0, 0}));
  EXPECT_FALSE(project(*h, {0, -200})) << "behind the camera";
  EXPECT_LT(determinant(*h), 0);
}

TEST(Homography, FourPairsDetermineItUnlessThreeLieOnALine) {
  const Mat3 truth = stand().image_from_field(kSize);
  const auto pair = [&](double x, double y) { return PointPair{{x, y}, *project(truth, {x, y})}; };
  const auto h = through_four({pair(-10, 0), pair(20, 3), pair(15, 30), pair(-5, 25)});
  ASSERT_TRUE(h);
  expect_same(*h, truth, 1e-5);
  EXPECT_FALSE(through_four({pair(0, 0), pair(0, 10), pair(0, 30), pair(20, 5)}));
  EXPECT_FALSE(direct_linear_transform(
      std::vector{pair(0, 0), pair(0, 10), pair(0, 20), pair(0, 30), pair(0, -10)}));
}

TEST(Homography, CornersMoveAsToldAndTheirSlopesAreTheDerivative) {
  const CornerFrame frame(kSize);
  Vector8d d;
  d << 3, -2, 1, 4, -5, 2, 0.5, -3;
  const Mat3 move = frame.displacement(0.01 * d);
  EXPECT_LT((frame.between(Mat3{}, move) - 0.01 * d).norm(), 1e-3);
  const Vec2d p{300, 555};
  const Eigen::Vector2d slope = frame.at(p) * (0.01 * d);
  const Vec2d moved = project_any(move, p) - p;
  EXPECT_NEAR(moved.x, slope[0], 1e-4);
  EXPECT_NEAR(moved.y, slope[1], 1e-4);
}

TEST(Homography, MovedCovarianceIsThatOfMovedSamples) {
  const CornerFrame frame(kSize);
  const Mat3 truth = stand().image_from_field(kSize);
  auto later = stand();
  later.pan += 0.05, later.log_focal += 0.1;
  const Mat3 motion = later.image_from_field(kSize) * *inverse(truth);
  Matrix8d cov = Matrix8d::Identity();
  cov(0, 0) = 9, cov(3, 3) = 4;
  std::mt19937 random(1);
  std::normal_distribution<double> normal;
  Matrix8d sampled = Matrix8d::Zero();
  constexpr int kSamples = 20000;
  for (int i = 0; i < kSamples; ++i) {
    Vector8d d;
    for (int k = 0; k < 8; ++k) d[k] = normal(random) * std::sqrt(cov(k, k));
    const Vector8d e = frame.between(motion * truth, motion * (frame.displacement(d) * truth));
    sampled += e * e.transpose() / kSamples;
  }
  const Matrix8d told = frame.moved(cov, motion);
  EXPECT_LT((told - sampled).norm(), 0.05 * sampled.norm());
}

struct Noisy {
  std::vector<Correspondence> matches;
  std::vector<bool> wrong;
};
Noisy noisy(const Mat3& truth, double sigma, int every_wrong, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> noise(0, sigma);
  Noisy out;
  int i = 0;
  for (const auto& [field, pixel] : pairs_of(truth)) {
    const bool wrong = every_wrong > 0 && i % every_wrong == 0;
    Correspondence match;
    match.field = field;
    match.pixel = pixel + Vec2d{noise(random) + (wrong ? 60 : 0), noise(random)};
    match.sigma_px = sigma;
    match.group = i++;
    out.matches.push_back(match);
    out.wrong.push_back(wrong);
  }
  return out;
}

TEST(Homography, FitLeavesOutliersAloneAndItsCovarianceIsHonest) {
  const CornerFrame frame(kSize);
  const Mat3 truth = stand().image_from_field(kSize);
  double distance2 = 0;
  constexpr int kRuns = 200;
  for (unsigned seed = 0; seed < kRuns; ++seed) {
    auto [matches, wrong] = noisy(truth, 1.5, 6, seed);
    Vector8d off;
    off << 20, -15, -10, 12, 8, 20, -20, 5;
    const double widths[] = {8, 3};
    const auto fitted = fit(frame, frame.displacement(off) * truth, matches, nullptr, widths);
    ASSERT_TRUE(fitted);
    for (std::size_t i = 0; i < matches.size(); ++i)
      if (wrong[i]) {
        EXPECT_EQ(matches[i].weight, 0);
      }
    const Vector8d e = frame.between(truth, fitted->h);
    distance2 += e.dot(fitted->cov.ldlt().solve(e)) / kRuns;
  }
  // The mean of a chi-square with eight degrees of freedom is eight.
  EXPECT_GT(distance2, 5);
  EXPECT_LT(distance2, 11);
}

TEST(Homography, LinePointsDetermineTheViewThroughTheirNormals) {
  const CornerFrame frame(kSize);
  const Mat3 truth = stand().image_from_field(kSize);
  std::vector<Correspondence> matches;
  for (const auto& m : markings({})) {
    if (m.kind != Marking::Kind::segment) continue;
    for (double s = 0.05; s < 1; s += 0.1) {
      const Vec2d field = m.a + s * (m.b - m.a);
      const auto q = project(truth, field), r = project(truth, field + 0.01 * (m.b - m.a));
      if (!q || !r) continue;
      Correspondence match;
      match.field = field;
      const Vec2d along = (1 / distance(*q, *r)) * (*r - *q);
      match.normal = {-along.y, along.x};
      match.pixel = *q + 7.0 * along;  // where along the line is not measured
      matches.push_back(match);
    }
  }
  Vector8d off;
  off << 2, -2, 1, 2, 1, -2, 2, 1;
  const auto fitted = fit(frame, frame.displacement(off) * truth, matches, nullptr);
  ASSERT_TRUE(fitted);
  expect_same(fitted->h, truth, 0.01);
}

TEST(Homography, HeldOutErrorIsThatOfRefitsAndLargerThanInSample) {
  const CornerFrame frame(kSize);
  const Mat3 truth = stand().image_from_field(kSize);
  auto matches = noisy(truth, 1.5, 0, 3).matches;
  matches.resize(10);
  const auto fitted = fit(frame, truth, matches, nullptr);
  ASSERT_TRUE(fitted);
  const auto told = held_out_error(frame, *fitted, matches, nullptr, 0, 10);
  double refits = 0, inside = 0;
  for (std::size_t out = 0; out < matches.size(); ++out) {
    auto rest = matches;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(out));
    const auto without = fit(frame, truth, rest, nullptr);
    ASSERT_TRUE(without);
    const double px = distance(*project(without->h, matches[out].field), matches[out].pixel);
    const double in = distance(*project(fitted->h, matches[out].field), matches[out].pixel);
    refits += px * px / 10, inside += in * in / 10;
  }
  EXPECT_EQ(told.groups, 10);
  EXPECT_NEAR(told.px, std::sqrt(refits), 0.15 * std::sqrt(refits));
  EXPECT_GT(told.px, 1.3 * std::sqrt(inside));
  EXPECT_GT(told.m, 0);
}

TEST(Pinhole, ComesBackFromItsHomography) {
  const auto camera = stand();
  const auto back = pinhole_of(scaled(camera.image_from_field(kSize), 0.37), kSize);
  ASSERT_TRUE(back);
  EXPECT_LT((back->vector() - camera.vector()).cwiseAbs().maxCoeff(), 1e-6);
}

TEST(Pinhole, MirroredAndImpossibleViewsAreTold) {
  const Mat3 h = stand().image_from_field(kSize);
  EXPECT_STREQ(impossible(h, kSize, 105, {640, 400}), "");
  const Mat3 flip{{-1, 0, 0, 0, 1, 0, 0, 0, 1}};
  EXPECT_STREQ(impossible(h * flip, kSize, 105, {640, 400}), "the view is mirrored");
  const Mat3 large{{20, 0, 0, 0, 20, 0, 0, 0, 1}};
  EXPECT_STRNE(impossible(h * large, kSize, 105, {640, 400}), "");
}

}  // namespace
}  // namespace touchline
