// Where the hands are over time, bridged over short gaps, and how large the body is.
#pragma once

#include <vector>

#include "analytics/resample.h"
#include "sports/golf/pose_series.h"
#include "sports/golf/swing_plan.h"

namespace touchline::golf {

/// Even steps of time; all lists have one value for each.
struct HandPath {
  double start_s = 0, step_s = 0;  ///< of the first value, and between two
  double torso_px = 0;             ///< median; 0: never seen, and the lists are empty
  std::vector<double> height;      ///< hands above mid-shoulder, torso lengths; up is positive
  std::vector<double> side;        ///< hands right of mid-hip in the picture, torso lengths
  std::vector<double> apart;       ///< the wrists from one another, torso lengths
  std::vector<Filled> state;       ///< `missing`: the values are held, not seen

  [[nodiscard]] std::size_t size() const { return height.size(); }
  [[nodiscard]] double time(double index) const { return start_s + index * step_s; }
  /// The place of a time, which may lie between two values or outside the list.
  [[nodiscard]] double index(double time_s) const { return (time_s - start_s) / step_s; }
};

/// The path of a series' hands: each wrist's mean, or the one that is seen. Single samples that
/// jump out of line are dropped. Gaps up to the rule's longest are bridged and marked
/// `interpolated`.
HandPath hand_path(const PoseSeries& series, const SwingPlan& plan);

/// Values smoothed over about `seconds`, centred.
std::vector<double> smoothed(const HandPath& path, const std::vector<double>& values,
                             double seconds);

}  // namespace touchline::golf
