#include "field/paint_check.h"

#include <gtest/gtest.h>

#include "field/calibrator.h"
#include "field/painted_pitch.h"

namespace touchline {
namespace {

using testing::broadcast_view;
using testing::PaintedPitch;
using testing::PitchLook;

constexpr int kWidth = 1280, kHeight = 720;
constexpr Vec2d kSize{kWidth, kHeight};

/// A picture of `painted`, and what the calibrator makes of it when the network is sure to see the
/// landmarks `named` of a full-size pitch where `claimed` puts them.
struct Scene {
  Scene(const Mat3& truth, const PitchSpec& painted) : finder(PitchSpec{}) {
    const Frame frame = PaintedPitch(kWidth, kHeight, truth, PitchLook{}, painted).frame();
    finder.look_at(frame, learn_grass(frame), {});
  }
  FieldView calibrated(const Mat3& claimed) {
    Landmarks seen;
    const auto places = landmarks(PitchSpec{});
    for (int i = 0; i < kLandmarks; ++i) {
      const auto p = project(claimed, places[static_cast<std::size_t>(i)]);
      if (p && p->x > 0 && p->y > 0 && p->x < kWidth && p->y < kHeight)
        seen.push_back({i, *p, 0.9, 1});
    }
    Calibrator calibrator({});
    CalibrationInput input;
    input.size = kSize;
    input.landmarks = &seen;
    input.lines = &finder;
    input.people = people;
    return calibrator.update(input);
  }
  PaintCheck checked(const Mat3& view, int landmarks_that_agree = 4) {
    std::vector<LinePoint> points;
    return check_paint(finder, view, {}, kSize, landmarks_that_agree, {}, points);
  }
  FrameLineFinder finder;
  std::vector<Box> people;
};

TEST(PaintCheck, ConfirmsTheViewThatIsTrue) {
  for (const double pan : {-0.45, 0.0, 0.4}) {
    const Mat3 truth = broadcast_view(kWidth, kHeight, pan, 0.7);
    Scene scene(truth, {});
    const auto check = scene.checked(truth, 9);
    EXPECT_TRUE(check.confirmed) << check.why;
    EXPECT_GT(check.found, 0.85 * check.looked) << pan;
    EXPECT_EQ(check.bare, 0) << pan;
    EXPECT_EQ(scene.calibrated(truth).state, CalibrationState::measured) << pan;
  }
}

TEST(PaintCheck, RefusesViewsThatAreMetresOff) {
  const Mat3 truth = broadcast_view(kWidth, kHeight, -0.3, 0.7);
  Scene scene(truth, {});
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
  FrameLineFinder finder{PitchSpec{}};
  finder.look_at(frame, learn_grass(frame), {});
  std::vector<LinePoint> points;
  const auto check = check_paint(finder, truth, {}, kSize, 20, {}, points);
  EXPECT_FALSE(check.confirmed);
  EXPECT_NE(check.why.find("0 % of the visible markings"), std::string::npos) << check.why;
}

}  // namespace
}  // namespace touchline
