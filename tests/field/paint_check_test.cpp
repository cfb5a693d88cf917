#include "field/paint_check.h"

#include <gtest/gtest.h>

#include "field/claimed_scene.h"
#include "sports/soccer/pitch.h"

namespace touchline {
namespace {

using namespace testing;

TEST(PaintCheck, ConfirmsTheViewThatIsTrue) {
  for (const double pan : {-0.45, 0.0, 0.4}) {
    const Mat3 truth = broadcast_view(kWidth, kHeight, pan, 0.7);
    ClaimedScene scene(truth, {});
    const auto check = scene.checked(truth, 9);
    EXPECT_TRUE(check.confirmed) << check.why;
    EXPECT_GT(check.found, 0.85 * check.looked) << pan;
    EXPECT_EQ(check.bare, 0) << pan;
    EXPECT_EQ(scene.calibrated(truth).state, CalibrationState::measured) << pan;
  }
}

TEST(PaintCheck, RefusesViewsThatAreMetresOff) {
  const Mat3 truth = broadcast_view(kWidth, kHeight, -0.3, 0.7);
  ClaimedScene scene(truth, {});
  for (const Vec2d off : {Vec2d{3, 0}, {0, 2}, {-12, 4}}) {
    const Mat3 shift{{1, 0, off.x, 0, 1, off.y, 0, 0, 1}};
    EXPECT_FALSE(scene.checked(truth * shift, 20).confirmed) << off.x << " " << off.y;
  }
}

TEST(PaintCheck, GrassWithoutLinesIsNoPitch) {
  const Mat3 truth = broadcast_view(kWidth, kHeight, 0, 0.7);
  PitchLook bare;
  bare.paint = bare.grass;
  const Frame frame = PaintedPitch(kWidth, kHeight, truth, bare).frame();
  FrameLineFinder finder{field_of({})};
  finder.look_at(frame, learn_grass(frame), {});
  std::vector<LinePoint> points;
  const auto check = check_paint(finder, truth, {}, kSize, 20, {}, points);
  EXPECT_FALSE(check.confirmed);
  EXPECT_NE(check.why.find("0 % of the visible markings"), std::string::npos) << check.why;
}

}  // namespace
}  // namespace touchline
