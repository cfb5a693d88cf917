// How well a virtual camera followed.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "director/framing.h"
#include "director/play.h"

namespace touchline::director {

struct FollowScores {
  std::int64_t frames = 0;
  std::int64_t with_ball = 0;  ///< frames in which it is known where the ball is
  std::int64_t in_middle = 0;  ///< of these, in the central 60 % of what is shown, both ways
  double lost_s = 0;           ///< time without any ball
  double jerk_p50 = 0;         ///< median of the centre's jerk, widths/s^3
  double jerk_p99 = 0;         ///< and its 99th percentile
  double top_speed = 0;        ///< of the centre, widths/s
};

/// `path`: one framing a frame, in order of time. What a cut does to the camera is no jerk: a span
/// of more than a window's half between two frames is left out. `balls`: where the ball is in each
/// of these frames, as many, widths; null: unknown.
FollowScores score_path(std::span<const Framing> path, std::span<const std::optional<Vec2d>> balls);
/// By the ball that was followed, where it was measured.
FollowScores score_path(std::span<const Framing> path);

}  // namespace touchline::director
