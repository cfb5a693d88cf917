// Homographies measured from points: the direct linear transform, and the small displacements of a
// picture's corners by which a homography is corrected and its uncertainty is told.
#pragma once

#include <Eigen/Core>
#include <array>
#include <optional>
#include <span>

#include "geometry/linear.h"

namespace touchline {

using Vector8d = Eigen::Matrix<double, 8, 1>;
using Matrix8d = Eigen::Matrix<double, 8, 8>;
using Matrix28d = Eigen::Matrix<double, 2, 8>;

/// One place known in both planes.
struct PointPair {
  Vec2d from, to;
};

/// `p` through `h` whatever the sign of w: for pixels beyond the horizon.
inline Vec2d project_any(const Mat3& h, Vec2d p) {
  const double w = h(2, 0) * p.x + h(2, 1) * p.y + h(2, 2);
  return {(h(0, 0) * p.x + h(0, 1) * p.y + h(0, 2)) / w,
          (h(1, 0) * p.x + h(1, 1) * p.y + h(1, 2)) / w};
}

/// d project(h, p) / d p, row-major 2x2.
inline std::array<double, 4> projection_jacobian(const Mat3& h, Vec2d p) {
  const double w = h(2, 0) * p.x + h(2, 1) * p.y + h(2, 2);
  const Vec2d q = project_any(h, p);
  return {(h(0, 0) - q.x * h(2, 0)) / w, (h(0, 1) - q.x * h(2, 1)) / w,
          (h(1, 0) - q.y * h(2, 0)) / w, (h(1, 1) - q.y * h(2, 1)) / w};
}

inline Mat3 scaled(Mat3 h, double by) {
  for (double& v : h.m) v *= by;
  return h;
}

/// The change of a homography into a picture told by what it does to the picture's corners
/// (0,0), (w,0), (w,h), (0,h): eight numbers in pixels, x0 y0 x1 y1 ... They are well conditioned
/// for any view, and FieldView::corner_cov is their covariance.
class CornerFrame {
 public:
  explicit CornerFrame(Vec2d size) : half_{size.x / 2, size.y / 2} {}

  [[nodiscard]] Vec2d corner(int i) const {
    return {i == 1 || i == 2 ? 2 * half_.x : 0, i >= 2 ? 2 * half_.y : 0};
  }
  [[nodiscard]] double diagonal() const { return 2 * length(half_); }

  /// Derivative of the displacement at `pixel` by the corners' displacements: pixels per pixel.
  [[nodiscard]] Matrix28d at(Vec2d pixel) const;

  /// The same row times a direction, before from_corners(): what a normal matrix is summed from.
  [[nodiscard]] Vector8d raw(Vec2d pixel, Vec2d normal) const {
    const double u = pixel.x / half_.x - 1, v = pixel.y / half_.y - 1;
    const double nx = normal.x * half_.x, ny = normal.y * half_.y, s = nx * u + ny * v;
    Vector8d row;
    row << nx * u, nx * v, nx, ny * u, ny * v, ny, -u * s, -v * s;
    return row;
  }
  /// raw(p, n) . lift() = n . at(p): 8x8, from corner pixels to the raw parameters.
  [[nodiscard]] Matrix8d lift() const;

  /// The homography of the picture onto itself that moves the corners by `d` pixels; `d` must be
  /// small against the picture.
  [[nodiscard]] Mat3 displacement(const Vector8d& d) const;

  /// How far the corners lie apart under `after` from where `before` has them.
  [[nodiscard]] Vector8d between(const Mat3& before, const Mat3& after) const;

  /// The covariance after the picture moved: `motion` takes the old pixels to the new ones.
  [[nodiscard]] Matrix8d moved(const Matrix8d& cov, const Mat3& motion) const;

 private:
  Vec2d half_;
};

/// `h` with the sign that makes w positive at the points' middle; nothing when a point lies at or
/// behind the horizon of it.
std::optional<Mat3> facing(Mat3 h, std::span<const PointPair> pairs);

/// The homography that takes `from` to `to` with the least algebraic error: the normalised direct
/// linear transform (Hartley, Zisserman 2004, algorithm 4.2). Needs four pairs, no three of them
/// on one line when there are just four; nothing when they do not determine one.
std::optional<Mat3> direct_linear_transform(std::span<const PointPair> pairs);

/// The one homography through four pairs, by way of the projective basis they form: far cheaper
/// than the general transform. Nothing when three of them lie on a line.
std::optional<Mat3> through_four(const std::array<PointPair, 4>& pairs);

}  // namespace touchline
