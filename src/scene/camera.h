// A camera in space, and what it makes of a point.
#pragma once

#include <cmath>
#include <optional>

#include "geometry/linear.h"

namespace touchline {

struct Vec3d {
  double x = 0, y = 0, z = 0;
};
inline Vec3d operator+(Vec3d a, Vec3d b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
inline Vec3d operator-(Vec3d a, Vec3d b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
inline Vec3d operator*(double s, Vec3d a) { return {s * a.x, s * a.y, s * a.z}; }
inline double dot(Vec3d a, Vec3d b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
inline Vec3d cross(Vec3d a, Vec3d b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
inline double length(Vec3d a) { return std::sqrt(dot(a, a)); }
inline Vec3d lerp(Vec3d a, Vec3d b, double u) { return a + u * (b - a); }

/// A pinhole with one term of radial distortion. It knows no resolution: lengths in the picture
/// are shares of its width until a width is named.
struct Camera {
  Vec3d position;       ///< metres; z up
  double pan_rad = 0;   ///< 0 looks along +y, positive turns towards +x
  double tilt_rad = 0;  ///< positive looks down
  double roll_rad = 0;  ///< positive turns the camera clockwise, seen from behind it
  double focal = 1;     ///< focal length in picture widths
  double k1 = 0;  ///< distorted = c + (p - c)(1 + k1 r^2), r in half diagonals from the middle c

  /// Metres on the ground to undistorted pixels; w > 0 in view.
  [[nodiscard]] Mat3 image_from_field(int width, int height) const;
  /// Distorted pixel of a point in space; nothing behind the camera (or within 0.1 m of it)
  /// or where the lens model folds back on itself.
  [[nodiscard]] std::optional<Vec2d> project(Vec3d p, int width, int height) const;
  /// Pixels that one metre spans at a point in space; 0 behind the camera.
  [[nodiscard]] double pixels_per_metre(Vec3d p, int width) const;
  /// The point of the ground seen at a (distorted) pixel; nothing at or above the horizon.
  [[nodiscard]] std::optional<Vec2d> ground_at(Vec2d pixel, int width, int height) const;

  [[nodiscard]] Vec2d distorted(Vec2d pixel, int width, int height) const;
  /// Inverse of distorted() by Newton steps.
  [[nodiscard]] Vec2d undistorted(Vec2d pixel, int width, int height) const;

  struct Axes {
    Vec3d right, down, forward;
  };
  [[nodiscard]] Axes axes() const;
};

/// Turns `camera` so that `target` is in the middle of its picture.
void look_at(Camera& camera, Vec3d target);

}  // namespace touchline
