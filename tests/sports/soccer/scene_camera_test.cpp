// Cameras project as geometry says, follow the ball smoothly, and truth boxes stand on feet.
#include "sports/soccer/scene/match_camera.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "sports/soccer/picture_size.h"
#include "sports/soccer/scene/truth.h"

namespace touchline::testing {
namespace {

Match short_match() {
  MatchOptions o;
  o.seconds = 40;
  return Match(o);
}

constexpr CameraKind kKinds[] = {CameraKind::broadcast, CameraKind::wide, CameraKind::tactical,
                                 CameraKind::behind_goal};

TEST(Camera, AnswersKnownByHand) {
  // 10 m above the ground, 45 degrees down: the middle of the picture is 10 m ahead.
  Camera c;
  c.position = {3, -20, 10};
  c.tilt_rad = std::numbers::pi / 4;
  c.focal = 1;
  const auto middle = c.project({3, -10, 0}, kW, kH);
  ASSERT_TRUE(middle);
  EXPECT_NEAR(middle->x, 640, 1e-9);
  EXPECT_NEAR(middle->y, 360, 1e-9);
  // A point 1 m to the right of it is 10 sqrt(2) m away: f / 14.142 pixels.
  EXPECT_NEAR(c.project({4, -10, 0}, kW, kH)->x, 640 + 1280 / (10 * std::numbers::sqrt2), 1e-9);
  EXPECT_LT(c.project({3, -10, 1}, kW, kH)->y, 360) << "up is up";
  EXPECT_FALSE(c.project({3, -40, 0}, kW, kH)) << "behind the camera";
  EXPECT_FALSE(c.ground_at({640, -1000}, kW, kH)) << "above the horizon";
}

TEST(Camera, HomographyAgreesWithProjection) {
  const Match match = short_match();
  for (const CameraKind kind : kKinds) {
    const Camera c = camera_at({kind, 0, 0, 3}, match, 12.3);
    const Mat3 h = c.image_from_field(kW, kH);
    int seen = 0;
    for (const Vec2d m : landmarks(match.options().pitch)) {
      const auto a = project(h, m);
      const auto b = c.project({m.x, m.y, 0}, kW, kH);
      ASSERT_EQ(a.has_value(), b.has_value());
      if (!a) continue;
      ++seen;
      EXPECT_NEAR(a->x, b->x, 1e-6);
      EXPECT_NEAR(a->y, b->y, 1e-6);
      EXPECT_LT(distance(*c.ground_at(*b, kW, kH), m), 1e-6);
    }
    EXPECT_GT(seen, 10);
  }
}

TEST(Camera, DistortionGoesThereAndBack) {
  const Match match = short_match();
  const Camera c = camera_at({CameraKind::wide, 0, -0.12, 1}, match, 0);
  for (const Vec2d p : {Vec2d{5, 5}, Vec2d{640, 360}, Vec2d{1200, 300}}) {
    EXPECT_LT(distance(c.distorted(c.undistorted(p, kW, kH), kW, kH), p), 1e-3);
  }
  Camera ahead;
  ahead.k1 = -0.1;
  EXPECT_TRUE(ahead.project({0.5, 1, 0}, kW, kH));
  EXPECT_FALSE(ahead.project({2, 1, 0}, kW, kH)) << "folded back into the picture";
  EXPECT_NEAR(c.distorted({640 + 640, 360 + 360}, kW, kH).x, 640 + 0.88 * 640, 1e-9);
}

TEST(Camera, TheWideOneSeesTheWholePitch) {
  const Match match = short_match();
  const Camera c = camera_at({CameraKind::wide}, match, 0);
  for (const Vec2d m : landmarks(match.options().pitch)) {
    const auto p = c.project({m.x, m.y, 0}, kW, kH);
    ASSERT_TRUE(p);
    EXPECT_GT(p->x, 0) << m.x << " " << m.y;
    EXPECT_LT(p->x, kW) << m.x << " " << m.y;
    EXPECT_GT(p->y, 0) << m.x << " " << m.y;
    EXPECT_LT(p->y, kH) << m.x << " " << m.y;
  }
}

TEST(Camera, TheBroadcastFollowsTheBallSmoothly) {
  const Match match = short_match();
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const CameraOptions o{CameraKind::broadcast, 0, 0, seed};
    int frames = 0, with_ball = 0;
    double last_step = 0;
    for (double t = 0.04; t < 39; t += 0.04) {
      const Camera a = camera_at(o, match, t - 0.04), b = camera_at(o, match, t);
      const double step = b.pan_rad - a.pan_rad;
      EXPECT_LT(std::abs(step) / 0.04, 0.6) << t;
      EXPECT_LT(std::abs(step - last_step), 0.006) << t;
      last_step = step;
      const TrueView view = true_view(match.at(t), b, kW, kH);
      ++frames;
      with_ball += view.ball.w > 0;
    }
    EXPECT_GT(with_ball, 0.95 * frames);
  }
}

TEST(Truth, BoxesStandOnFeetAndAreAsTallAsPeople) {
  const Match match = short_match();
  for (const CameraKind kind : kKinds) {
    const Camera c = camera_at({kind}, match, 20);
    const MatchState s = match.at(20);
    const TrueView view = true_view(s, c, kW, kH);
    EXPECT_GT(view.people.size(), 3U);
    for (const TrueBox& b : view.people) {
      const Vec2d m = s.person(b.person).position_m;
      const auto foot = c.project({m.x, m.y, 0}, kW, kH);
      const double scale = c.pixels_per_metre({m.x, m.y, 1}, kW);
      ASSERT_TRUE(foot);
      EXPECT_NEAR(b.box.foot().x, foot->x, 0.5 * scale);
      EXPECT_NEAR(b.box.foot().y, foot->y, 0.4 * scale);
      EXPECT_LT(b.box.h, 2.2 * scale);
      EXPECT_GT(b.box.h, 1.2 * scale);
      EXPECT_GT(b.box.w, 0.25 * scale);
    }
  }
}

TEST(Truth, WhoStandsBehindIsHidden) {
  MatchState s;
  for (int i = 0; i < kPeople; ++i) {
    s.people[static_cast<std::size_t>(i)].id = i + 1;
    s.people[static_cast<std::size_t>(i)].position_m = {-40.0 + 3 * i, 20};
  }
  s.people[0].position_m = {0, 0};
  s.people[1].position_m = {0, 0.6};
  Camera c;
  c.position = {0, -30, 4};
  look_at(c, {0, 0, 1});
  const TrueView view = true_view(s, c, kW, kH);
  EXPECT_GT(view.people[0].visible, 0.99);
  EXPECT_LT(view.people[1].visible, 0.3);
}

}  // namespace
}  // namespace touchline::testing
