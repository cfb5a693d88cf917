// The players' bodies over time, as hits and shots are told from them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sports/badminton/record.h"

namespace touchline::badminton {

/// One player in one frame; pixels unless said otherwise, left and right are the player's own. What
/// was not seen is missing.
struct BodyAt {
  std::int64_t frame = 0;
  Nanoseconds pts_ns = 0;
  int number = 0;
  std::int64_t track_id = -1;
  End end = End::near;
  std::optional<Vec2d> left_wrist, right_wrist, left_shoulder, right_shoulder, head, hips;
  std::optional<Vec2d> feet_m;  ///< on the court

  [[nodiscard]] std::optional<Vec2d> shoulders() const;
  /// Mid-shoulder to mid-hip: the unit of lengths that no camera changes.
  [[nodiscard]] std::optional<double> torso_px() const;
};

/// Of all players, in the order of their times.
using BodySeries = std::vector<BodyAt>;

/// Those within [from, to].
std::span<const BodyAt> within(const BodySeries& bodies, Nanoseconds from, Nanoseconds to);
/// Each player's body nearest to a moment, at most `reach` from it; by number.
std::vector<const BodyAt*> nearest(const BodySeries& bodies, Nanoseconds at, Nanoseconds reach);

}  // namespace touchline::badminton
