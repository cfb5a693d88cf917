#include "sports/golf/swing_shape.h"

#include <algorithm>

namespace touchline::golf {
namespace {

constexpr double kSmooth_s = 0.1;
constexpr double kTurn = 0.4;  // torso lengths the hands move back before that is a turn

struct Turn {
  std::size_t at = 0;
  bool high = false;
};

/// The signal's turns, high and low in turn; what moves less than kTurn is none.
std::vector<Turn> turns_of(const std::vector<double>& y) {
  std::vector<Turn> turns;
  std::size_t highest = 0, lowest = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (y[i] > y[highest]) highest = i;
    if (y[i] < y[lowest]) lowest = i;
    const bool may_be_high = turns.empty() || !turns.back().high;
    const bool may_be_low = turns.empty() || turns.back().high;
    if (may_be_high && y[highest] - y[i] >= kTurn) {
      turns.push_back({highest, true});
      lowest = highest = i;
    } else if (may_be_low && y[i] - y[lowest] >= kTurn) {
      turns.push_back({lowest, false});
      lowest = highest = i;
    }
  }
  // The last one, which nothing has confirmed by going back.
  if (!turns.empty()) turns.push_back({turns.back().high ? lowest : highest, !turns.back().high});
  return turns;
}

}  // namespace

std::vector<SwingShape> swing_shapes(const HandPath& path, const SwingPlan& plan) {
  const std::vector<double> y = smoothed(path, path.height, kSmooth_s * plan.slowed);
  const std::vector<Turn> turns = turns_of(y);
  const BodyRule& rule = plan.body;
  std::vector<SwingShape> found;
  for (std::size_t k = 0; k + 2 < turns.size(); ++k) {
    if (!turns[k].high) continue;
    const SwingShape shape{k > 0 ? turns[k - 1].at : 0, turns[k].at, turns[k + 1].at,
                           turns[k + 2].at};
    const double down = y[shape.top] - y[shape.low], up = y[shape.top] - y[shape.before];
    if (down < rule.rise_torso || up < rule.rise_torso / 2) continue;
    // The hands may rest at the top: the way down counts from its half.
    std::size_t half = shape.low;
    while (half > shape.top && y[half] < y[shape.low] + down / 2) --half;
    const double down_s = 2 * static_cast<double>(shape.low - half) * path.step_s / plan.slowed;
    if (down_s < rule.downswing_least_s || down_s > rule.downswing_most_s) continue;
    std::size_t up_again = shape.low;
    while (up_again < shape.after && y[up_again] < y[shape.low] + kTurn) ++up_again;
    const double up_s = static_cast<double>(up_again - shape.low) * path.step_s / plan.slowed;
    if (up_s > rule.downswing_most_s) continue;
    found.push_back(shape);
  }
  return found;
}

}  // namespace touchline::golf
