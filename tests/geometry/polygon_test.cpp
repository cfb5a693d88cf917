// Polygons: what is known of simple shapes, and what no change of order or place may change.
#include "geometry/polygon.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace touchline {
namespace {

const Polygon kSquare = {{0, 0}, {10, 0}, {10, 10}, {0, 10}};
/// An L, whose notch is the square from (4, 4) to (10, 10).
const Polygon kEll = {{0, 0}, {10, 0}, {10, 4}, {4, 4}, {4, 10}, {0, 10}};

/// A star-shaped polygon: sound whatever the radii are.
Polygon random_polygon(std::minstd_rand& random) {
  std::uniform_real_distribution<double> radius(20, 100);
  const int corners = 3 + static_cast<int>(random() % 12);
  Polygon polygon;
  for (int i = 0; i < corners; ++i) {
    const double angle = 2 * 3.14159265358979 * i / corners, r = radius(random);
    polygon.push_back({std::round(r * std::cos(angle)), std::round(r * std::sin(angle))});
  }
  return polygon;
}

TEST(Polygon, KnowsWhatIsInside) {
  EXPECT_TRUE(contains(kSquare, {5, 5}));
  EXPECT_FALSE(contains(kSquare, {-1, 5}));
  EXPECT_FALSE(contains(kSquare, {5, 11}));
  EXPECT_TRUE(contains(kEll, {2, 8}));
  EXPECT_FALSE(contains(kEll, {8, 8})) << "in the notch";
  EXPECT_FALSE(contains(kSquare, {std::nan(""), 5}));
}

TEST(Polygon, APointOnASharedEdgeLiesInOneOfTheTwo) {
  const Polygon right = {{10, 0}, {20, 0}, {20, 10}, {10, 10}};
  for (double y = 0.5; y < 10; ++y)
    EXPECT_NE(contains(kSquare, {10, y}), contains(right, {10, y})) << y;
}

TEST(Polygon, OrderAndPlaceOfTheCornersDoNotMatter) {
  std::minstd_rand random(7);
  std::uniform_real_distribution<double> at(-110, 110);
  for (int round = 0; round < 200; ++round) {
    const Polygon polygon = random_polygon(random);
    Polygon backwards(polygon.rbegin(), polygon.rend()), turned = polygon, moved = polygon;
    std::rotate(turned.begin(), turned.begin() + 1, turned.end());
    for (auto& p : moved) p = p + Vec2d{4096, -512};
    for (int i = 0; i < 50; ++i) {
      const Vec2d p{std::round(at(random)), std::round(at(random))};  // edges and corners are met
      const bool inside = contains(polygon, p);
      EXPECT_EQ(contains(backwards, p), inside);
      EXPECT_EQ(contains(turned, p), inside);
      EXPECT_EQ(contains(moved, p + Vec2d{4096, -512}), inside);
    }
  }
}

TEST(Polygon, ASelfCrossingIsFound) {
  EXPECT_FALSE(crossing(kSquare));
  EXPECT_FALSE(crossing(kEll));
  EXPECT_TRUE(crossing(Polygon{{0, 0}, {10, 10}, {10, 0}, {0, 10}})) << "a bow tie";
  EXPECT_TRUE(crossing(Polygon{{0, 0}, {10, 0}, {5, 0}, {5, 5}})) << "back over itself";
  EXPECT_TRUE(crossing(Polygon{{0, 0}, {10, 0}, {10, 10}, {5, 0}, {0, 10}})) << "touches an edge";
  EXPECT_TRUE(crossing(Polygon{{0, 0}, {5, 5}, {10, 10}})) << "no area";
  EXPECT_FALSE(crossing(Polygon{{0, 0}, {5, 0}, {10, 0}, {10, 10}}))
      << "a corner on a line is fine";
  std::minstd_rand random(3);
  for (int round = 0; round < 200; ++round) EXPECT_FALSE(crossing(random_polygon(random)));
}

TEST(Polygon, TrianglesCoverItOnce) {
  std::minstd_rand random(11);
  std::uniform_real_distribution<double> at(-110, 110);
  std::vector<Polygon> shapes = {kSquare, kEll, {{0, 0}, {5, 0}, {10, 0}, {10, 10}, {0, 10}}};
  for (int i = 0; i < 100; ++i) shapes.push_back(random_polygon(random));
  for (const Polygon& polygon : shapes) {
    const auto pieces = triangles(polygon);
    double area = 0;
    for (const auto& piece : pieces) area += std::abs(signed_area(piece));
    EXPECT_NEAR(area, std::abs(signed_area(polygon)), 1e-6);
    for (int i = 0; i < 50; ++i) {
      const Vec2d p{at(random), at(random)};
      const auto holding = std::count_if(pieces.begin(), pieces.end(),
                                         [&](const auto& piece) { return contains(piece, p); });
      EXPECT_EQ(holding, contains(polygon, p) ? 1 : 0);
    }
  }
}

TEST(Polygon, AnInnerPointIsInsideAndDeep) {
  EXPECT_NEAR(distance(inner_point(kSquare), {5, 5}), 0, 0.1);
  EXPECT_TRUE(contains(kEll, inner_point(kEll)));
  std::minstd_rand random(5);
  for (int round = 0; round < 200; ++round) {
    const Polygon polygon = random_polygon(random);
    EXPECT_TRUE(contains(polygon, inner_point(polygon)));
  }
}

}  // namespace
}  // namespace touchline
