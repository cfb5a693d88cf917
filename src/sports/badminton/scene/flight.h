// How a shuttle flies: gravity and a drag that grows with the square of its speed.
#pragma once

#include <optional>
#include <vector>

#include "scene/camera.h"

namespace touchline::badminton {

inline constexpr double kGravity_m_s2 = 9.81;
/// Falling for long enough a shuttle is so fast: drag and weight are equal.
inline constexpr double kTerminal_m_s = 6.8;

struct ShuttleState {
  Vec3d at, velocity;  ///< metres, metres per second
};

/// One stroke's flight, from the racket until the cork touches the ground, known at every instant.
class Flight {
 public:
  explicit Flight(const ShuttleState& start);
  /// Seconds after the stroke; before it the start, after the landing where it lies.
  [[nodiscard]] ShuttleState at(double t_s) const;
  [[nodiscard]] double lands_s() const { return kStep_s * static_cast<double>(steps_.size() - 1); }
  /// When it comes down through a height; nothing where it never was above it.
  [[nodiscard]] std::optional<double> falls_through(double z) const;
  /// When it is over the net's line, x = 0; nothing where it never is.
  [[nodiscard]] std::optional<double> crosses_net() const;

 private:
  static constexpr double kStep_s = 0.004;
  std::vector<ShuttleState> steps_;
};

/// The slowest flight from `from` that leaves at `elevation` (radians above level) and comes down
/// through the height of `to` right above or at it. Nothing: too far even for the fastest stroke.
std::optional<Flight> lofted(Vec3d from, Vec3d to, double elevation);
/// The flight that leaves with `speed` towards `to` and meets it on its way down or level.
std::optional<Flight> driven(Vec3d from, Vec3d to, double speed);

}  // namespace touchline::badminton
