// Double-precision points and 3x3 matrices for field geometry: metres and homographies.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace touchline {

struct Vec2d {
  double x = 0, y = 0;
  bool operator==(const Vec2d&) const = default;
  friend Vec2d operator+(Vec2d a, Vec2d b) { return {a.x + b.x, a.y + b.y}; }
  friend Vec2d operator-(Vec2d a, Vec2d b) { return {a.x - b.x, a.y - b.y}; }
  friend Vec2d operator*(double s, Vec2d a) { return {s * a.x, s * a.y}; }
};

inline double dot(Vec2d a, Vec2d b) { return a.x * b.x + a.y * b.y; }
inline double cross(Vec2d a, Vec2d b) { return a.x * b.y - a.y * b.x; }
inline double length(Vec2d a) { return std::hypot(a.x, a.y); }
inline double distance(Vec2d a, Vec2d b) { return length(a - b); }

/// Row-major 3x3 matrix.
struct Mat3 {
  std::array<double, 9> m{1, 0, 0, 0, 1, 0, 0, 0, 1};
  double operator()(int row, int col) const { return m[static_cast<std::size_t>(3 * row + col)]; }
  double& operator()(int row, int col) { return m[static_cast<std::size_t>(3 * row + col)]; }
  bool operator==(const Mat3&) const = default;

  friend Mat3 operator*(const Mat3& a, const Mat3& b) {
    Mat3 c;
    for (int i = 0; i < 3; ++i)
      for (int j = 0; j < 3; ++j)
        c(i, j) = a(i, 0) * b(0, j) + a(i, 1) * b(1, j) + a(i, 2) * b(2, j);
    return c;
  }
};

inline double determinant(const Mat3& a) {
  return a(0, 0) * (a(1, 1) * a(2, 2) - a(1, 2) * a(2, 1)) -
         a(0, 1) * (a(1, 0) * a(2, 2) - a(1, 2) * a(2, 0)) +
         a(0, 2) * (a(1, 0) * a(2, 1) - a(1, 1) * a(2, 0));
}

/// The inverse, scaled to determinant 1 / determinant(a); nothing when `a` is singular.
inline std::optional<Mat3> inverse(const Mat3& a) {
  const double d = determinant(a);
  if (!std::isfinite(d) || d == 0) return std::nullopt;
  Mat3 b;
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) {
      const int r = (j + 1) % 3, s = (j + 2) % 3, p = (i + 1) % 3, q = (i + 2) % 3;
      b(i, j) = (a(r, p) * a(s, q) - a(r, q) * a(s, p)) / d;
    }
  return b;
}

/// (x, y, 1) through a homography; nothing at or behind the horizon (w <= 0), where a plane seen by
/// a camera has no image. A homography is therefore kept with the sign that makes w positive in
/// view.
inline std::optional<Vec2d> project(const Mat3& h, Vec2d p) {
  const double w = h(2, 0) * p.x + h(2, 1) * p.y + h(2, 2);
  if (!(w > 1e-9)) return std::nullopt;
  return Vec2d{(h(0, 0) * p.x + h(0, 1) * p.y + h(0, 2)) / w,
               (h(1, 0) * p.x + h(1, 1) * p.y + h(1, 2)) / w};
}

/// Symmetric 2x2 covariance.
struct Cov2 {
  double xx = 0, xy = 0, yy = 0;
  bool operator==(const Cov2&) const = default;
  /// Standard deviation along the worst direction.
  [[nodiscard]] double sigma() const {
    const double mean = (xx + yy) / 2, diff = (xx - yy) / 2;
    return std::sqrt(std::max(0.0, mean + std::hypot(diff, xy)));
  }
};

}  // namespace touchline
