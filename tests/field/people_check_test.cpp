// A pitch of another size that is read as this one makes giants of the people on it.
#include "field/people_check.h"

#include <gtest/gtest.h>

#include "field/claimed_scene.h"

namespace touchline {
namespace {

using namespace testing;

constexpr double kZoom = 0.7;

/// People of about `height_m` here and there.
std::vector<Box> crowd(double pan, double height_m, double reach = 1) {
  std::vector<Box> boxes;
  for (int i = 0; i < 9; ++i)
    boxes.push_back(person_box(kWidth, kHeight, pan, kZoom,
                               {reach * (-16 + 4.0 * i), reach * (-9 + 3.0 * (i % 5))},
                               height_m + 0.02 * (i - 4)));
  return boxes;
}

Mat3 resized(const Mat3& view, double s) { return view * Mat3{{s, 0, 0, 0, s, 0, 0, 0, 1}}; }

TEST(PeopleCheck, PeopleAreAsTallAsTheyAre) {
  for (const double pan : {-0.3, 0.0, 0.25}) {
    const auto height =
        median_height(broadcast_view(kWidth, kHeight, pan, kZoom), {}, kSize, crowd(pan, 1.75), {});
    ASSERT_TRUE(height);
    EXPECT_NEAR(*height, 1.75, 0.03) << pan;
    EXPECT_EQ(giants(height, {}), "");
  }
}

TEST(PeopleCheck, APitchOfAnotherSizeMakesGiantsOrDwarfs) {
  const Mat3 truth = broadcast_view(kWidth, kHeight, 0, kZoom);
  for (const double s : {0.4, 0.6}) {
    const auto height = median_height(resized(truth, s), {}, kSize, crowd(0, 1.75), {});
    ASSERT_TRUE(height);
    EXPECT_NEAR(*height, 1.75 / s, 0.06);
    EXPECT_NE(giants(height, {}).find("pitch.length_m"), std::string::npos);
  }
  EXPECT_NE(giants(median_height(resized(truth, 1.8), {}, kSize, crowd(0, 1.75), {}), {}), "");
}

TEST(PeopleCheck, FewSayNothing) {
  auto boxes = crowd(0, 1.75);
  boxes.resize(4);
  const Mat3 truth = broadcast_view(kWidth, kHeight, 0, kZoom);
  EXPECT_FALSE(median_height(truth, {}, kSize, boxes, {}));
  EXPECT_EQ(giants(std::nullopt, {}), "");
}

/// A court as long to wide as a pitch whose outline and halfway line are a pitch's, with a network
/// that is sure to see a pitch.
TEST(PeopleCheck, ASmallCourtIsNoPitchHoweverSureTheLandmarks) {
  PitchSpec court;
  court.length_m = 42, court.width_m = 27.2;
  court.penalty_area_depth_m = 4, court.penalty_area_width_m = 24;
  court.goal_area_depth_m = 2.5, court.goal_area_width_m = 3.6;
  court.penalty_spot_m = 3, court.circle_radius_m = 2.2, court.goal_width_m = 3;
  const Mat3 truth = broadcast_view(kWidth, kHeight, 0, kZoom), claimed = resized(truth, 0.4);
  const auto calibrated = [&](const Mat3& view, const PitchSpec& painted, double height_m) {
    ClaimedScene scene(view, painted);
    scene.people = crowd(0, height_m);
    return scene.calibrated(claimed);
  };
  const auto small = calibrated(truth, court, 1.75);
  EXPECT_EQ(small.state, CalibrationState::lost);
  EXPECT_NE(small.why.find("tall"), std::string::npos) << small.why;
  // The same picture of a true pitch, on which people are smaller.
  EXPECT_EQ(calibrated(claimed, {}, 0.4 * 1.75).state, CalibrationState::measured);
}

}  // namespace
}  // namespace touchline
