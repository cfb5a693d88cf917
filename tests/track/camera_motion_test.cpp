#include "track/camera_motion.h"

#include <gtest/gtest.h>

#include "track/run_scene.h"

namespace touchline {
namespace {

struct Crowd {
  std::vector<BoxFilter> filters;
  std::vector<TrackView> views;
  Detections detections;
};

/// Ten people in no pattern; all detections moved by (dx, dy), the first `strays` elsewhere.
Crowd crowd(float dx, float dy, int strays) {
  Crowd c;
  for (int k = 0; k < 10; ++k) {
    const Box box{static_cast<float>(137 * k % 1000 + 100), static_cast<float>(211 * k % 500 + 100),
                  40, 100};
    c.filters.emplace_back(box, 0.9F, PersonNoise{});
    const float away = k < strays ? static_cast<float>(60 * k - 170) : 0;
    c.detections.push_back({{box.x + dx + away, box.y + dy - away / 3, 40, 100}, 0.9F, 0});
  }
  for (const BoxFilter& filter : c.filters) c.views.push_back({&filter, filter.box()});
  return c;
}

TEST(CameraMotion, FindsASuddenShiftDespiteStrays) {
  Crowd c = crowd(87, -33, 2);
  const Vec2f jump = CameraMotion().find_jump(c.views, c.detections);
  EXPECT_NEAR(jump.x, 87, 3);
  EXPECT_NEAR(jump.y, -33, 3);
}

TEST(CameraMotion, StandsStillForAStillCameraAndForFewPeople) {
  Crowd still = crowd(4, 2, 3);
  EXPECT_EQ(CameraMotion().find_jump(still.views, still.detections), Vec2f{});
  Crowd few = crowd(87, 0, 0);
  few.views.resize(3);
  EXPECT_EQ(CameraMotion().find_jump(few.views, few.detections), Vec2f{});
}

TEST(CameraMotion, ResidualIsTheMedian) {
  CameraMotion camera;
  const std::vector<Vec2f> moves = {{5, 1}, {6, 1}, {500, -90}, {4, 1}, {5.5F, 1}};
  EXPECT_EQ(camera.find_residual(moves), (Vec2f{5.5F, 1}));
  EXPECT_EQ(camera.find_residual(std::span(moves).first(4)), Vec2f{});
}

TEST(CameraMotion, LearnsAPanAtAnyFrameRate) {
  for (const double fps : {25.0, 60.0}) {
    CameraMotion camera;
    for (int k = 0; k < fps; ++k) {
      const double dt = 1 / fps, missing = 300 * dt - camera.predict(dt).x;
      camera.update({static_cast<float>(missing), 0}, true, dt);
    }
    EXPECT_NEAR(camera.velocity().x, 300, 1) << fps;
  }
}

TEST(CameraMotion, TracksSurviveASwingingCamera) {
  testing::SceneOptions options;
  options.players = 16;
  options.pan_px_s = 400;  // 3.6 body heights per second, back and forth every 2.5 s
  options.speed = 0.6;
  const testing::SyntheticScene scene(options);
  // Those who stay in view keep one id; the others come and go with the picture's edge.
  const testing::SceneRun run = testing::run_tracker(scene, scene.frames(25, 10));
  int kept = 0, stayed = 0;
  for (int object = 1; object <= options.players; ++object) {
    std::set<std::int64_t> ids;
    std::size_t in_view = 0;
    for (std::size_t f = 0; f < run.frames.size(); ++f) {
      for (const auto& truth : run.frames[f].truth) in_view += truth.object == object;
      if (const std::int64_t id = testing::track_of(run, f, object)) ids.insert(id);
    }
    if (in_view != run.frames.size()) continue;
    ++stayed;
    kept += ids.size() == 1;
  }
  EXPECT_GE(stayed, 5);
  EXPECT_GE(kept, stayed - 1);
}

}  // namespace
}  // namespace touchline
