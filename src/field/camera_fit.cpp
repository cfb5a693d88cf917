#include "field/camera_fit.h"

#include <Eigen/Cholesky>
#include <Eigen/LU>

#include <cmath>
#include <numbers>

namespace touchline {
namespace {

struct Normal7 {
  Matrix7d n = Matrix7d::Zero();
  Vector7d b = Vector7d::Zero();
  double cost = 0, prior_cost = 0;
};

using Slopes = std::array<Mat3, 7>;  // derivative of the homography by each parameter

Slopes slopes_of(const Vector7d& v, Vec2d size) {
  constexpr double kSteps[] = {1e-6, 1e-7, 1e-7, 1e-7, 1e-5, 1e-5, 1e-5};
  Slopes slopes;
  for (int k = 0; k < 7; ++k) {
    const auto i = static_cast<std::size_t>(k);
    Vector7d up = v, down = v;
    up[k] += kSteps[k];
    down[k] -= kSteps[k];
    const Mat3 a = Pinhole::from(up).image_from_field(size),
               b = Pinhole::from(down).image_from_field(size);
    for (std::size_t e = 0; e < 9; ++e) slopes[i].m[e] = (a.m[e] - b.m[e]) / (2 * kSteps[k]);
  }
  return slopes;
}

Normal7 accumulate(std::span<Correspondence> matches, const CameraPrior& prior, const Vector7d& v,
                   Vec2d size, double reach) {
  Normal7 sum;
  const Mat3 h = Pinhole::from(v).image_from_field(size);
  const Slopes slopes = slopes_of(v, size);
  for (Correspondence& match : matches) {
    const double e2 = squared_error(h, match);
    match.weight = tukey_weight(e2, reach);
    sum.cost += tukey_cost(e2, reach);
    if (!(match.weight > 0)) continue;
    const Vec2d x = match.field, q = project_any(h, x);
    const double w = h(2, 0) * x.x + h(2, 1) * x.y + h(2, 2);
    Eigen::Matrix<double, 2, 7> j;
    for (int k = 0; k < 7; ++k) {
      const Mat3& s = slopes[static_cast<std::size_t>(k)];
      const double sw = s(2, 0) * x.x + s(2, 1) * x.y + s(2, 2);
      j(0, k) = (s(0, 0) * x.x + s(0, 1) * x.y + s(0, 2) - q.x * sw) / w;
      j(1, k) = (s(1, 0) * x.x + s(1, 1) * x.y + s(1, 2) - q.y * sw) / w;
    }
    const double weight = match.weight / (match.sigma_px * match.sigma_px);
    const auto add = [&](Vec2d normal) {
      const Vector7d row = (normal.x * j.row(0) + normal.y * j.row(1)).transpose();
      sum.n += weight * row * row.transpose();
      sum.b -= weight * dot(normal, q - match.pixel) * row;
    };
    if (match.is_line()) {
      add(match.normal);
    } else {
      add({1, 0});
      add({0, 1});
    }
  }
  for (int k = 0; k < 7; ++k) {
    const double information = 1 / (prior.sigma[k] * prior.sigma[k]), d = v[k] - prior.mean[k];
    sum.n(k, k) += information;
    sum.b[k] -= information * d;
    sum.prior_cost += information * d * d;
  }
  sum.cost += sum.prior_cost;
  return sum;
}

bool sane(const Vector7d& v) {
  return v.allFinite() && v[6] > 0.3 && std::abs(v[0]) < 5 && std::abs(v[2]) < 1.6;
}

}  // namespace

CameraPrior broadcast_camera(const FieldSpec& field) {
  CameraPrior prior;
  prior.mean << 1.2, 0, 0.25, 0, 0, -(field.width_m / 2 + 30), 16;
  prior.sigma << 0.7, 0.6, 0.2, 0.03, 15, 18, 8;
  return prior;
}

CameraPrior camera_behind_end(const FieldSpec& field) {
  const double behind = field.length_m;
  CameraPrior prior;
  prior.mean << 0.8, std::numbers::pi / 2, 0.35, 0, -(field.length_m / 2 + behind), 0, 6;
  prior.sigma << 0.7, 0.5, 0.25, 0.05, behind, field.width_m, 5;
  return prior;
}

CameraPrior any_camera(const FieldSpec& field) {
  CameraPrior prior;
  prior.mean << 0.8, 0, 0.4, 0, 0, 0, 15;
  prior.sigma << 1, 3, 0.5, 0.1, field.length_m, field.length_m, 20;
  return prior;
}

Pinhole look_at(std::span<const Correspondence> matches, const CameraPrior& prior, Vec2d size) {
  Pinhole camera = Pinhole::from(prior.mean);
  Vec2d field, pixel;
  const double share = 1 / static_cast<double>(std::max<std::size_t>(1, matches.size()));
  for (const Correspondence& match : matches) {
    field = field + share * match.field;
    pixel = pixel + share * match.pixel;
  }
  const Vec2d ahead = field - camera.ground;
  camera.pan = std::atan2(ahead.x, ahead.y);
  camera.tilt = std::atan2(camera.height_m, length(ahead));
  const Mat3 h = camera.image_from_field(size);
  double seen = 0, expected = 0;
  for (const Correspondence& match : matches) {
    const auto q = project(h, match.field);
    if (!q) continue;
    seen += distance(match.pixel, pixel);
    expected += distance(*q, 0.5 * size);
  }
  if (seen > 0 && expected > 0)
    camera.log_focal = std::clamp(camera.log_focal + std::log(seen / expected), -0.7, 3.5);
  const double f = std::exp(camera.log_focal) * length(size) / 2;
  camera.pan -= (pixel.x - size.x / 2) / f;
  camera.tilt -= (pixel.y - size.y / 2) / f;
  return camera;
}

CameraFit fit_camera(std::span<Correspondence> matches, const CameraPrior& prior,
                     const Pinhole& start, Vec2d size) {
  constexpr double kWidths[] = {30, 8, 3, 1};  // from a rough start to the final reach
  Vector7d v = start.vector();
  Normal7 now;
  for (const double width : kWidths) {
    const double reach = kReach * width;
    now = accumulate(matches, prior, v, size, reach);
    double lambda = 1e-3;
    for (int round = 0; round < 10 && lambda < 1e6; ++round) {
      Matrix7d damped = now.n;
      damped.diagonal() *= 1 + lambda;
      const Vector7d step = damped.ldlt().solve(now.b), moved = v + step;
      const auto next = sane(moved) ? accumulate(matches, prior, moved, size, reach) : Normal7{};
      if (sane(moved) && next.cost <= now.cost) {
        const bool settled = now.cost - next.cost < 1e-4 * (1 + now.cost);
        v = moved;
        now = next;
        lambda = std::max(1e-9, lambda / 10);
        if (settled) break;
      } else {
        lambda *= 10;
      }
    }
  }
  now = accumulate(matches, prior, v, size, kReach);
  CameraFit fit{Pinhole::from(v), now.cost, now.prior_cost, now.n.inverse()};
  return fit;
}

HomographyPrior homography_prior(const CameraPrior& prior, const Pinhole& camera, Vec2d size,
                                 double slack_px) {
  HomographyPrior result;
  result.h = camera.image_from_field(size);
  const auto slopes = corner_slopes(camera, size);
  const Vector7d variance = prior.sigma.cwiseAbs2();
  Matrix8d cov = slopes * variance.asDiagonal() * slopes.transpose();
  cov.diagonal().array() += slack_px * slack_px;
  result.information = cov.ldlt().solve(Matrix8d::Identity());
  result.information = (0.5 * (result.information + result.information.transpose())).eval();
  result.mean = slopes * (prior.mean - camera.vector());
  return result;
}

}  // namespace touchline
