// The court by the laws of the game.
#include "sports/badminton/court.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace touchline::badminton {
namespace {

double distance_to(const Marking& line, Vec2d p) {
  const Vec2d way = line.b - line.a;
  const double u = std::clamp(dot(p - line.a, way) / dot(way, way), 0.0, 1.0);
  return distance(p, line.a + u * way);
}

TEST(Court, TheOutlineHasTheLawsSizeAndPaintLiesInsideIt) {
  const FieldSpec court = court_field();
  EXPECT_DOUBLE_EQ(court.length_m, 13.40);
  EXPECT_DOUBLE_EQ(court.width_m, 6.10);
  ASSERT_EQ(court.markings.size(), 12U);
  double most_x = 0, most_y = 0;
  for (const Marking& line : court.markings)
    for (const Vec2d p : {line.a, line.b}) {
      most_x = std::max(most_x, std::abs(p.x));
      most_y = std::max(most_y, std::abs(p.y));
    }
  EXPECT_NEAR(most_x + kPaint_m / 2, 6.70, 1e-12);
  EXPECT_NEAR(most_y + kPaint_m / 2, 3.05, 1e-12);
}

/// The parts of half a court as the laws' diagram adds them up, lines apart.
TEST(Court, ThePartsBetweenTheLinesAddUp) {
  const FieldSpec court = court_field();
  const auto x_of = [&](std::size_t landmark) { return court.landmarks[landmark].at.x; };
  EXPECT_NEAR(x_of(15) - kPaint_m / 2, 1.98, 1e-12);         // net to short service line
  EXPECT_NEAR(x_of(20) - x_of(15) - kPaint_m, 3.88, 1e-12);  // to the long service line
  EXPECT_NEAR(x_of(25) - x_of(20), 0.76, 1e-12);             // outer edge to outer edge
  const auto y_of = [&](std::size_t landmark) { return court.landmarks[landmark].at.y; };
  EXPECT_NEAR(y_of(0) - y_of(1), 0.46, 1e-12);
  EXPECT_NEAR(2 * (y_of(1) + kPaint_m / 2), 5.18, 1e-12);
}

TEST(Court, EveryLandmarkIsACrossingAndItsMirrorImageAcrossTheCourt) {
  const FieldSpec court = court_field();
  ASSERT_EQ(court.landmarks.size(), 35U);
  for (std::size_t i = 0; i < court.landmarks.size(); ++i) {
    const FieldLandmark& landmark = court.landmarks[i];
    EXPECT_EQ(landmark.painted, i < 32);
    EXPECT_EQ(landmark.name.empty(), i >= 32) << "support points, which nobody marks";
    const auto on = std::count_if(court.markings.begin(), court.markings.end(), [&](const auto& m) {
      return distance_to(m, landmark.at) < 1e-9;
    });
    EXPECT_GE(on, i < 30 ? 2 : i == 33 ? 0 : 1) << landmark.name;
    EXPECT_TRUE(i < 30 || landmark.at.x == 0);
    const auto& mirrored = court.landmarks[static_cast<std::size_t>(landmark.mirrored)];
    EXPECT_EQ(mirrored.at.x, landmark.at.x) << landmark.name;
    EXPECT_EQ(mirrored.at.y, -landmark.at.y) << landmark.name;
  }
}

TEST(Court, TheNetSagsBetweenItsPosts) {
  EXPECT_DOUBLE_EQ(net_height_m(0), 1.524);
  EXPECT_DOUBLE_EQ(net_height_m(3.05), 1.55);
  EXPECT_DOUBLE_EQ(net_height_m(-3.05), 1.55);
  EXPECT_LT(net_height_m(1), net_height_m(2));
}

TEST(Court, BeyondItIsMeasuredFromTheOuterEdge) {
  EXPECT_EQ(beyond_court_m({6.7, -3.05}), 0);
  EXPECT_DOUBLE_EQ(beyond_court_m({0, 4.05}), 1);
  EXPECT_DOUBLE_EQ(beyond_court_m({-9.7, 7.05}), 5);
}

TEST(Court, ItsSizeIsNoSetting) {
  const PackKeys none{"pack.yaml", {}};
  EXPECT_TRUE(pack_field(none, {}));
  const auto other = pack_field(none, {0, 5.18});
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().message.find("pitch.width_m"), std::string::npos);
  const PackKeys unknown{"pack.yaml", {{"pitch", {"", 7}}}};
  const auto refused = pack_field(unknown, {});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("pack.yaml:7"), std::string::npos);
}

}  // namespace
}  // namespace touchline::badminton
