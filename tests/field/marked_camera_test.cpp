// The camera of marked corners: refined on paint, and lost where the picture shows something else.
#include "field/marked_camera.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "field/marked_field.h"

namespace touchline::testing {
namespace {

const Vec2d kPicture{1920, 1080};

Mat3 true_view() {
  return Pinhole{std::log(1.9), 1.5707963267948966, 0.42, 0, {-13, 0.4}, 5}.image_from_field(
      kPicture);
}

/// Corners that are up to 6 pixels off.
MarkedCameraOptions roughly_marked() {
  const auto exact = corners_in(true_view());
  const Vec2d off[] = {{4, -3}, {-5, 2}, {3, 5}, {-2, -4}};
  std::string text;
  for (std::size_t i = 0; i < 4; ++i)
    text += fmt::format("{},{} ", exact[i].x + off[i].x, exact[i].y + off[i].y);
  MarkedCameraOptions options;
  options.corners = *parse_corners(text, "", "court");
  options.field = small_field();
  return options;
}

double error_of(const FieldView& view) {
  double worst = 0;
  for (const Vec2d at : {Vec2d{-6.7, -3.05}, Vec2d{6.7, 3.05}, Vec2d{2, 0}})
    worst = std::max(worst, distance(*to_image(view, at), *project(true_view(), at)));
  return worst;
}

TEST(MarkedCamera, PaintRefinesWhatAHandHasMarked) {
  LinesInPlace lines(true_view());
  MarkedCamera camera(roughly_marked());
  const auto by_hand = view_of_corners(roughly_marked().corners, small_field(), kPicture, "court");
  ASSERT_TRUE(by_hand);
  EXPECT_GT(error_of(by_hand->view), 3);
  ASSERT_TRUE(camera.update(0, kPicture, false, lines));
  EXPECT_EQ(camera.view().state, CalibrationState::measured);
  EXPECT_LT(error_of(camera.view()), 1);
  EXPECT_GT(camera.view().inliers, 100);
  EXPECT_GT(camera.view().rmse_px, 0);
}

TEST(MarkedCamera, APictureWithoutThePaintIsAnotherCameras) {
  LinesInPlace lines(true_view());
  MarkedCamera camera(roughly_marked());
  ASSERT_TRUE(camera.update(0, kPicture, false, lines));
  lines.in_view = false;
  ASSERT_TRUE(camera.update(kSecond / 25, kPicture, true, lines));
  EXPECT_EQ(camera.view().state, CalibrationState::lost);
  EXPECT_NE(camera.view().why.find("painted lines"), std::string::npos);
  lines.in_view = true;  // no cut was noticed on the way back
  ASSERT_TRUE(camera.update(kSecond / 2, kPicture, false, lines));
  EXPECT_EQ(camera.view().state, CalibrationState::lost);
  ASSERT_TRUE(camera.update(2 * kSecond, kPicture, false, lines));
  EXPECT_EQ(camera.view().state, CalibrationState::measured);
  EXPECT_LT(error_of(camera.view()), 1);
}

TEST(MarkedCamera, PaintIsLookedForNowAndThenAndTheViewStands) {
  LinesInPlace lines(true_view());
  MarkedCamera camera(roughly_marked());
  ASSERT_TRUE(camera.update(0, kPicture, false, lines));
  const Mat3 view = camera.view().image_from_field;
  const int at_first = lines.calls;
  for (int i = 1; i <= 100; ++i)
    ASSERT_TRUE(camera.update(i * kSecond / 25, kPicture, false, lines));
  EXPECT_EQ(lines.calls, at_first + 4);
  EXPECT_EQ(camera.view().image_from_field, view);
}

TEST(MarkedCamera, AnotherSizeOfPictureIsMeasuredAnew) {
  LinesInPlace lines(true_view());
  MarkedCamera camera(roughly_marked());
  const auto refused = camera.update(0, {192, 108}, false, lines);
  ASSERT_FALSE(refused);  // corners in pixels of a larger picture
  EXPECT_EQ(refused.error().code, Errc::bad_config);
}

}  // namespace
}  // namespace touchline::testing
