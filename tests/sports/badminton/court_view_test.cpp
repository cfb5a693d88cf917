// Where a camera looks, from the court's landmarks as a network would see them.
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include "field/estimate.h"
#include "sports/badminton/court.h"

namespace touchline::badminton {
namespace {

constexpr Vec2d kPicture{1920, 1080};

EstimateOptions on_the_court() {
  EstimateOptions options;
  options.field = court_field();
  options.camera = camera_behind_end(options.field);
  return options;
}

/// Looks at `at` on the floor; `focal` in half diagonals.
Mat3 camera_at(Vec2d ground, double height_m, Vec2d at, double focal) {
  Pinhole camera;
  const Vec2d ahead = at - ground;
  camera.log_focal = std::log(focal);
  camera.pan = std::atan2(ahead.x, ahead.y);
  camera.tilt = std::atan2(height_m, length(ahead));
  camera.ground = ground;
  camera.height_m = height_m;
  return camera.image_from_field(kPicture);
}

/// Landmarks in the picture, off by `noise_px`; of every `one_in` the first is anywhere.
Landmarks landmarks_in(const Mat3& truth, double noise_px, int one_in, std::mt19937& random) {
  std::normal_distribution<double> noise(0, noise_px);
  std::uniform_real_distribution<double> share(0, 1);
  const FieldSpec court = court_field();
  Landmarks seen;
  for (std::size_t i = 0; i < court.landmarks.size(); ++i) {
    const auto p = project(truth, court.landmarks[i].at);
    if (!p || p->x < 0 || p->y < 0 || p->x >= kPicture.x || p->y >= kPicture.y) continue;
    const double dx = noise(random), dy = noise(random), x = share(random), y = share(random);
    const bool wrong = static_cast<int>(i) % one_in == 0;
    seen.push_back({static_cast<int>(i),
                    wrong ? Vec2d{x * kPicture.x, y * kPicture.y} : *p + Vec2d{dx, dy}, 0.9, 3});
  }
  return seen;
}

TEST(CourtView, CamerasBehindAnEndAtACornerAndBesideAreFound) {
  struct Case {
    std::string name;
    Mat3 truth;
    double within_px;
  };
  const std::vector<Case> cases = {
      {"broadcast", camera_at({-24, 0.3}, 9, {0, 0}, 2.1), 6},
      {"phone behind", camera_at({-11.5, -1}, 2.2, {-1, 0}, 0.9), 12},
      {"a corner", camera_at({-10, 6}, 3, {0, 0}, 0.9), 12},
      {"beside", camera_at({-1.5, -11}, 4, {0, 0}, 0.8), 12},
  };
  std::mt19937 random(3);
  for (const Case& of : cases)
    for (int run = 0; run < 5; ++run) {
      const Landmarks seen = landmarks_in(of.truth, 2, 7, random);
      ASSERT_GE(seen.size(), 20U) << of.name;
      std::vector<Correspondence> matches;
      const EstimateOptions options = on_the_court();
      to_matches(seen, options, {}, kPicture, matches);
      const Estimate found = estimate(matches, options, kPicture);
      ASSERT_TRUE(found.usable) << of.name << ": " << found.why;
      for (const double x : {-1.0, 1.0})
        for (const double y : {-1.0, 1.0}) {
          const Vec2d corner{x * kLength_m / 2, y * kWidth_m / 2};
          EXPECT_LT(distance(project_any(found.fit.h, corner), project_any(of.truth, corner)),
                    of.within_px)
              << of.name << " corner " << x << ' ' << y;
        }
    }
}

TEST(CourtView, LandmarksAnywhereAreNoView) {
  std::mt19937 random(9);
  std::uniform_real_distribution<double> share(0, 1);
  const EstimateOptions options = on_the_court();
  int invented = 0;
  for (int run = 0; run < 60; ++run) {
    Landmarks seen;
    for (int i = 0; i < 9; ++i)
      seen.push_back({static_cast<int>(share(random) * 32),
                      {share(random) * kPicture.x, share(random) * kPicture.y},
                      0.5,
                      3});
    std::vector<Correspondence> matches;
    to_matches(seen, options, {}, kPicture, matches);
    invented += estimate(matches, options, kPicture).usable;
  }
  EXPECT_EQ(invented, 0);
}

}  // namespace
}  // namespace touchline::badminton
