// Where the shuttle was seen over time, and its course with short gaps closed.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "geometry/linear.h"

namespace touchline::badminton {

/// `unknown`: nobody looked, which is not the same as `missing`: looked for and not seen.
enum class Sight : std::uint8_t { seen, missing, unknown };

/// The shuttle in one frame.
struct ShuttleSample {
  std::int64_t frame = 0;
  Nanoseconds pts_ns = 0;
  Sight sight = Sight::unknown;
  Vec2d at_px;  ///< meaningless unless seen
};

/// In the order of their times, each later than the one before.
using ShuttleSeries = std::vector<ShuttleSample>;

/// The course between samples: gaps of at most `gap_s` are closed by a straight line, and each
/// coordinate is smoothed by the median of what lies within `smooth_s` / 2 of it. Nothing outside.
class ShuttleCourse {
 public:
  ShuttleCourse(const ShuttleSeries& series, double gap_s, double smooth_s);

  /// Pixels at a moment, in seconds after the first sample; nothing in a gap.
  [[nodiscard]] std::optional<Vec2d> at(double t) const;
  /// Pixels per second, over `reach_s` to either side.
  [[nodiscard]] std::optional<Vec2d> velocity(double t, double reach_s) const;
  /// The points seen within [from, to], smoothed; indices into times() and points().
  struct Range {
    std::size_t begin = 0, end = 0;
    [[nodiscard]] std::size_t size() const { return end - begin; }
  };
  [[nodiscard]] Range within(double from, double to) const;

  /// Of the samples where it was seen.
  [[nodiscard]] const std::vector<double>& times() const { return times_; }
  [[nodiscard]] const std::vector<Vec2d>& points() const { return points_; }
  /// The sample of the series that point `i` comes from.
  [[nodiscard]] std::size_t sample(std::size_t i) const { return samples_[i]; }

 private:
  double gap_s_;
  std::vector<double> times_;
  std::vector<Vec2d> points_;
  std::vector<std::size_t> samples_;
};

}  // namespace touchline::badminton
