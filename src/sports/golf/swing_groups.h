// A session's swings held against one another: by score, the most typical one, and where groups
// differ.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include "sports/golf/swing.h"
#include "sports/golf/swing_metrics.h"

namespace touchline::golf {

/// Places in `swings` of those that count, by score (1 is best, 5 worst): not rejected, trusted,
/// and with a score counted.
std::map<int, std::vector<std::size_t>> groups_by_score(std::span<const Swing> swings);

/// The one whose curves are least far from all others'; nothing of none, and of curves that have
/// nothing in common.
std::optional<std::size_t> medoid(std::span<const SwingCurves* const> swings);

/// Where in a phase two groups' measure differs.
struct Difference {
  SwingPhase phase = SwingPhase::backswing;
  SwingMetric metric = SwingMetric::shoulder_width;
  double from = 0, to = 0;  ///< shares of the phase's time, 0..1
  double mean = 0;          ///< first group less second, over that time
  double p = 1;             ///< of the cluster, which may reach over several phases
  double q = 1;             ///< over all measures (false discoveries)
};

struct CompareRule {
  double t = 2.0;
  int permutations = 2000;
  double alpha = 0.05;
  double shortest = 0.04;  ///< of a phase: shorter clusters are left out
};

/// Differences with q <= alpha, in the order of phases and measures. A measure is tested once, from
/// address to finish; of phases that not even two swings of each group have it is left out.
std::vector<Difference> compare(std::span<const SwingCurves* const> a,
                                std::span<const SwingCurves* const> b,
                                const CompareRule& rule = {});

}  // namespace touchline::golf
