#include "geometry/homography_fit.h"

#include <Eigen/Cholesky>
#include <cmath>
#include <vector>

namespace touchline {
namespace {

struct NormalEquations {
  Matrix8d n = Matrix8d::Zero();
  Vector8d b = Vector8d::Zero();
  double cost = 0;
};

// One match into raw normal equations; returns nothing when it does not count.
void add(NormalEquations& sum, const CornerFrame& frame, const Mat3& h, const Correspondence& match,
         double weight) {
  const auto q = project(h, match.field);
  if (!q || !(weight > 0)) return;
  const double w = weight * match.share / (match.sigma_px * match.sigma_px);
  const auto row = [&](Vec2d normal) {
    const Vector8d j = frame.raw(*q, normal);
    sum.n.noalias() += (w * j) * j.transpose();
    sum.b.noalias() -= (w * dot(normal, *q - match.pixel)) * j;
  };
  if (match.is_line()) return row(match.normal);
  row({1, 0});
  row({0, 1});
}

void lift(NormalEquations& sum, const Matrix8d& by) {
  sum.n = by.transpose() * sum.n * by;
  sum.b = by.transpose() * sum.b;
}

void add_prior(NormalEquations& sum, const CornerFrame& frame, const Mat3& h,
               const HomographyPrior* prior, double share = 1) {
  if (!prior) return;
  const Vector8d d = frame.between(prior->h, h) - prior->mean;
  const Vector8d force = share * (prior->information * d);
  sum.n += share * prior->information;
  sum.b -= force;
  sum.cost += d.dot(force);
}

NormalEquations accumulate(const CornerFrame& frame, const Mat3& h,
                           std::span<Correspondence> matches, const HomographyPrior* prior,
                           double reach) {
  NormalEquations sum;
  for (Correspondence& match : matches) {
    const double e2 = squared_error(h, match);
    match.weight = tukey_weight(e2, reach);
    sum.cost += match.share * tukey_cost(e2, reach);
    add(sum, frame, h, match, match.weight);
  }
  lift(sum, frame.lift());
  add_prior(sum, frame, h, prior);
  return sum;
}

}  // namespace

std::optional<HomographyFit> fit(const CornerFrame& frame, const Mat3& start,
                                 std::span<Correspondence> matches, const HomographyPrior* prior,
                                 std::span<const double> widths) {
  Mat3 h = start;
  NormalEquations now;
  double reach = kReach, lambda = 1e-4;
  constexpr int kRounds = 12;
  for (int round = 0; round < kRounds; ++round) {
    const auto stage = static_cast<std::size_t>(round);
    if (round == 0 || stage <= widths.size()) {
      reach = kReach * (stage < widths.size() ? widths[stage] : 1.0);
      now = accumulate(frame, h, matches, prior, reach);
      lambda = 1e-4;
    }
    Matrix8d damped = now.n;
    damped.diagonal() *= 1 + lambda;
    damped.diagonal().array() += 1e-12;
    const Eigen::LDLT<Matrix8d> solver(damped);
    const Vector8d step = solver.solve(now.b);
    const double size = step.cwiseAbs().maxCoeff();
    if (!std::isfinite(size)) return std::nullopt;
    if (size < 0.25 * frame.diagonal()) {
      const Mat3 moved = frame.displacement(step) * h;
      const auto next = accumulate(frame, moved, matches, prior, reach);
      if (next.cost <= now.cost * (1 + 1e-12)) {
        h = moved;
        now = next;
        lambda = std::max(1e-9, lambda / 10);
        // Further steps would be far below what is measured.
        if (size < 2e-5 * frame.diagonal() && stage >= widths.size()) break;
        continue;
      }
    }
    lambda *= 30;
    if (lambda > 1e7) break;
  }
  HomographyFit result;
  now = accumulate(frame, h, matches, prior, kReach);
  const Eigen::LDLT<Matrix8d> solver(now.n);
  if (solver.info() != Eigen::Success || !(solver.vectorD().minCoeff() > 0)) return std::nullopt;
  result.h = h;
  result.cost = now.cost;
  result.cov = solver.solve(Matrix8d::Identity());
  if (!result.cov.allFinite()) return std::nullopt;
  double weights = 0, errors = 0;
  for (const Correspondence& match : matches) {
    if (!(match.weight > 0)) continue;
    ++(match.is_line() ? result.lines : result.points);
    weights += match.weight * (match.is_line() ? 1 : 2);
    errors += match.weight * squared_error(h, match);
  }
  // Eight parameters were fitted; the prior carries its part of them.
  const double freedom = weights - (prior ? 4 : 8);
  if (freedom > 1) result.spread = std::sqrt(errors / freedom);
  return result;
}

HeldOutError held_out_error(const CornerFrame& frame, const HomographyFit& fit,
                            std::span<const Correspondence> matches, const HomographyPrior* prior,
                            double prior_share, int group_count) {
  std::vector<NormalEquations> groups(static_cast<std::size_t>(group_count));
  for (const Correspondence& match : matches)
    add(groups[static_cast<std::size_t>(match.group)], frame, fit.h, match, match.weight);
  NormalEquations all;
  for (auto& group : groups) {
    lift(group, frame.lift());
    all.n += group.n;
    all.b += group.b;
  }
  add_prior(all, frame, fit.h, prior, prior_share);
  HeldOutError error;
  double px2 = 0, m2 = 0;
  int count = 0;
  Vector8d mean = Vector8d::Zero();
  for (int g = 0; g < group_count; ++g) {
    const auto& own = groups[static_cast<std::size_t>(g)];
    if (!(own.n.trace() > 0)) continue;
    const Matrix8d rest = all.n - own.n;
    const Eigen::LDLT<Matrix8d> solver(rest);
    const auto pivots = solver.vectorD();
    if (!(pivots.minCoeff() > 1e-9 * pivots.maxCoeff())) continue;
    const Vector8d moved = solver.solve(all.b - own.b);
    const Mat3 h = frame.displacement(moved) * fit.h;
    const auto back = inverse(h);
    if (!back) continue;
    ++error.groups;
    mean += moved;
    error.jackknife += moved * moved.transpose();
    for (const Correspondence& match : matches) {
      if (match.group != g || !(match.weight > 0)) continue;
      const auto q = project(h, match.field);
      if (!q) continue;
      const Vec2d r = *q - match.pixel;
      const Vec2d miss = match.is_line() ? dot(match.normal, r) * match.normal : r;
      const double metres = distance(project_any(*back, *q), project_any(*back, *q - miss));
      px2 += dot(miss, miss);
      m2 += metres * metres;
      ++count;
    }
  }
  if (count > 0) {
    error.px = std::sqrt(px2 / count);
    error.m = std::sqrt(m2 / count);
  }
  if (error.groups > 0) {
    const double n = error.groups;
    error.jackknife = ((n - 1) / n * (error.jackknife - mean * mean.transpose() / n)).eval();
  }
  return error;
}

}  // namespace touchline
