// A session's swings in two groups: the best against the worst, or those with a score against
// practice swings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sports/golf/swing_groups.h"

namespace touchline::golf {

struct SwingGroup {
  std::string name;                    ///< in a sentence: "your best swings"
  std::string label;                   ///< in a table: "best: score 1 or 2"
  std::vector<std::size_t> swings;     ///< places in Comparison::swings
  std::optional<std::size_t> typical;  ///< the medoid; nothing where they share no measure
};

/// What differs of one measure, without a break: a difference that goes on into the next phase is
/// one.
struct Finding {
  Difference clearest;
  std::vector<Difference> parts;  ///< phase by phase, the clearest among them
};

enum class GroupedBy : std::uint8_t { nothing, score, kind };

struct Comparison {
  std::vector<Swing> swings;  ///< those that count: trusted, and measured
  GroupedBy by = GroupedBy::nothing;
  std::vector<SwingGroup> groups;  ///< the better one first; all in one by `nothing`; none of none
  std::vector<Finding> findings;   ///< the clearest first
  std::string why_not;             ///< why they were not tested; empty: they were
};

/// Groups of `swings` by score where two scores are known: from both ends towards the middle until
/// each has as many as a test needs, or they meet. Else by kind, where there are both.
Comparison compare_session(const std::vector<Swing>& swings);

/// The least p that groups of so many swings can have: that of the clearest difference.
double least_p(std::size_t a, std::size_t b);

/// The curves of a group's swings, those that have the measure.
std::vector<SwingCurve> curves_of(const Comparison& all, const SwingGroup& group, SwingPhase phase,
                                  SwingMetric metric);

}  // namespace touchline::golf
