#include "sports/golf/swing_events.h"

#include <algorithm>
#include <cmath>

#include "analytics/robust.h"

namespace touchline::golf {
namespace {

using Values = std::vector<double>;

// How far from a moment that the hands' path shows an event lies, in parts of the swing's own
// times: what makes the rule the same for slow motion. Found on GolfDB's labels.
constexpr double kSmooth = 0.6;         // of the downswing
constexpr double kAddressMoved = 0.06;  // torso lengths
constexpr double kAddressBefore = 2.4;  // follow-through halves
constexpr double kToeUpHeight = -0.6;   // torso lengths above the shoulders
constexpr double kToeUpBefore = 0.65;   // follow-through halves
constexpr double kLevelHeight = -0.4;   // torso lengths: the lead arm is about level
constexpr double kMidBackAfter = 0.1, kMidBackBefore = 0.8;  // from half up to low
constexpr double kTopBefore = 0.25;                          // from half up to low
constexpr double kMidDownAfter = 0.05;                       // downswing halves
constexpr double kContactBefore = 0.45;                      // downswing halves
constexpr double kMidFollowAfter = 0.3;                      // follow-through halves
constexpr double kFinishAfter = 4.15;                        // downswing halves

/// Goes back from `from` to where `y` crosses `level`: from below when `rising_back`.
double back_to(const Values& y, std::size_t from, double level, std::size_t stop,
               bool rising_back) {
  std::size_t i = from;
  while (i > stop && (rising_back ? y[i] < level : y[i] > level)) --i;
  if (i + 1 >= y.size()) return static_cast<double>(i);
  const double share = (level - y[i]) / (y[i + 1] - y[i]);
  return static_cast<double>(i) + (share >= 0 && share <= 1 ? share : 0);
}

double on_to(const Values& y, std::size_t from, double level, std::size_t stop) {
  std::size_t i = from;
  while (i < stop && y[i] < level) ++i;
  if (i == 0) return 0;
  const double share = (y[i] - level) / (y[i] - y[i - 1]);
  return static_cast<double>(i) - (share >= 0 && share <= 1 ? share : 0);
}

struct Stretch {
  std::size_t size;
  [[nodiscard]] std::size_t at(double place) const {
    return static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(size - 1)));
  }
};

std::size_t extreme(const Values& y, std::size_t from, std::size_t to, bool highest) {
  const auto first = y.begin() + static_cast<std::ptrdiff_t>(from);
  const auto last = y.begin() + static_cast<std::ptrdiff_t>(to) + 1;
  const auto at = highest ? std::max_element(first, last) : std::min_element(first, last);
  return static_cast<std::size_t>(at - y.begin());
}

/// When the hands leave the place where they rested before `moving`.
double leaves_address(const HandPath& path, std::size_t moving, double down, std::size_t stop) {
  const Stretch all{path.size()};
  const auto m = static_cast<double>(moving);
  const std::size_t from = all.at(m - 5 * down), to = std::max(from + 1, all.at(m - down));
  const auto rest_of = [&](const Values& v) {
    return *middle_of(std::span(v).subspan(from, to - from));
  };
  const double seconds = down / 2 * kSmooth * path.step_s;
  const Values x = smoothed(path, path.side, seconds), y = smoothed(path, path.height, seconds);
  const double rest_x = rest_of(path.side), rest_y = rest_of(path.height);
  Values moved(moving + 1);
  for (std::size_t i = 0; i <= moving; ++i) moved[i] = std::hypot(x[i] - rest_x, y[i] - rest_y);
  return back_to(moved, moving, kAddressMoved, stop, false);
}

}  // namespace

SwingMoments swing_moments(const HandPath& path, const SwingShape& shape) {
  const Stretch all{path.size()};
  SwingMoments m;
  const double half_height = (path.height[shape.top] + path.height[shape.low]) / 2;
  const double down =
      2 * std::max(2.0, static_cast<double>(shape.low) -
                            back_to(path.height, shape.low, half_height, shape.top, true));
  const Values y = smoothed(path, path.height, kSmooth * down * path.step_s);
  const auto rough = static_cast<double>(shape.low);
  const std::size_t low = extreme(y, all.at(rough - 0.6 * down), all.at(rough + 0.6 * down), false);
  const std::size_t top = extreme(y, all.at(rough - 2.2 * down), low, true);
  const std::size_t start = all.at(static_cast<double>(top) - 8 * down);
  const std::size_t end = all.at(static_cast<double>(low) + 3 * down);
  m.low = static_cast<double>(low);
  m.high = y[top];
  m.lowest = y[low];
  m.base = *quantile_of(std::span(y).subspan(start, top - start + 1), 0.1);
  m.through = y[extreme(y, low, end, true)];
  m.half_down = back_to(y, low, (m.high + m.lowest) / 2, top, true);
  m.half_up = back_to(y, top, (m.base + m.high) / 2, start, false);
  const auto through = [&](double share) {
    return on_to(y, low, std::lerp(m.lowest, m.through, share), end);
  };
  m.half_through = through(0.5);

  const double half = m.low - m.half_down, up_to_low = m.low - m.half_up;
  const double follow = m.half_through - m.low;
  // Hands that do not hang so low, or rise so high, cross in proportion.
  const auto crossing = [&](double height) {
    const double least = std::lerp(m.base, m.high, 0.1), most = std::lerp(m.base, m.high, 0.9);
    return back_to(y, top, std::clamp(height, least, most), start, false);
  };
  const double toe = crossing(kToeUpHeight), level = crossing(kLevelHeight);
  m.events = {
      leaves_address(path, all.at(toe), down, start) - kAddressBefore * follow,
      toe - kToeUpBefore * follow,
      ((level + kMidBackAfter * up_to_low) + (m.half_down - kMidBackBefore * up_to_low)) / 2,
      m.half_down - kTopBefore * up_to_low,
      m.half_down + kMidDownAfter * half,
      through(0.2) - kContactBefore * half,
      through(0.2) + kMidFollowAfter * follow,
      through(0.9) + kFinishAfter * half};
  return m;
}

}  // namespace touchline::golf
