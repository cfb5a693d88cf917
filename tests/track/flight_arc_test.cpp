// A flight in space from one camera: known flights come out, with an honest word on how well.
#include "track/flight_arc.h"

#include <gtest/gtest.h>

#include "track/flight_scene.h"

namespace touchline {
namespace {

using testing::Ballistics;
using testing::Chance;
using testing::Point3;
using testing::SceneCamera;

/// SceneCamera as a matrix.
Projection matrix_of(const SceneCamera& camera) {
  const double c = std::cos(camera.down), s = std::sin(camera.down);
  Eigen::Matrix3d lens, turn;
  lens << camera.focal, 0, camera.width / 2, 0, camera.focal, camera.height / 2, 0, 0, 1;
  turn << 1, 0, 0, 0, -s, -c, 0, c, -s;
  Projection projection;
  projection.leftCols<3>() = lens * turn;
  projection.col(3) = -lens * turn * Eigen::Vector3d(camera.at[0], camera.at[1], camera.at[2]);
  return projection;
}

struct Shot {
  Point3 from, to;
  double seconds;
};
std::vector<FlightPoint> points_of(const Shot& shot, double noise_px, double fps = 50) {
  const Ballistics drag;
  const Point3 v = drag.strike(shot.from, shot.to, shot.seconds);
  Chance chance(4);
  std::vector<FlightPoint> points;
  for (int i = 0; i / fps < shot.seconds; ++i) {
    Vec2f at = SceneCamera()(drag.after(shot.from, v, i / fps));
    at.x += static_cast<float>(noise_px * chance.normal());
    at.y += static_cast<float>(noise_px * chance.normal());
    points.push_back({from_seconds(3 + i / fps), i, at, at});
  }
  return points;
}

double apart(const Eigen::Vector3d& a, const Point3& b) {
  return (a - Eigen::Vector3d(b[0], b[1], b[2])).norm();
}

const Shot kShots[] = {{{0.5, -5, 1.6}, {1, 5, 2.5}, 1.6},
                       {{1, 5, 2.5}, {-1.5, -5, 2.4}, 1.5},
                       {{-1, 5.2, 2.6}, {1.5, -4, 0.7}, 0.55},
                       {{0.5, 2.2, 1.0}, {1.2, -2, 1.1}, 0.7}};

TEST(FlightArc, IsExactWhereThePointsAre) {
  for (const auto& shot : kShots) {
    const auto points = points_of(shot, 0);
    const auto arc = fit_arc(points, matrix_of({}), 6.8);
    ASSERT_TRUE(arc);
    EXPECT_LT(arc->error_px, 0.01);
    EXPECT_LT(apart(arc->from_m, shot.from), 0.02);
    const auto end = arc->at(points.front().pts_ns + from_seconds(shot.seconds));
    EXPECT_LT(apart(end.at_m, shot.to), 0.02);
  }
}

TEST(FlightArc, KnowsHowWellItIsKnown) {
  for (const auto& shot : kShots) {
    const auto arc = fit_arc(points_of(shot, 0.7), matrix_of({}), 6.8);
    ASSERT_TRUE(arc);
    EXPECT_NEAR(arc->error_px, 0.65, 0.2);
    EXPECT_LT(apart(arc->from_m, shot.from), 4 * arc->sigma_m);
    EXPECT_LT(arc->sigma_m, 1);
  }
}

TEST(FlightArc, AFewWrongPointsDoNotMoveIt) {
  auto points = points_of(kShots[0], 0.5);
  points[10].pixel.x += 60;
  points[40].pixel.y -= 90;
  const auto arc = fit_arc(points, matrix_of({}), 6.8);
  ASSERT_TRUE(arc);
  EXPECT_LT(apart(arc->from_m, kShots[0].from), 0.5);
}

TEST(FlightArc, AnotherDragFitsWorse) {
  const auto points = points_of(kShots[1], 0.3);
  const auto right = fit_arc(points, matrix_of({}), 6.8),
             wrong = fit_arc(points, matrix_of({}), 20);
  ASSERT_TRUE(right);
  ASSERT_TRUE(wrong);
  EXPECT_GT(wrong->error_px, 3 * right->error_px);
}

TEST(FlightArc, TooFewPointsAreNothing) {
  const auto points = points_of(kShots[0], 0);
  EXPECT_FALSE(fit_arc(std::span(points).first(4), matrix_of({}), 6.8));
}

/// The ground of a whole camera is that of its homography, and up is up.
TEST(FlightArc, APinholesProjectionHoldsItsGround) {
  const Pinhole camera{0.4, 0.2, 0.3, 0.02, {3, -30}, 9};
  const Vec2d size{1280, 720};
  const Projection projection = projection_of(camera, size);
  const Mat3 ground = camera.image_from_field(size);
  for (const Vec2d at : {Vec2d{0, 0}, Vec2d{10, 5}, Vec2d{-4, -8}}) {
    const auto want = project(ground, at);
    const Eigen::Vector3d seen = projection * Eigen::Vector4d(at.x, at.y, 0, 1);
    ASSERT_TRUE(want);
    EXPECT_NEAR(seen[0] / seen[2], want->x, 1e-6);
    EXPECT_NEAR(seen[1] / seen[2], want->y, 1e-6);
    const Eigen::Vector3d above = projection * Eigen::Vector4d(at.x, at.y, 2, 1);
    EXPECT_LT(above[1] / above[2], want->y);
  }
  // The camera's own place is seen nowhere.
  EXPECT_LT((projection * Eigen::Vector4d(3, -30, 9, 1)).norm(), 1e-6 * projection.norm());
}

}  // namespace
}  // namespace touchline
