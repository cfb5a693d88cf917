#include "track/flight_arc.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/Geometry>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace touchline {
namespace {

constexpr double kGravity = 9.81;
constexpr double kLongest_s = 0.01;  ///< of an integration step
constexpr double kWild_px = 2;       ///< points farther off count less (Huber 1964)
constexpr double kAll_px = 1e9;      ///< none is
constexpr std::size_t kLeastSeen = 5;

using Vector6 = Eigen::Matrix<double, 6, 1>;
using Matrix6 = Eigen::Matrix<double, 6, 6>;

Eigen::Vector3d force(const Eigen::Vector3d& v, double terminal) {
  return Eigen::Vector3d(0, 0, -kGravity) - kGravity * v.norm() / (terminal * terminal) * v;
}

/// Runge-Kutta of fourth order.
FlightArc::State fly(FlightArc::State s, double seconds, double terminal) {
  const int steps = std::max(1, static_cast<int>(std::ceil(seconds / kLongest_s)));
  const double h = seconds / steps;
  for (int i = 0; i < steps; ++i) {
    const Eigen::Vector3d v1 = s.velocity_m_s, a1 = force(v1, terminal);
    const Eigen::Vector3d v2 = v1 + h / 2 * a1, a2 = force(v2, terminal);
    const Eigen::Vector3d v3 = v1 + h / 2 * a2, a3 = force(v3, terminal);
    const Eigen::Vector3d v4 = v1 + h * a3, a4 = force(v4, terminal);
    s.at_m += h / 6 * (v1 + 2 * v2 + 2 * v3 + v4);
    s.velocity_m_s += h / 6 * (a1 + 2 * a2 + 2 * a3 + a4);
  }
  return s;
}

using Places = std::vector<Eigen::Vector3d>;

/// Where a flight is at each point's time.
Places places(const Vector6& start, std::span<const FlightPoint> points, double terminal) {
  Places all;
  FlightArc::State s{start.head<3>(), start.tail<3>()};
  Nanoseconds then = points.front().pts_ns;
  for (const auto& point : points) {
    s = fly(s, to_seconds(point.pts_ns - then), terminal);
    then = point.pts_ns;
    all.push_back(s.at_m);
  }
  return all;
}

/// Pixels off, x after y for each point; nothing when it is not before the camera.
std::optional<Eigen::VectorXd> errors(const Vector6& start, std::span<const FlightPoint> points,
                                      const Projection& camera, double terminal) {
  Eigen::VectorXd off(2 * static_cast<Eigen::Index>(points.size()));
  Eigen::Index row = 0;
  const Places all = places(start, points, terminal);
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Eigen::Vector3d seen = camera * all[i].homogeneous();
    if (!(seen[2] > 1e-6)) return std::nullopt;
    off[row++] = seen[0] / seen[2] - points[i].pixel.x;
    off[row++] = seen[1] / seen[2] - points[i].pixel.y;
  }
  return off;
}

/// The flight without drag: linear in where it begins and how fast.
Vector6 solve_linear(std::span<const FlightPoint> points, const Projection& camera) {
  Eigen::MatrixXd rows(2 * static_cast<Eigen::Index>(points.size()), 6);
  Eigen::VectorXd right(rows.rows());
  Eigen::Index r = 0;
  for (const auto& point : points) {
    const double t = to_seconds(point.pts_ns - points.front().pts_ns);
    for (const auto& [row, pixel] :
         {std::pair(0, double{point.pixel.x}), std::pair(1, double{point.pixel.y})}) {
      const Eigen::RowVector4d line = camera.row(row) - pixel * camera.row(2);
      rows.row(r).head<3>() = line.head<3>();
      rows.row(r).tail<3>() = t * line.head<3>();
      right[r++] = -line[3] + line[2] * kGravity * t * t / 2;
    }
  }
  return rows.colPivHouseholderQr().solve(right);
}

/// Half the square up to `wild` pixels, straight from there on.
double cost_of(const Eigen::VectorXd& off, double wild) {
  double sum = 0;
  for (const double e : off)
    sum += std::abs(e) <= wild ? e * e / 2 : wild * (std::abs(e) - wild / 2);
  return sum;
}

struct Normal {
  Matrix6 n = Matrix6::Zero();
  Vector6 b = Vector6::Zero();
};

