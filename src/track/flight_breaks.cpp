#include "track/flight_breaks.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <optional>

namespace touchline {
namespace {

constexpr int kEnoughBeside = 4, kLeastBeside = 3;  ///< points on each side of a moment
constexpr std::size_t kLeastPoints = 7;             ///< in all
constexpr Nanoseconds kStep = kSecond / 60;         ///< between moments that are tried

using Points = std::span<const FlightPoint>;

double seconds_from(Nanoseconds t, const FlightPoint& point) {
  return to_seconds(point.pts_ns - t);
}

/// The points within `reach` of a moment.
Points around(Points course, Nanoseconds t, double reach) {
  const auto span = from_seconds(reach);
  const auto begin =
      std::lower_bound(course.begin(), course.end(), t - span,
                       [](const FlightPoint& point, Nanoseconds at) { return point.pts_ns < at; });
  const auto end =
      std::upper_bound(begin, course.end(), t + span,
                       [](Nanoseconds at, const FlightPoint& point) { return at < point.pts_ns; });
  return {begin, end};
}

/// How many of them lie on the side with fewer.
int beside(Points points, Nanoseconds t) {
  const auto is = [&](bool after) {
    return std::count_if(points.begin(), points.end(), [&](const FlightPoint& point) {
      return after ? point.pts_ns > t : point.pts_ns < t;
    });
  };
  return static_cast<int>(std::min(is(false), is(true)));
}

/// Those no farther off than the course reaches to either side. What is odd in time, as drag that
/// comes and goes, then tells nothing of a turn.
Points even_sided(Points points, Nanoseconds t) {
  if (points.empty()) return points;
  constexpr double kUneven_s = 0.02;
  const double shorter = std::min(-seconds_from(t, points.front()), seconds_from(t, points.back()));
  return around(points, t, std::max(0.0, shorter) + kUneven_s);
}

/// The points that tell about a moment; none: too few do.
Points telling(Points course, Nanoseconds t, const BreakRule& rule) {
  constexpr int kWider = 4;
  for (int i = 0; i <= kWider; ++i) {
    const double reach = rule.reach_s + (rule.most_reach_s - rule.reach_s) * i / kWider;
    const Points points = even_sided(around(course, t, reach), t);
    const int fewer = beside(points, t);
    if (points.size() < kLeastPoints || fewer < kLeastBeside) continue;
    if (fewer >= kEnoughBeside || i == kWider) return points;
  }
  return {};
}

/// A moment's turn, whether or not it is one.
std::optional<FlightBreak> turn_at(Points course, Nanoseconds t, double noise_px,
                                   const BreakRule& rule) {
  const Points points = telling(course, t, rule);
  if (points.empty()) return std::nullopt;
  const double unit = rule.reach_s;
  Eigen::Matrix4d normal = Eigen::Matrix4d::Zero();
  Eigen::Matrix<double, 4, 2> right = Eigen::Matrix<double, 4, 2>::Zero();
  const auto row_of = [&](const FlightPoint& point) {
    const double u = seconds_from(t, point) / unit;
    return Eigen::Vector4d(1, u, u * u, std::abs(u));
  };
  const Vec2f base = points.front().at;  // small numbers lose nothing
  const auto offset = [&](const FlightPoint& point) {
    return Eigen::RowVector2d(double{point.at.x} - base.x, double{point.at.y} - base.y);
  };
  for (const auto& point : points) {
    const Eigen::Vector4d row = row_of(point);
    normal += row * row.transpose();
    right += row * offset(point);
  }
  const Eigen::LDLT<Eigen::Matrix4d> solver(normal);
  if (!(solver.vectorD().minCoeff() > 1e-9)) return std::nullopt;
  const Eigen::Matrix<double, 4, 2> fit = solver.solve(right);
  double squares = 0;
  for (const auto& point : points)
    squares += (offset(point) - row_of(point).transpose() * fit).squaredNorm();
  const double freedom = 2.0 * static_cast<double>(points.size()) - 8;
  const double variance = std::max(noise_px * noise_px, squares / freedom);
  const double of_kink = solver.solve(Eigen::Vector4d(0, 0, 0, 1))[3] * variance;

  FlightBreak turn;
  turn.pts_ns = t;
  turn.nearest = *std::min_element(points.begin(), points.end(),
                                   [&](const FlightPoint& a, const FlightPoint& b) {
                                     return std::abs(a.pts_ns - t) < std::abs(b.pts_ns - t);
                                   });
  turn.before = {(fit(1, 0) - fit(3, 0)) / unit, (fit(1, 1) - fit(3, 1)) / unit};
  turn.after = {(fit(1, 0) + fit(3, 0)) / unit, (fit(1, 1) + fit(3, 1)) / unit};
  turn.sigmas = fit.row(3).norm() / std::sqrt(of_kink);
  return turn;
}

/// The turns of every point's moment and of some between points, within `time` and close to it.
std::vector<FlightBreak> all_turns(Points course, double noise_px, const BreakRule& rule,
                                   const BreakTime& time) {
  const auto apart = from_seconds(rule.apart_s);
  std::vector<FlightBreak> turns;
  for (std::size_t i = 0; i + 1 < course.size(); ++i) {
    const Nanoseconds from = course[i].pts_ns, gap = course[i + 1].pts_ns - from;
    const Nanoseconds steps = gap > from_seconds(rule.most_reach_s) ? 1 : (gap + kStep - 1) / kStep;
    for (Nanoseconds s = 0; s < steps; ++s) {
      const Nanoseconds t = from + gap * s / steps;
      if (t < time.from - apart || t > time.to + apart) continue;
      if (auto turn = turn_at(course, t, noise_px, rule)) turns.push_back(*turn);
    }
  }
  return turns;
}

}  // namespace

std::vector<FlightBreak> find_breaks(std::span<const FlightPoint> course, double height_px,
                                     const BreakRule& rule, const BreakTime& time) {
  const auto turns = all_turns(course, rule.noise * height_px, rule, time);
  const auto apart = from_seconds(rule.apart_s);
  std::vector<FlightBreak> breaks;
  for (std::size_t i = 0; i < turns.size(); ++i) {
    const auto& turn = turns[i];
    if (turn.pts_ns <= time.from || turn.pts_ns > time.to) continue;
    const double size = length(turn.after - turn.before),
                 speed = std::max(length(turn.before), length(turn.after));
    if (turn.sigmas < rule.least_sigmas || size < rule.least_turn * height_px ||
        size < rule.least_share * speed)
      continue;
    const auto clearer = [&](const FlightBreak& other) {
      if (std::abs(other.pts_ns - turn.pts_ns) > apart || &other == &turn) return false;
      return other.sigmas > turn.sigmas ||
             (other.sigmas == turn.sigmas && other.pts_ns < turn.pts_ns);
    };
    if (std::none_of(turns.begin(), turns.end(), clearer)) breaks.push_back(turn);
  }
  return breaks;
}

}  // namespace touchline
