// Four corners marked by hand: which is which, what camera they tell, and what is refused.
#include "field/marked_corners.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "field/marked_field.h"

namespace touchline::testing {
namespace {

using ::testing::HasSubstr;

std::string text_of(const std::array<Vec2d, 4>& p) {
  std::string text;
  for (const Vec2d& each : p) text += fmt::format("{:.4f},{:.4f} ", each.x, each.y);
  return text;
}

Result<CornerView> view_from(const std::array<Vec2d, 4>& pixels, Vec2d size) {
  TL_ASSIGN(const auto marked, parse_corners(text_of(pixels), "", "court"));
  return view_of_corners(marked, small_field(), size, "court");
}

struct Standpoint {
  const char* name;
  Pinhole camera;
};

/// Cameras behind an end (x < 0), beside the field and behind a corner; phone and long lens.
std::vector<Standpoint> standpoints() {
  constexpr double kQuarter = 1.5707963267948966;
  return {{"behind the end", {std::log(1.9), kQuarter, 0.42, 0, {-13, 0.4}, 5}},
          {"long lens", {std::log(3.1), kQuarter - 0.003, 0.33, 0.004, {-24, -0.1}, 8.3}},
          {"beside", {std::log(1.2), 0.05, 0.4, -0.01, {0.7, -9}, 4}},
          {"low behind a corner", {std::log(1.5), 1.1, 0.17, 0.01, {-12, -7}, 2.2}}};
}

TEST(MarkedCorners, AnExactCameraIsFoundFromWhereverItStands) {
  for (const Vec2d size : {Vec2d{1920, 1080}, Vec2d{1080, 1920}})
    for (const auto& [name, camera] : standpoints()) {
      const Mat3 h = camera.image_from_field(size);
      auto seen = corners_in(h);
      std::swap(seen[1], seen[2]);  // in no order
      const auto found = view_from(seen, size);
      ASSERT_TRUE(found) << name << ": " << found.error().message;
      EXPECT_NEAR(found->camera.log_focal, camera.log_focal, 0.02) << name;
      EXPECT_NEAR(found->camera.height_m, camera.height_m, 0.1 * camera.height_m) << name;
      for (const Vec2d at : {Vec2d{-6.7, -3.05}, Vec2d{6.7, 3.05}, Vec2d{0, 0}, Vec2d{-2, 1.5}}) {
        const auto there = to_image(found->view, at);
        ASSERT_TRUE(there) << name;
        EXPECT_LT(distance(*there, *project(h, at)), 0.5) << name << " " << at.x << " " << at.y;
      }
    }
}

TEST(MarkedCorners, TheirOrderChangesNothing) {
  const Vec2d size{1920, 1080};
  auto order = corners_in(standpoints()[0].camera.image_from_field(size));
  const auto first = view_from(order, size);
  ASSERT_TRUE(first);
  std::array<int, 4> which = {0, 1, 2, 3};
  const auto given = order;
  do {
    for (std::size_t i = 0; i < 4; ++i) order[i] = given[static_cast<std::size_t>(which[i])];
    const auto again = view_from(order, size);
    ASSERT_TRUE(again);
    for (std::size_t i = 0; i < 9; ++i)
      EXPECT_NEAR(again->view.image_from_field.m[i] / first->view.image_from_field.m[8],
                  first->view.image_from_field.m[i] / first->view.image_from_field.m[8], 1e-6);
  } while (std::next_permutation(which.begin(), which.end()));
}

TEST(MarkedCorners, MarkedBadlyByAFewPixelsTheyStillTellTheirCamera) {
  const Vec2d size{1920, 1080};
  const Pinhole camera = standpoints()[0].camera;
  auto seen = corners_in(camera.image_from_field(size));
  const Vec2d off[] = {{3, -2}, {-4, 1}, {2, 3}, {-1, -3}};
  for (std::size_t i = 0; i < 4; ++i) seen[i] = seen[i] + off[i];
  const auto found = view_from(seen, size);
  ASSERT_TRUE(found) << found.error().message;
  const auto middle = to_image(found->view, {0, 0});
  ASSERT_TRUE(middle);
  EXPECT_LT(distance(*middle, *project(camera.image_from_field(size), {0, 0})), 6);
  // What the view says of its own error covers it.
  const auto at = to_field(found->view, *project(camera.image_from_field(size), {3, 1}), 0);
  ASSERT_TRUE(at);
  EXPECT_LT(distance(at->m, {3, 1}), 3 * at->cov.sigma());
  EXPECT_LT(at->cov.sigma(), 0.3);
}

TEST(MarkedCorners, MarkedInAnotherSizeTheyAreScaledOnBothAxes) {
  const Vec2d size{1920, 1080};
  const auto seen = corners_in(standpoints()[0].camera.image_from_field(size));
  auto small = seen;
  for (Vec2d& p : small) p = {p.x * 852 / 1920, p.y * 480 / 1080};
  const auto marked = parse_corners(text_of(small), "852x480", "court");
  ASSERT_TRUE(marked) << marked.error().message;
  const auto found = view_of_corners(*marked, small_field(), size, "court");
  ASSERT_TRUE(found) << found.error().message;
  const auto direct = view_from(seen, size);
  ASSERT_TRUE(direct);
  for (const Vec2d at : {Vec2d{-6.7, -3.05}, Vec2d{6.7, 3.05}})
    EXPECT_LT(distance(*to_image(found->view, at), *to_image(direct->view, at)), 0.01);

  const auto turned = view_of_corners(*marked, small_field(), {1080, 1920}, "court");
  ASSERT_FALSE(turned);
  EXPECT_THAT(turned.error().message, HasSubstr("court.picture"));
  EXPECT_THAT(turned.error().message, HasSubstr("852x480"));
}

TEST(MarkedCorners, WhatIsNoFourCornersIsRefusedByTheSettingsName) {
  const std::pair<const char*, const char*> wrong[] = {
      {"1,2 3,4 5,6", "not four corners"},
      {"1,2 3,4 5,6 7,8 9,10", "not four corners"},
      {"1,2 3,4 5,6 7,x", "not four corners"},
      {"1,2 3,4 5,6 7,inf", "not four corners"},
      {"100,100 900,100 100,100.5 900,600", "corners 1 and 3 are the same point"},
      {"100,100 900,100 500,200 500,900", "convex"},
      {"100,100 500,100 900,100 500,600", "convex"},
  };
  for (const auto& [text, what] : wrong) {
    const auto marked = parse_corners(text, "", "court");
    ASSERT_FALSE(marked) << text;
    EXPECT_EQ(marked.error().code, Errc::bad_config);
    EXPECT_THAT(marked.error().message, HasSubstr("court.corners")) << text;
    EXPECT_THAT(marked.error().message, HasSubstr(what)) << text;
  }
  const auto size = parse_corners("100,100 900,100 900,600 100,600", "big", "court");
  ASSERT_FALSE(size);
  EXPECT_THAT(size.error().message, HasSubstr("court.picture"));
}

TEST(MarkedCorners, WhatNoCameraSeesIsRefused) {
  const Vec2d size{1920, 1080};
  const std::pair<std::array<Vec2d, 4>, const char*> wrong[] = {
      {{{{900, 500}, {940, 500}, {950, 520}, {890, 520}}}, "of the 1920x1080 picture"},
      {{{{100, 100}, {900, 100}, {9000, 800}, {50, 800}}}, "too far outside"},
      {{{{400, 200}, {700, 900}, {1800, 950}, {500, 120}}}, "no camera"},
  };
  for (const auto& [corners, what] : wrong) {
    const auto found = view_from(corners, size);
    ASSERT_FALSE(found) << what;
    EXPECT_THAT(found.error().message, HasSubstr("court.corners"));
    EXPECT_THAT(found.error().message, HasSubstr(what));
  }
}

TEST(MarkedCorners, TwoMayLieOutsideThePicture) {
  const Vec2d size{1920, 1080};
  const Pinhole near{std::log(1.3), 1.5707963267948966, 0.25, 0, {-9.5, 0.2}, 2.6};
  const Mat3 h = near.image_from_field(size);
  const auto seen = corners_in(h);
  ASSERT_TRUE(std::any_of(seen.begin(), seen.end(), [](Vec2d p) { return p.y > 1080; }));
  const auto found = view_from(seen, size);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_LT(distance(*to_image(found->view, {2, 1}), *project(h, {2, 1})), 0.5);
}

}  // namespace
}  // namespace touchline::testing
