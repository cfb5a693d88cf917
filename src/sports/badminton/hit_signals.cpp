#include "sports/badminton/hit_signals.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "analytics/robust.h"

namespace touchline::badminton {
namespace {

/// Over a percentile of what is above 0, which is taken for `least` where it is below; at most 1.
void normalise(std::vector<double>& signal, double share, double least) {
  std::vector<double> positive;
  for (const double value : signal)
    if (value > 0) positive.push_back(value);
  const double scale = std::max(least, quantile_of(positive, share).value_or(1));
  for (auto& value : signal) value = std::min(1.0, value / scale);
}

/// A.
double turn_at(const ShuttleCourse& course, std::size_t i, const HitRule& rule) {
  const double t = course.times()[i];
  const auto before = course.within(t - rule.turn_s, t - rule.turn_least_s);
  const auto after = course.within(t + rule.turn_least_s, t + rule.turn_s);
  if (before.size() == 0 || after.size() == 0) return 0;
  const auto here = course.points()[i];
  const auto from = here - course.points()[before.begin];
  const auto to = course.points()[after.end - 1] - here;
  const double lengths = length(from) * length(to);
  return lengths > 0 ? std::max(0.0, -dot(from, to) / lengths) : 0;
}

/// The mean speed of the points in a range, where their velocities are known.
std::optional<double> mean_speed(const ShuttleCourse& course, ShuttleCourse::Range range,
                                 double step_s) {
  double sum = 0;
  int count = 0;
  for (auto i = range.begin; i < range.end; ++i) {
    if (const auto v = course.velocity(course.times()[i], step_s)) {
      sum += length(*v);
      ++count;
    }
  }
  if (count == 0) return {};
  return sum / count;
}

/// B.
double speed_change_at(const ShuttleCourse& course, std::size_t i, const HitRule& rule) {
  const double t = course.times()[i];
  // A velocity that is taken across the moment itself says nothing of either side.
  const auto before =
      mean_speed(course, course.within(t - rule.speed_s, t - rule.step_s), rule.step_s);
  const auto after =
      mean_speed(course, course.within(t + rule.step_s, t + rule.speed_s), rule.step_s);
  if (!before || !after || *before <= 0 || *after <= 0) return 0;
  return std::max(*after / *before, *before / *after) - 1;
}

/// C: x fitted by a line and y by a parabola in time; the mean distance from what they foretell.
double departure_at(const ShuttleCourse& course, std::size_t i, const HitRule& rule) {
  const double t = course.times()[i];
  const auto past = course.within(t - rule.fit_s, t);
  const auto ahead = course.within(std::nextafter(t, t + 1), t + rule.ahead_s);
  if (past.size() < 3 || ahead.size() == 0) return 0;
  Eigen::MatrixXd terms(past.size(), 3);
  Eigen::MatrixXd seen(past.size(), 2);
  for (std::size_t k = 0; k < past.size(); ++k) {
    const double u = course.times()[past.begin + k] - t;
    const auto p = course.points()[past.begin + k];
    const auto row = static_cast<Eigen::Index>(k);
    terms.row(row) << 1, u, u * u;
    seen.row(row) << p.x, p.y;
  }
  const Eigen::Vector2d x = terms.leftCols(2).colPivHouseholderQr().solve(seen.col(0));
  const Eigen::Vector3d y = terms.colPivHouseholderQr().solve(seen.col(1));
  double sum = 0;
  for (auto k = ahead.begin; k < ahead.end; ++k) {
    const double u = course.times()[k] - t;
    const auto p = course.points()[k];
    sum += std::hypot(p.x - (x[0] + x[1] * u), p.y - (y[0] + y[1] * u + y[2] * u * u));
  }
  return sum / static_cast<double>(ahead.size());
}

double wrist_at(const std::vector<WristSpeed>& wrists, Nanoseconds at, double reach_s) {
  const auto reach = static_cast<Nanoseconds>(reach_s * 1e9);
  const auto begin = std::lower_bound(wrists.begin(), wrists.end(), at - reach,
                                      [](const auto& w, Nanoseconds t) { return w.pts_ns < t; });
  double most = 0;
  for (auto w = begin; w != wrists.end() && w->pts_ns <= at + reach; ++w)
    most = std::max(most, w->speed);
  return most;
}

std::optional<Vec2d> mean_velocity(const ShuttleCourse& course, double from, double to) {
  const auto range = course.within(from, to);
  if (range.size() < 2) return {};
  const auto a = range.begin, b = range.end - 1;
  return (1 / (course.times()[b] - course.times()[a])) * (course.points()[b] - course.points()[a]);
}

/// The point near `i` on whose two sides the velocities differ most: the sum of the signals has a
/// broad top, the kink has not.
std::size_t kink_near(const ShuttleCourse& course, std::size_t i, const HitRule& rule) {
  const auto& times = course.times();
  const auto near = course.within(times[i] - rule.refine_s, times[i] + rule.refine_s);
  std::size_t best = i;
  double most = 0;
  for (auto k = near.begin; k < near.end; ++k) {
    const auto before = mean_velocity(course, times[k] - rule.refine_s, times[k]);
    const auto after = mean_velocity(course, times[k], times[k] + rule.refine_s);
    const double turn = before && after ? length(*after - *before) : 0;
    if (turn > most) {
      most = turn;
      best = k;
    }
  }
  return best;
}

}  // namespace

HitSignals hit_signals(const ShuttleCourse& course, const HitEvidence& evidence,
                       const HitRule& rule) {
  HitSignals signals;
  for (std::size_t i = 0; i < course.times().size(); ++i) {
    const auto pts = evidence.shuttle[course.sample(i)].pts_ns;
    signals.turn.push_back(turn_at(course, i, rule));
    signals.speed.push_back(speed_change_at(course, i, rule));
    signals.departure.push_back(departure_at(course, i, rule));
    signals.wrist.push_back(wrist_at(evidence.wrists, pts, rule.wrist_s));
  }
  normalise(signals.turn, 0.9, rule.turn_scale);
  normalise(signals.speed, 0.9, rule.speed_scale);
  normalise(signals.departure, 0.9, rule.departure_scale * evidence.height_px);
  normalise(signals.wrist, 0.95, 0);
  for (std::size_t i = 0; i < signals.turn.size(); ++i) {
    const double a = signals.turn[i], b = signals.speed[i], c = signals.departure[i];
    const bool told = c > rule.departure_gate && (a > rule.gate || b > rule.gate);
    const double sum = rule.turn_weight * a + rule.speed_weight * b + rule.break_weight * c +
                       rule.wrist_weight * signals.wrist[i];
    signals.sum.push_back(told ? sum : 0);
  }
  return signals;
}

std::vector<HitCandidate> find_hits(const HitEvidence& evidence, const HitRule& rule) {
  const auto& series = evidence.shuttle;
  const ShuttleCourse course(series, rule.gap_s, rule.smooth_s);
  const auto signals = hit_signals(course, evidence, rule);
  const auto& times = course.times();
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < times.size(); ++i)
    if (signals.sum[i] >= rule.least) order.push_back(i);
  std::stable_sort(order.begin(), order.end(),
                   [&](auto a, auto b) { return signals.sum[a] > signals.sum[b]; });
  std::vector<std::size_t> chosen;
  for (const auto i : order) {
    if (std::all_of(chosen.begin(), chosen.end(),
                    [&](auto k) { return std::abs(times[i] - times[k]) >= rule.apart_s; }))
      chosen.push_back(i);
  }
  std::sort(chosen.begin(), chosen.end());
  std::vector<HitCandidate> hits;
  for (const auto i : chosen) {
    const auto at = kink_near(course, i, rule);
    const auto& sample = series[course.sample(at)];
    const double t = times[at];
    HitCandidate hit{sample.frame,
                     sample.pts_ns,
                     sample.at_px,
                     signals.sum[i],
                     signals.turn[i],
                     signals.speed[i],
                     signals.departure[i],
                     {},
                     {},
                     {}};
    hit.before = mean_velocity(course, t - rule.speed_s, t - rule.step_s);
    hit.after = mean_velocity(course, t + rule.step_s, t + rule.speed_s);
    hit.speed_px_s =
        mean_speed(course, course.within(t + 2 * rule.step_s, t + 1 / 3.0), rule.step_s);
    hits.push_back(hit);
  }
  return hits;
}

}  // namespace touchline::badminton
