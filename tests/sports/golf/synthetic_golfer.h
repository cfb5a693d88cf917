// A golfer of lines whose every event is known.
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>

#include "sports/golf/pose_series.h"

namespace touchline::golf::testing {

struct Golfer {
  double fps = 60;
  double torso_px = 200;
  bool mirrored = false;  ///< the picture, with left and right of the body: a left-hander
  double down_s = 0.28;   ///< top to contact
  double first_top_s = 3;
  double between_s = 15;
  int swings = 1;
  bool shows_score = true;  ///< the right hand, 3 to 4.6 s after contact
  double slowed = 1;        ///< the clip's time against life's
};

struct Hands {
  double x = 0, y = -1;  ///< torso lengths from mid-shoulder, up positive
};

inline double ease(double share) {
  const double s = std::clamp(share, 0.0, 1.0);
  return s * s * (3 - 2 * s);
}

/// Where the hands are `t` seconds after the top.
inline Hands hands_at(const Golfer& golfer, double t) {
  const double back = 0.9, through = 0.32, hold = 1.6, down = golfer.down_s;
  if (t < 0) {
    const double s = ease(1 + t / back);
    return {-0.8 * std::sin(std::numbers::pi * 0.75 * s), -1 + 1.4 * s};
  }
  if (t < down) {
    const double s = t / down, q = s * s * (1.5 - 0.5 * s);  // slow at first, fast at the ball
    return {-0.57 * (1 - q), 0.4 - 1.4 * q};
  }
  const double after = t - down;
  if (after < through) {
    const double s = std::sin(after / through * std::numbers::pi / 2);
    return {0.8 * s, -1 + 1.5 * s * s};
  }
  const double s = ease((after - through - hold) / 0.7);
  return {0.8 * (1 - s), 0.5 - 1.5 * s};
}

inline PoseSample golfer_at(const Golfer& golfer, std::int64_t frame) {
  PoseSample sample;
  sample.frame = frame;
  sample.pts_ns = from_seconds(static_cast<double>(frame) / golfer.fps);
  const double t = to_seconds(sample.pts_ns) / golfer.slowed;
  const double nth = std::clamp(std::floor((t - golfer.first_top_s + 2) / golfer.between_s), 0.0,
                                static_cast<double>(golfer.swings - 1));
  const double since = t - golfer.first_top_s - nth * golfer.between_s;
  const Hands hands = hands_at(golfer, since);
  sample.points.resize(kJoints);
  const auto put = [&](Joint which, double x, double y) {
    const double side = golfer.mirrored ? -x : x;
    auto i = static_cast<std::size_t>(which);
    if (golfer.mirrored && which != Joint::nose) i = i % 2 == 1 ? i + 1 : i - 1;
    sample.points[i] = Keypoint{{static_cast<float>((5 + side) * golfer.torso_px),
                                 static_cast<float>((3 - y) * golfer.torso_px)},
                                0.9F};
  };
  put(Joint::nose, 0, 0.5);
  const auto pair = [&](Joint left, double x, double y) {  // face on: the left side is on the right
    put(left, x, y);
    put(static_cast<Joint>(static_cast<int>(left) + 1), -x, y);
  };
  pair(Joint::left_eye, 0.08, 0.55), pair(Joint::left_ear, 0.15, 0.5);
  pair(Joint::left_shoulder, 0.36, 0), pair(Joint::left_hip, 0.2, -1);
  pair(Joint::left_knee, 0.22, -1.8), pair(Joint::left_ankle, 0.25, -2.6);
  for (const double s : {-1.0, 1.0}) {
    const bool left = s > 0;
    const double seconds = since - golfer.down_s;
    const bool raised = golfer.shows_score && !left && seconds > 3 && seconds < 4.6;
    const double x = raised ? -0.5 : hands.x + 0.06 * s, y = raised ? 0.6 : hands.y;
    put(left ? Joint::left_wrist : Joint::right_wrist, x, y);
    put(left ? Joint::left_elbow : Joint::right_elbow, (0.36 * s + x) / 2,
        raised ? 0.1 : y / 2 - 0.05);
  }
  sample.box = Box{0, 0, 10, 10};
  return sample;
}

inline PoseSeries golfer_series(const Golfer& golfer) {
  PoseSeries series;
  const double lasts = golfer.first_top_s + golfer.between_s * (golfer.swings - 1) + 12;
  const auto frames = static_cast<std::int64_t>(lasts * golfer.slowed * golfer.fps);
  for (std::int64_t i = 0; i < frames; ++i) series.push_back(golfer_at(golfer, i));
  return series;
}

}  // namespace touchline::golf::testing
