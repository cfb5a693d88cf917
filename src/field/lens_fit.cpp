#include "field/lens_fit.h"

#include <Eigen/Cholesky>
#include <cmath>

namespace touchline {
namespace {

using Vector9d = Eigen::Matrix<double, 9, 1>;
using Matrix9d = Eigen::Matrix<double, 9, 9>;

struct Normal9 {
  Matrix9d n = Matrix9d::Zero();
  Vector9d b = Vector9d::Zero();
  double cost = 0;
};

/// How the undistorted place of a pixel moves as k1 grows: distort() differentiated where the
/// distorted place stays.
Vec2d slope_by_k1(const Lens& lens, Vec2d straight) {
  const Vec2d u = (1 / lens.half_diagonal) * (straight - lens.centre);
  const double r2 = dot(u, u);
  return (-lens.half_diagonal * r2 / (1 + 3 * lens.k1 * r2)) * u;
}

Normal9 accumulate(const CornerFrame& frame, const Mat3& h, const Lens& lens,
                   std::span<Correspondence> matches, double reach) {
  Normal9 sum;
  for (Correspondence& match : matches) {
    const double e2 = squared_error(h, match);
    match.weight = tukey_weight(e2, reach);
    sum.cost += match.share * tukey_cost(e2, reach);
    if (!(match.weight > 0)) continue;
    const Vec2d q = project_any(h, match.field), by_k1 = slope_by_k1(lens, match.pixel);
    const double w = match.weight * match.share / (match.sigma_px * match.sigma_px);
    const auto add = [&](Vec2d normal) {
      Vector9d row;
      row << frame.raw(q, normal), -dot(normal, by_k1);
      sum.n.noalias() += (w * row) * row.transpose();
      sum.b.noalias() -= (w * dot(normal, q - match.pixel)) * row;
    };
    if (match.is_line()) {
      add(match.normal);
    } else {
      add({1, 0});
      add({0, 1});
    }
  }
  Matrix9d lift = Matrix9d::Identity();
  lift.topLeftCorner<8, 8>() = frame.lift();
  sum.n = lift.transpose() * sum.n * lift;
  sum.b = lift.transpose() * sum.b;
  return sum;
}

}  // namespace

std::optional<LensFit> fit_with_lens(const CornerFrame& frame, const Mat3& start, const Lens& lens,
                                     const StraightMatches& matches, std::span<const double> widths,
                                     std::vector<Correspondence>& scratch) {
  constexpr int kMostRounds = 12;
  constexpr double kSmall = 2e-4, kSmallK1 = 1e-4;  // diagonals; steps that end the search
  LensFit now{start, lens, 0, 0, 0};
  Normal9 sum;
  std::vector<Correspondence> trial;
  matches(lens, scratch);
  double reach = kReach, lambda = 1e-3;
  for (int round = 0; round < kMostRounds; ++round) {
    const auto stage = static_cast<std::size_t>(round);
    if (round == 0 || stage <= widths.size()) {
      reach = kReach * (stage < widths.size() ? widths[stage] : 1.0);
      sum = accumulate(frame, now.h, now.lens, scratch, reach);
      lambda = 1e-3;
    }
    Matrix9d damped = sum.n;
    damped.diagonal() *= 1 + lambda;
    damped.diagonal().array() += 1e-12;
    const Vector9d step = damped.ldlt().solve(sum.b);
    if (!step.allFinite()) return std::nullopt;
    const double size = step.head<8>().cwiseAbs().maxCoeff();
    Lens moved_lens = now.lens;
    moved_lens.k1 += step[8];
    if (size < 0.25 * frame.diagonal() && std::abs(moved_lens.k1) <= kLargestK1) {
      const Mat3 moved = frame.displacement(step.head<8>()) * now.h;
      matches(moved_lens, trial);
      const auto next = accumulate(frame, moved, moved_lens, trial, reach);
      if (next.cost <= sum.cost * (1 + 1e-12)) {
        now.h = moved, now.lens = moved_lens;
        sum = next;
        scratch.swap(trial);
        lambda = std::max(1e-9, lambda / 10);
        const bool settled = size < kSmall * frame.diagonal() && std::abs(step[8]) < kSmallK1;
        if (settled && stage >= widths.size()) break;
        continue;
      }
    }
    lambda *= 30;
    if (lambda > 1e7) break;
  }
  sum = accumulate(frame, now.h, now.lens, scratch, kReach);
  now.cost = sum.cost;
  for (const Correspondence& match : scratch)
    if (match.weight > 0) ++(match.is_line() ? now.lines : now.points);
  if (2 * now.points + now.lines < 9) return std::nullopt;
  return now;
}

}  // namespace touchline
