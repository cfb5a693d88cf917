#include "kernels/field_points.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace touchline {
namespace {

/// A camera high on the near side: pixels of 1920 x 1080 to metres, w positive below the horizon.
Mat3 broadcast_view() {
  // Field to picture: what a pinhole 25 m up and 60 m back sees, panned a little.
  const Mat3 to_image{{1500, 260, 57600, -60, -330, 25500, 0.02, 0.93, 60}};
  Mat3 to_field = *inverse(to_image);
  const double w = to_field(2, 0) * 960 + to_field(2, 1) * 540 + to_field(2, 2);
  if (w < 0)
    for (double& value : to_field.m) value = -value;
  return to_field;
}

class Lists {
 public:
  explicit Lists(std::size_t count) : x(count), y(count), out_x(count, 7), out_y(count, 7) {}
  void project(const Mat3& h, Vec2d centre) {
    project_points(
        {make_field_projection(h, centre), x.data(), y.data(), out_x.data(), out_y.data()},
        static_cast<int>(x.size()));
  }
  std::vector<float> x, y, out_x, out_y;
};

TEST(FieldPoints, EveryCountAgreesWithFloat64) {
  const Mat3 h = broadcast_view();
  std::mt19937 random(3);
  std::uniform_real_distribution<float> across(0, 1920), down(300, 1080);
  for (const std::size_t count : {0, 1, 15, 16, 17, 22, 31, 32, 33, 64, 65, 300}) {
    Lists points(count);
    for (std::size_t i = 0; i < count; ++i)
      points.x[i] = across(random), points.y[i] = down(random);
    points.project(h, {960, 540});
    for (std::size_t i = 0; i < count; ++i) {
      const auto truth = project(h, {points.x[i], points.y[i]});
      ASSERT_TRUE(truth);
      EXPECT_NEAR(points.out_x[i], truth->x, 1e-3) << i << " of " << count;
      EXPECT_NEAR(points.out_y[i], truth->y, 1e-3) << i << " of " << count;
    }
  }
}

TEST(FieldPoints, NoPlaceIsNotTheOrigin) {
  // w = y - 100: the horizon is the line y = 100, and above it the plane is behind the camera.
  const Mat3 h{{1, 0, 0, 0, 1, 0, 0, 1, -100}};
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (const std::size_t count : {5, 22}) {
    Lists points(count);
    const float x[] = {3, 3, 3, nan, 3}, y[] = {100, 99, 101, 200, nan};
    for (std::size_t i = 0; i < count; ++i) points.x[i] = x[i % 5], points.y[i] = y[i % 5];
    points.project(h, {0, 300});
    for (std::size_t i = 0; i < count; ++i) {
      EXPECT_EQ(std::isnan(points.out_x[i]), i % 5 != 2) << i;
      EXPECT_EQ(std::isnan(points.out_y[i]), i % 5 != 2) << i;
    }
    EXPECT_NEAR(points.out_x[2], 3, 1e-3);
    EXPECT_NEAR(points.out_y[2], 101, 1e-2);
  }
}

TEST(FieldPoints, ASingularMapPlacesNobody) {
  Lists points(22);
  points.project(Mat3{{0, 0, 0, 0, 0, 0, 0, 0, 0}}, {0, 0});
  for (const float value : points.out_x) EXPECT_TRUE(std::isnan(value));
}

}  // namespace
}  // namespace touchline
