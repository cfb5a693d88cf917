#include "field/estimate.h"

#include <gtest/gtest.h>

#include "field/pan_and_zoom.h"

namespace touchline {
namespace {

using test::PanAndZoom;

const EstimateOptions& pitch_options() {
  static const EstimateOptions options{.field = field_of({})};
  return options;
}

Estimate estimate_of(const Landmarks& seen, Vec2d size) {
  std::vector<Correspondence> matches;
  to_matches(seen, pitch_options(), {}, size, matches);
  return estimate(matches, pitch_options(), size);
}

FieldView view_of(const Estimate& e, Vec2d size) {
  FieldView view;
  view.state = CalibrationState::measured;
  view.image_from_field = e.fit.h;
  view.field_from_image = *inverse(e.fit.h);
  view.size = size;
  Eigen::Map<Eigen::Matrix<double, 8, 8, Eigen::RowMajor>>(view.corner_cov.data()) = e.fit.cov;
  return view;
}

TEST(Estimate, PlacesPeopleWithOutliersAndTellsItsErrorHonestly) {
  PanAndZoom scene;
  scene.focal = 1.8;
  std::mt19937 random(5);
  std::vector<test::Misplaced> all;
  int usable = 0;
  constexpr int kViews = 100;
  for (int i = 0; i < kViews; ++i) {
    const double t = 0.37 * i;
    const auto found = estimate_of(see(scene, t, {1.5, 0.1, 0.1}, random), scene.size);
    if (!found.usable) continue;
    ++usable;
    test::misplaced(scene, t, view_of(found, scene.size), all);
  }
  EXPECT_GE(usable, 96);
  EXPECT_LT(quantile(all, 0.5, &test::Misplaced::metres), 0.3);
  EXPECT_LT(quantile(all, 0.95, &test::Misplaced::metres), 1.0);
  EXPECT_LT(quantile(all, 0.85, &test::Misplaced::sigmas), 2.45);  // 95 % of a 2D normal
  EXPECT_GT(quantile(all, 0.95, &test::Misplaced::sigmas), 1.0) << "sigma is not just large";
}

TEST(Estimate, LandmarksOfOneLineAreNotEnoughAndSaySo) {
  const PanAndZoom scene;
  const auto places = landmarks(scene.pitch);
  Landmarks seen;
  for (const int i : {13, 14, 15, 16}) {
    const auto p = project(scene.truth(0), places[static_cast<std::size_t>(i)]);
    if (p) seen.push_back({i, *p, 0.9, 3});
  }
  const auto found = estimate_of(seen, scene.size);
  EXPECT_FALSE(found.usable);
  EXPECT_FALSE(found.why.empty());
}

TEST(Estimate, LandmarksAnywhereAreNoView) {
  std::mt19937 random(9);
  std::uniform_real_distribution<double> share(0, 1);
  int invented = 0;
  for (int run = 0; run < 60; ++run) {
    Landmarks seen;
    for (int i = 0; i < 9; ++i)
      seen.push_back({static_cast<int>(share(random) * 32),
                      {share(random) * 1280, share(random) * 720},
                      0.5,
                      2});
    invented += estimate_of(seen, {1280, 720}).usable;
  }
  EXPECT_EQ(invented, 0);
}

TEST(Estimate, MirroredLandmarksAreRejected) {
  PanAndZoom scene;
  scene.focal = 1.6;
  std::mt19937 random(4);
  auto seen = see(scene, 1, {0.5, 0, 0}, random);
  ASSERT_GE(seen.size(), 8U);
  ASSERT_TRUE(estimate_of(seen, scene.size).usable);
  for (auto& mark : seen) mark.pixel.x = scene.size.x - mark.pixel.x;  // and not renumbered
  EXPECT_FALSE(estimate_of(seen, scene.size).usable);
}

TEST(Estimate, GuessesAlongATouchlineDoNotPull) {
  PanAndZoom scene;
  scene.focal = 1.6;
  std::mt19937 random(4);
  auto seen = see(scene, 1, {0.5, 0, 0}, random);
  const auto field = field_of(scene.pitch);
  const Mat3 truth = scene.truth(1);
  for (std::size_t i = 0; i < field.landmarks.size(); ++i) {
    if (field.landmarks[i].painted) continue;
    // Five metres off, on the touchline all the same.
    const auto p = project(truth, field.landmarks[i].at + Vec2d{-5, 0});
    if (p && scene.shows(*p)) seen.push_back({static_cast<int>(i), *p, 0.6, 4});
  }
  const auto found = estimate_of(seen, scene.size);
  ASSERT_TRUE(found.usable) << found.why;
  for (const Vec2d m : {Vec2d{-10, 20}, {10, 0}, {5, 30}}) {
    const auto at = project(*inverse(found.fit.h), *project(truth, m));
    ASSERT_TRUE(at);
    EXPECT_LT(distance(*at, m), 0.3) << m.x;
  }
}

TEST(Estimate, TheJackknifeSeesErrorsThatSigmasDeny) {
  PanAndZoom scene;
  scene.focal = 1.2;
  std::mt19937 random(6);
  double truly = 0, told = 0, promised = 0;
  for (int i = 0; i < 60; ++i) {
    std::vector<Correspondence> matches;
    auto seen = see(scene, 0, {4, 0, 0}, random);
    for (auto& mark : seen) mark.sigma_px = 1;  // a quarter of the truth
    to_matches(seen, pitch_options(), {}, scene.size, matches);
    for (auto& match : matches) match.sigma_px = 4, match.weight = 0;
    const CornerFrame frame(scene.size);
    const auto fitted = fit(frame, scene.truth(0), matches, nullptr);
    ASSERT_TRUE(fitted);
    for (auto& match : matches) match.sigma_px = 1, match.weight = 1;
    HomographyFit same = *fitted;
    const auto error =
        held_out_error(frame, same, matches, nullptr, 1, static_cast<int>(matches.size()));
    truly += frame.between(scene.truth(0), fitted->h).squaredNorm();
    told += error.jackknife.trace();
    promised += fitted->cov.trace() / 16;
  }
  EXPECT_GT(told, 0.7 * truly);
  EXPECT_LT(told, 4 * truly);
  EXPECT_LT(promised, 0.2 * truly) << "what the sigmas alone would have said";
}

TEST(Estimate, BehindTheGoalIsFoundToo) {
  PanAndZoom scene;
  scene.ground = {-80, 0};
  scene.height_m = 14;
  scene.focal = 1.5;
  scene.swing = 0;
  std::mt19937 random(4);
  Landmarks seen;
  auto camera = scene.camera(0);
  camera.pan = std::numbers::pi / 2;
  const Mat3 truth = camera.image_from_field(scene.size);
  const auto places = landmarks(scene.pitch);
  for (int i = 0; i < kLandmarks; ++i)
    if (const auto p = project(truth, places[static_cast<std::size_t>(i)]); p && scene.shows(*p))
      seen.push_back({i, *p, 0.9, 1});
  ASSERT_GE(seen.size(), 8U);
  const auto found = estimate_of(seen, scene.size);
  ASSERT_TRUE(found.usable) << found.why;
  const auto at = project(*inverse(found.fit.h), *project(truth, {-30, 5}));
  ASSERT_TRUE(at);
  EXPECT_LT(distance(*at, {-30, 5}), 0.3);
}

}  // namespace
}  // namespace touchline
