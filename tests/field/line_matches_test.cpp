#include "field/line_matches.h"

#include <gtest/gtest.h>

#include <cmath>

namespace touchline {
namespace {

/// A line's direction and how well it is known without the lens, by what two near points become.
TEST(LineMatches, TheLensTurnsALineAsItTurnsItsPoints) {
  constexpr double kStep = 1e-3;
  for (const double k1 : {-0.17, -0.08, 0.06})
    for (const Vec2d seen : {Vec2d{100, 80}, Vec2d{640, 360}, Vec2d{1100, 650}})
      for (const double angle : {0.2, 1.4, 2.7}) {
        const Lens lens{k1, {640, 360}, std::hypot(640, 360)};
        const Vec2d normal{std::cos(angle), std::sin(angle)}, along{-normal.y, normal.x};
        std::vector<Correspondence> matches;
        append_line_matches(std::vector{LinePoint{seen, normal, {}, 0.5, 0}}, lens, {}, 0, matches);
        const double sigma = std::hypot(0.5, LineMatchOptions{}.sigma_floor_px);
        const Vec2d straight = undistort(lens, seen);
        const Vec2d line = (1 / kStep) * (undistort(lens, seen + kStep * along) - straight),
                    across = (1 / kStep) * (undistort(lens, seen + kStep * normal) - straight);
        EXPECT_LT(std::abs(dot(matches[0].normal, line)), 1e-4 * length(line));
        EXPECT_NEAR(length(matches[0].normal), 1, 1e-12);
        EXPECT_NEAR(matches[0].sigma_px, sigma * std::abs(dot(matches[0].normal, across)), 1e-4);
      }
}

}  // namespace
}  // namespace touchline
