#include "field/lens_fit.h"

#include <gtest/gtest.h>

#include "field/pan_and_zoom.h"

namespace touchline {
namespace {

/// Places of the pitch every few metres, as a picture shows them through `lens`.
std::vector<PointPair> seen_through(const test::PanAndZoom& scene, const Lens& lens) {
  std::vector<PointPair> pairs;
  for (double x = -50; x <= 50; x += 10)
    for (double y = -34; y <= 34; y += 8.5) {
      const auto at = project(scene.truth(0), {x, y});
      if (at && scene.shows(*at)) pairs.push_back({{x, y}, distort(lens, *at)});
    }
  return pairs;
}

StraightMatches matches_of(const std::vector<PointPair>& pairs, bool lines) {
  return [&pairs, lines](const Lens& lens, std::vector<Correspondence>& out) {
    out.clear();
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      Correspondence match;
      match.field = pairs[i].from;
      match.pixel = undistort(lens, pairs[i].to);
      if (lines) match.normal = i % 2 ? Vec2d{0, 1} : Vec2d{0.8, -0.6};
      out.push_back(match);
    }
  };
}

test::PanAndZoom wide_scene() {
  test::PanAndZoom scene;
  scene.focal = 0.95, scene.height_m = 25, scene.tilt = 0.38, scene.zoom = 0;
  return scene;
}

TEST(LensFit, FindsViewAndLensFromAStraightStart) {
  const auto scene = wide_scene();
  const CornerFrame frame(scene.size);
  std::vector<Correspondence> scratch;
  for (const bool lines : {false, true})
    for (const double k1 : {-0.2, -0.07, 0.0, 0.05}) {
      const Lens lens{k1, 0.5 * scene.size, length(scene.size) / 2};
      const auto pairs = seen_through(scene, lens);
      const Lens near{k1 + 0.05, lens.centre, lens.half_diagonal};
      constexpr double kWide[] = {30, 8, 3};
      const auto start = direct_linear_transform(pairs);
      ASSERT_TRUE(start);
      const auto found =
          fit_with_lens(frame, *start, near, matches_of(pairs, lines), kWide, scratch);
      ASSERT_TRUE(found) << k1;
      EXPECT_NEAR(found->lens.k1, k1, 1e-4);
      for (const auto& pair : pairs)
        EXPECT_LT(distance(distort(found->lens, project_any(found->h, pair.from)), pair.to), 0.05);
      EXPECT_EQ(found->points + found->lines, static_cast<int>(pairs.size()));
    }
}

TEST(LensFit, TooFewMatchesAreNoLens) {
  const auto scene = wide_scene();
  const Lens lens{0, 0.5 * scene.size, length(scene.size) / 2};
  auto pairs = seen_through(scene, lens);
  pairs.resize(4);
  std::vector<Correspondence> scratch;
  EXPECT_FALSE(fit_with_lens(CornerFrame(scene.size), scene.truth(0), lens,
                             matches_of(pairs, false), {}, scratch));
}

}  // namespace
}  // namespace touchline
