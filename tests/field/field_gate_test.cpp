// Who is near a field, by the corners that somebody marked or by a view that was found.
#include "field/field_gate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "field/marked_field.h"

namespace touchline::testing {
namespace {

const std::optional<FieldView> nobody_knows;

TEST(FieldGate, FeetOnTheFieldAndWithinReachAreLetIn) {
  const Vec2d size{1920, 1080};
  const Mat3 h =
      Pinhole{std::log(1.9), 1.5707963267948966, 0.42, 0, {-13, 0.4}, 5}.image_from_field(size);
  std::string text;
  for (const Vec2d& p : corners_in(h)) text += fmt::format("{:.3f},{:.3f} ", p.x, p.y);
  FieldGate gate({small_field(), 2, *parse_corners(text, "", "court")});
  const auto* camera = gate.camera(size, nobody_knows);
  ASSERT_TRUE(camera);
  const auto at = [&](double x, double y) { return gate.admits(*camera, *project(h, {x, y})); };
  EXPECT_TRUE(at(0, 0));
  EXPECT_TRUE(at(8.6, 0));
  EXPECT_TRUE(at(-6, -5));
  EXPECT_FALSE(at(8.8, 0));
  EXPECT_FALSE(at(0, 5.2));
  EXPECT_FALSE(gate.admits(*camera, {960, 5})) << "above the horizon";
  EXPECT_FALSE(gate.camera({100, 1000}, nobody_knows)) << "corners do not fit";
}

TEST(FieldGate, WithoutMarksTheViewThatWasFoundTells) {
  const Vec2d size{1920, 1080};
  std::optional<FieldView> found = FieldView{};
  FieldView& view = *found;
  view.state = CalibrationState::propagated;
  view.size = size;
  view.image_from_field =
      Pinhole{std::log(1.9), 1.5707963267948966, 0.42, 0, {-13, 0.4}, 5}.image_from_field(size);
  view.field_from_image = *inverse(view.image_from_field);
  FieldGate gate({small_field(), 2});
  const auto* camera = gate.camera(size, found);
  ASSERT_TRUE(camera);
  EXPECT_TRUE(gate.admits(*camera, *project(view.image_from_field, {8.6, 0})));
  EXPECT_FALSE(gate.admits(*camera, *project(view.image_from_field, {8.8, 0})));
  EXPECT_FALSE(gate.camera({1280, 720}, found)) << "of a picture of another size";
  EXPECT_FALSE(gate.camera(size, nobody_knows));
  view.state = CalibrationState::lost;
  EXPECT_FALSE(gate.camera(size, found));
}

}  // namespace
}  // namespace touchline::testing
