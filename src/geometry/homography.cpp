#include "geometry/homography.h"

#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>

namespace touchline {
namespace {

// Inverse of the raw rows at the four corners, in half pictures: the same for every picture.
const Matrix8d& from_corners() {
  static const Matrix8d inverse_of_corners = [] {
    Matrix8d a;
    const double us[] = {-1, 1, 1, -1}, vs[] = {-1, -1, 1, 1};
    for (int i = 0; i < 4; ++i) {
      const double u = us[i], v = vs[i];
      a.row(2 * i) << u, v, 1, 0, 0, 0, -u * u, -u * v;
      a.row(2 * i + 1) << 0, 0, 0, u, v, 1, -u * v, -v * v;
    }
    return Matrix8d(a.inverse());
  }();
  return inverse_of_corners;
}

// Moves the points' centre to the origin and their mean distance to sqrt(2) (Hartley 1997).
template <class Pick>
std::optional<Mat3> normaliser(std::span<const PointPair> pairs, Pick pick) {
  Vec2d centre;
  const double n = static_cast<double>(pairs.size());
  for (const auto& pair : pairs) centre = centre + (1 / n) * pick(pair);
  double spread = 0;
  for (const auto& pair : pairs) spread += distance(pick(pair), centre) / n;
  if (!(spread > 1e-9)) return std::nullopt;
  const double s = std::sqrt(2.0) / spread;
  return Mat3{{s, 0, -s * centre.x, 0, s, -s * centre.y, 0, 0, 1}};
}

}  // namespace

Matrix28d CornerFrame::at(Vec2d pixel) const {
  const double u = pixel.x / half_.x - 1, v = pixel.y / half_.y - 1;
  Matrix28d rows;
  rows << u, v, 1, 0, 0, 0, -u * u, -u * v, 0, 0, 0, u, v, 1, -u * v, -v * v;
  rows = rows * from_corners();
  for (int i = 0; i < 4; ++i) {  // from half pictures to pixels
    rows(0, 2 * i + 1) *= half_.x / half_.y;
    rows(1, 2 * i) *= half_.y / half_.x;
  }
  return rows;
}

Matrix8d CornerFrame::lift() const {
  Matrix8d to_raw = from_corners();
  for (int i = 0; i < 4; ++i) {
    to_raw.col(2 * i) /= half_.x;
    to_raw.col(2 * i + 1) /= half_.y;
  }
  return to_raw;
}

Mat3 CornerFrame::displacement(const Vector8d& d) const {
  const Vector8d g = lift() * d;
  const Mat3 into{{1 / half_.x, 0, -1, 0, 1 / half_.y, -1, 0, 0, 1}};
  const Mat3 out{{half_.x, 0, half_.x, 0, half_.y, half_.y, 0, 0, 1}};
  return out * (Mat3{{1 + g[0], g[1], g[2], g[3], 1 + g[4], g[5], g[6], g[7], 1}} * into);
}

Vector8d CornerFrame::between(const Mat3& before, const Mat3& after) const {
  Vector8d d = Vector8d::Zero();
  const auto back = inverse(before);
  if (!back) return d;
  const Mat3 move = after * *back;
  for (int i = 0; i < 4; ++i) {
    const Vec2d to = project_any(move, corner(i)) - corner(i);
    d[2 * i] = to.x;
    d[2 * i + 1] = to.y;
  }
  return d;
}

Matrix8d CornerFrame::moved(const Matrix8d& cov, const Mat3& motion) const {
  const auto back = inverse(motion);
  if (!back) return cov;
  Matrix8d by = Matrix8d::Identity();
  for (int i = 0; i < 4; ++i) {
    const Vec2d source = project_any(*back, corner(i));
    const auto j = projection_jacobian(motion, source);
    Eigen::Matrix2d slope;
    slope << j[0], j[1], j[2], j[3];
    by.block<2, 8>(2 * i, 0) = slope * at(source);
  }
  return by * cov * by.transpose();
}

std::optional<Mat3> facing(Mat3 h, std::span<const PointPair> pairs) {
  double sum = 0;
  for (const auto& [from, to] : pairs) sum += h(2, 0) * from.x + h(2, 1) * from.y + h(2, 2);
  double norm = 0;
  for (const double v : h.m) norm += v * v;
  if (!std::isfinite(sum) || !(norm > 0)) return std::nullopt;
  h = scaled(h, (sum < 0 ? -1 : 1) / std::abs(sum / static_cast<double>(pairs.size())));
  for (const auto& [from, to] : pairs)
    if (!project(h, from)) return std::nullopt;
  return h;
}

std::optional<Mat3> direct_linear_transform(std::span<const PointPair> pairs) {
  if (pairs.size() < 4) return std::nullopt;
  const auto from = normaliser(pairs, [](const PointPair& p) { return p.from; });
  const auto to = normaliser(pairs, [](const PointPair& p) { return p.to; });
  if (!from || !to) return std::nullopt;
  Eigen::Matrix<double, 9, 9> normal = Eigen::Matrix<double, 9, 9>::Zero();
  for (const auto& pair : pairs) {
    const Vec2d a = project_any(*from, pair.from), b = project_any(*to, pair.to);
    Eigen::Matrix<double, 2, 9> row;
    row << a.x, a.y, 1, 0, 0, 0, -b.x * a.x, -b.x * a.y, -b.x,  //
        0, 0, 0, a.x, a.y, 1, -b.y * a.x, -b.y * a.y, -b.y;
    normal += row.transpose() * row;
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix<double, 9, 9>> eigen(normal);
  const auto& values = eigen.eigenvalues();
  if (!(values[1] > 1e-10 * values[8])) return std::nullopt;  // more than one answer
  Mat3 h;
  for (int i = 0; i < 9; ++i) h.m[static_cast<std::size_t>(i)] = eigen.eigenvectors()(i, 0);
  return facing(*inverse(*to) * h * *from, pairs);
}

std::optional<Mat3> through_four(const std::array<PointPair, 4>& pairs) {
  const auto basis = [&](auto pick) -> std::optional<Mat3> {
    const Vec2d a = pick(pairs[0]), b = pick(pairs[1]), c = pick(pairs[2]), d = pick(pairs[3]);
    const Mat3 columns{{a.x, b.x, c.x, a.y, b.y, c.y, 1, 1, 1}};
    const double area = cross(b - a, c - a);
    const double reach = std::max({dot(b - a, b - a), dot(c - a, c - a), dot(d - a, d - a)});
    const double la = cross(b - d, c - d), lb = cross(c - d, a - d), lc = cross(a - d, b - d);
    constexpr double kThinnest = 1e-3;  // triangles thinner than this are lines
    if (std::min({std::abs(area), std::abs(la), std::abs(lb), std::abs(lc)}) < kThinnest * reach)
      return std::nullopt;
    Mat3 m = columns;
    for (int i = 0; i < 3; ++i) {
      m(i, 0) *= la / area;
      m(i, 1) *= lb / area;
      m(i, 2) *= lc / area;
    }
    return m;
  };
  const auto from = basis([](const PointPair& p) { return p.from; });
  const auto to = basis([](const PointPair& p) { return p.to; });
  if (!from || !to) return std::nullopt;
  const auto back = inverse(*from);
  if (!back) return std::nullopt;
  return facing(*to * *back, pairs);
}

}  // namespace touchline
