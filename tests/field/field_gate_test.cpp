// Who is near a field by the corners that somebody marked.
#include "field/field_gate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "field/marked_field.h"

namespace touchline::testing {
namespace {

TEST(FieldGate, FeetOnTheFieldAndWithinReachAreLetIn) {
  const Vec2d size{1920, 1080};
  const Mat3 h =
      Pinhole{std::log(1.9), 1.5707963267948966, 0.42, 0, {-13, 0.4}, 5}.image_from_field(size);
  std::string text;
  for (const Vec2d& p : corners_in(h)) text += fmt::format("{:.3f},{:.3f} ", p.x, p.y);
  FieldGate gate({*parse_corners(text, "", "court"), small_field(), "court", 2});
  const auto at = [&](double x, double y) { return *gate.admits(*project(h, {x, y}), size); };
  EXPECT_TRUE(at(0, 0));
  EXPECT_TRUE(at(8.6, 0));
  EXPECT_TRUE(at(-6, -5));
  EXPECT_FALSE(at(8.8, 0));
  EXPECT_FALSE(at(0, 5.2));
  EXPECT_FALSE(*gate.admits({960, 5}, size)) << "above the horizon";
  const auto refused = gate.admits({10, 10}, {100, 1000});
  EXPECT_FALSE(refused);
}

}  // namespace
}  // namespace touchline::testing
