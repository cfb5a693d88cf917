// What a network that errs in nothing would see of a practice session.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>

#include "records/observation.h"
#include "records/record.h"
#include "scene/random.h"
#include "sports/golf/pose_series.h"
#include "sports/golf/scene/session.h"

namespace touchline::golf::testing {

inline constexpr int kWidth = 1280, kHeight = 720;

inline Camera face_on() {
  Camera camera;
  camera.position = {0, -5, 1.2};
  look_at(camera, {0, -0.3, 0.98});
  camera.focal = 0.98;
  return camera;
}

/// Behind the golfer, whose target lies the other way when left-handed.
inline Camera down_the_line(bool left_handed) {
  Camera camera;
  camera.position = {left_handed ? 5.2 : -5.2, -0.5, 1.3};
  look_at(camera, {0, -0.4, 0.98});
  camera.focal = 0.98;
  return camera;
}

/// A body with its box; `noise`: pixels, standard deviation.
inline void add_body(Observation& seen, const GolferJoints& j, const Camera& camera,
                     std::int64_t track_id, double noise = 0, SceneRandom* random = nullptr) {
  Body body;
  body.detection = static_cast<int>(seen.detections.size());
  body.track_id = track_id;
  float x0 = 1e9F, y0 = 1e9F, x1 = -1e9F, y1 = -1e9F;
  const auto add = [&](Vec3d point) {
    auto at = *camera.project(point, kWidth, kHeight);
    if (random) at = at + Vec2d{noise * random->normal(), noise * random->normal()};
    const Vec2f pixel{static_cast<float>(at.x), static_cast<float>(at.y)};
    body.points.push_back(Keypoint{pixel, 0.9F});
    x0 = std::min(x0, pixel.x), x1 = std::max(x1, pixel.x);
    y0 = std::min(y0, pixel.y), y1 = std::max(y1, pixel.y);
  };
  add(j.nose);
  for (const auto* pair :
       {&j.eye, &j.ear, &j.shoulder, &j.elbow, &j.wrist, &j.hip, &j.knee, &j.ankle})
    for (const auto& point : *pair) add(point);
  Detection detection;
  detection.box = {x0, y0, x1 - x0, y1 - y0};
  detection.score = 0.9F;
  seen.detections.push_back(detection);
  if (!seen.bodies) seen.bodies.emplace();
  seen.bodies->push_back(std::move(body));
}

inline Observation empty(std::int64_t frame, double t) {
  Observation seen;
  seen.frame = frame;
  seen.pts_ns = from_seconds(t);
  seen.width = kWidth;
  seen.height = kHeight;
  seen.bodies.emplace();
  return seen;
}

inline FrameRecord row_of(const Observation& seen) {
  FrameRecord row;
  row.frame = seen.frame;
  row.pts_ns = seen.pts_ns;
  return row;
}

}  // namespace touchline::golf::testing