/// Slopes by central differences.
std::optional<Normal> normal_of(const Vector6& start, const Eigen::VectorXd& off,
                                std::span<const FlightPoint> points, const Projection& camera,
                                double terminal, double wild) {
  constexpr double kStep = 1e-4;
  Eigen::MatrixXd slopes(off.size(), 6);
  for (int k = 0; k < 6; ++k) {
    const Vector6 step = kStep * Vector6::Unit(k);
    const auto up = errors(start + step, points, camera, terminal),
               down = errors(start - step, points, camera, terminal);
    if (!up || !down) return std::nullopt;
    slopes.col(k) = (*up - *down) / (2 * kStep);
  }
  Eigen::VectorXd weights(off.size());
  for (Eigen::Index i = 0; i < off.size(); ++i)
    weights[i] = std::min(1.0, wild / std::max(std::abs(off[i]), 1e-9));
  Normal normal;
  normal.n = slopes.transpose() * weights.asDiagonal() * slopes;
  normal.b = slopes.transpose() * weights.asDiagonal() * off;
  return normal;
}

struct Descent {
  Vector6 start;
  Eigen::VectorXd off;
};

/// Levenberg-Marquardt; the valley is long and bent where a ball is struck hard towards the camera.
void descend(Descent& at, std::span<const FlightPoint> points, const Projection& camera,
             double terminal, double wild) {
  constexpr int kRounds = 120;
  double damping = 1e-3;
  for (int round = 0; round < kRounds && damping < 1e8; ++round) {
    const auto normal = normal_of(at.start, at.off, points, camera, terminal, wild);
    if (!normal) return;
    Matrix6 damped = normal->n;
    damped.diagonal() *= 1 + damping;
    const Vector6 next = at.start - damped.ldlt().solve(normal->b);
    const auto there = next.allFinite() ? errors(next, points, camera, terminal) : std::nullopt;
    const double before = cost_of(at.off, wild), after = there ? cost_of(*there, wild) : before;
    if (!there || after > before) {
      damping *= 2;
      continue;
    }
    at = {next, *there};
    if (before - after <= 1e-10 * (1 + before)) return;
    damping /= 3;
  }
}

}  // namespace

Projection projection_of(const Pinhole& camera, Vec2d size) {
  const Mat3 ground = camera.image_from_field(size);
  Eigen::Matrix3d h;
  for (int r = 0; r < 3; ++r)
    for (int c = 0; c < 3; ++c) h(r, c) = ground(r, c);
  const double focal = std::exp(camera.log_focal) * std::hypot(size.x, size.y) / 2;
  Eigen::Matrix3d lens;
  lens << focal, 0, size.x / 2, 0, focal, size.y / 2, 0, 0, 1;
  const Eigen::Matrix3d turned = lens.inverse() * h;  // two axes and the place, one scale
  const double scale = turned.col(0).norm();
  Projection projection;
  projection.col(0) = h.col(0);
  projection.col(1) = h.col(1);
  projection.col(2) = lens * (turned.col(0).cross(turned.col(1)) / scale);
  projection.col(3) = h.col(2);
  return projection;
}

FlightArc::State FlightArc::at(Nanoseconds pts_ns) const {
  return fly({from_m, velocity_m_s}, to_seconds(pts_ns - begins_ns), terminal_m_s);
}

std::optional<FlightArc> fit_arc(std::span<const FlightPoint> points, const Projection& camera,
                                 double terminal_m_s) {
  if (points.size() < kLeastSeen) return std::nullopt;
  Descent at{solve_linear(points, camera), {}};
  // From a light drag to the true one, and every point believed until the end.
  for (const double lighter : {8.0, 4.0, 2.0, 1.4, 1.0}) {
    const double terminal = lighter * terminal_m_s;
    auto off = at.start.allFinite() ? errors(at.start, points, camera, terminal) : std::nullopt;
    if (!off) return std::nullopt;
    at.off = std::move(*off);
    descend(at, points, camera, terminal, lighter > 1 ? kAll_px : kWild_px);
  }
  const auto normal = normal_of(at.start, at.off, points, camera, terminal_m_s, kWild_px);
  if (!normal) return std::nullopt;
  FlightArc arc{points.front().pts_ns, at.start.head<3>(), at.start.tail<3>(), terminal_m_s};
  const double squares = at.off.squaredNorm(), rows = static_cast<double>(at.off.size());
  arc.error_px = std::sqrt(squares / rows);
  const Matrix6 spread = normal->n.ldlt().solve(Matrix6::Identity());
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> axes(spread.topLeftCorner<3, 3>());
  arc.sigma_m = std::sqrt(std::max(0.0, axes.eigenvalues()[2]) * squares / (rows - 6));
  return arc;
}

}  // namespace touchline
