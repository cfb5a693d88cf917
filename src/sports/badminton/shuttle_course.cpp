#include "sports/badminton/shuttle_course.h"

#include <algorithm>

#include "analytics/robust.h"

namespace touchline::badminton {

ShuttleCourse::ShuttleCourse(const ShuttleSeries& series, double gap_s, double smooth_s)
    : gap_s_(gap_s) {
  std::vector<Vec2d> raw;
  for (std::size_t i = 0; i < series.size(); ++i) {
    if (series[i].sight != Sight::seen) continue;
    times_.push_back(static_cast<double>(series[i].pts_ns - series[0].pts_ns) / 1e9);
    raw.push_back(series[i].at_px);
    samples_.push_back(i);
  }
  points_ = raw;
  std::vector<double> x, y;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const auto near = within(times_[i] - smooth_s / 2, times_[i] + smooth_s / 2);
    // As many on one side as on the other, or the end of a course would be drawn back.
    const auto reach = std::min(i - near.begin, near.end - 1 - i);
    x.clear();
    y.clear();
    for (auto k = i - reach; k <= i + reach; ++k) {
      x.push_back(raw[k].x);
      y.push_back(raw[k].y);
    }
    points_[i] = {*middle_of(x), *middle_of(y)};
  }
}

std::optional<Vec2d> ShuttleCourse::at(double t) const {
  const auto next = std::lower_bound(times_.begin(), times_.end(), t);
  if (next == times_.end()) return {};
  const auto k = static_cast<std::size_t>(next - times_.begin());
  if (*next == t) return points_[k];
  if (k == 0 || times_[k] - times_[k - 1] > gap_s_) return {};
  const double share = (t - times_[k - 1]) / (times_[k] - times_[k - 1]);
  return points_[k - 1] + share * (points_[k] - points_[k - 1]);
}

std::optional<Vec2d> ShuttleCourse::velocity(double t, double reach_s) const {
  const auto before = at(t - reach_s), after = at(t + reach_s);
  if (!before || !after) return {};
  return (0.5 / reach_s) * (*after - *before);
}

ShuttleCourse::Range ShuttleCourse::within(double from, double to) const {
  const auto begin = std::lower_bound(times_.begin(), times_.end(), from);
  const auto end = std::upper_bound(begin, times_.end(), to);
  return {static_cast<std::size_t>(begin - times_.begin()),
          static_cast<std::size_t>(end - times_.begin())};
}

}  // namespace touchline::badminton
