#include "sports/golf/swing_groups.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "analytics/group_tests.h"
#include "analytics/robust.h"

namespace touchline::golf {
namespace {

using Group = std::span<const SwingCurves* const>;

Curves curves_of(Group group, std::size_t phase, std::size_t metric) {
  Curves out;
  for (const SwingCurves* swing : group)
    if (const SwingCurve& curve = swing->curves[phase][metric]; !curve.empty())
      out.push_back(curve);
  return out;
}

/// How much a measure varies among swings: what makes degrees and lengths one unit.
double spread_of(const Curves& curves) {
  std::vector<double> all;
  for (const SwingCurve& curve : curves) all.insert(all.end(), curve.begin(), curve.end());
  return mad_of(all).value_or(0);
}

double squares_between(const SwingCurve& a, const SwingCurve& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum / static_cast<double>(a.size());
}

using Spreads = std::array<std::array<double, kSwingMetrics>, kSwingPhases>;

/// Over the measures that both have; nothing when there is none.
std::optional<double> far_apart(const SwingCurves& a, const SwingCurves& b,
                                const Spreads& spreads) {
  double sum = 0;
  int known = 0;
  for (std::size_t p = 0; p < kSwingPhases; ++p)
    for (std::size_t m = 0; m < kSwingMetrics; ++m) {
      const SwingCurve &one = a.curves[p][m], &other = b.curves[p][m];
      if (one.empty() || other.empty() || !(spreads[p][m] > 0)) continue;
      sum += squares_between(one, other) / (spreads[p][m] * spreads[p][m]);
      ++known;
    }
  if (known == 0) return {};
  return std::sqrt(sum / known);
}

/// A measure of two groups through the swing: of the phases in which enough swings have it, one
/// after the other.
struct Through {
  std::vector<std::size_t> phases;
  Curves a, b;
};

/// Of the swings that have the measure in all of `phases`.
Curves through(Group group, const std::vector<std::size_t>& phases, std::size_t metric) {
  Curves out;
  for (const SwingCurves* swing : group) {
    SwingCurve whole;
    for (const std::size_t p : phases) {
      const SwingCurve& part = swing->curves[p][metric];
      whole.insert(whole.end(), part.begin(), part.end());
    }
    if (whole.size() == phases.size() * kCurvePoints) out.push_back(std::move(whole));
  }
  return out;
}

/// Without phases when there are too few swings for any.
Through through_of(Group a, Group b, std::size_t metric) {
  Through out{{0, 1, 2}, {}, {}};
  const auto swings_with = [&](std::size_t p) {
    return curves_of(a, p, metric).size() + curves_of(b, p, metric).size();
  };
  while (!out.phases.empty()) {
    out.a = through(a, out.phases, metric);
    out.b = through(b, out.phases, metric);
    if (out.a.size() > 1 && out.b.size() > 1) break;
    out.phases.erase(std::min_element(
        out.phases.begin(), out.phases.end(),
        [&](std::size_t p, std::size_t q) { return swings_with(p) < swings_with(q); }));
  }
  return out;
}

/// The part of a cluster that lies in a phase, samples of the whole.
Cluster part_in(const Cluster& cluster, std::size_t place) {
  Cluster part = cluster;
  part.first = std::max(cluster.first, place * kCurvePoints);
  part.last = std::min(cluster.last, (place + 1) * kCurvePoints - 1);
  return part;
}

Difference difference_of(const Through& both, const Cluster& part, std::size_t place,
                         std::size_t metric) {
  const auto mean = [&](const Curves& group) {
    double sum = 0;
    for (const SwingCurve& curve : group)
      for (std::size_t i = part.first; i <= part.last; ++i) sum += curve[i];
    return sum / static_cast<double>(group.size() * (part.last - part.first + 1));
  };
  const auto share = [&](std::size_t at) {
    return static_cast<double>(at - place * kCurvePoints) / static_cast<double>(kCurvePoints - 1);
  };
  return {static_cast<SwingPhase>(both.phases[place]),
          static_cast<SwingMetric>(metric),
          share(part.first),
          share(part.last),
          mean(both.a) - mean(both.b),
          part.p,
          1};
}

bool long_enough(const Cluster& part, double shortest) {
  return part.last >= part.first && static_cast<double>(part.last - part.first + 1) >=
                                        shortest * static_cast<double>(kCurvePoints);
}

}  // namespace

std::map<int, std::vector<std::size_t>> groups_by_score(std::span<const Swing> swings) {
  std::map<int, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < swings.size(); ++i) {
    const Swing& swing = swings[i];
    if (swing.rejected || swing.confidence < kTrustedSwing || !swing.score.fingers) continue;
    groups[*swing.score.fingers].push_back(i);
  }
  return groups;
}

std::optional<std::size_t> medoid(Group swings) {
  Spreads spreads{};
  for (std::size_t p = 0; p < kSwingPhases; ++p)
    for (std::size_t m = 0; m < kSwingMetrics; ++m)
      spreads[p][m] = spread_of(curves_of(swings, p, m));
  std::optional<std::size_t> best;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < swings.size(); ++i) {
    double sum = 0;
    int others = 0;
    for (std::size_t k = 0; k < swings.size(); ++k)
      if (const auto off = far_apart(*swings[i], *swings[k], spreads); off && k != i)
        sum += *off, ++others;
    if (others == 0 && swings.size() > 1) continue;
    const double mean = others > 0 ? sum / others : 0;
    if (mean < least) least = mean, best = i;
  }
  return best;
}

std::vector<Difference> compare(Group a, Group b, const CompareRule& rule) {
  std::vector<Difference> found;
  std::vector<double> p_of_test;
  std::vector<std::size_t> test_of;  // of each difference
  for (std::size_t m = 0; m < kSwingMetrics; ++m) {
    const Through both = through_of(a, b, m);
    if (both.phases.empty()) continue;
    p_of_test.push_back(1);
    for (const Cluster& cluster : cluster_test(both.a, both.b, {rule.t, rule.permutations, 1 + m}))
      for (std::size_t place = 0; place < both.phases.size(); ++place) {
        const Cluster part = part_in(cluster, place);
        if (!long_enough(part, rule.shortest)) continue;
        found.push_back(difference_of(both, part, place, m));
        test_of.push_back(p_of_test.size() - 1);
        p_of_test.back() = std::min(p_of_test.back(), cluster.p);
      }
  }
  const std::vector<double> q = false_discovery_q(p_of_test);
  for (std::size_t i = 0; i < found.size(); ++i) found[i].q = q[test_of[i]];
  // A measure's other clusters have to hold by themselves.
  std::erase_if(found, [&](const Difference& d) { return d.q > rule.alpha || d.p > rule.alpha; });
  std::stable_sort(found.begin(), found.end(), [](const Difference& one, const Difference& other) {
    return one.phase < other.phase;
  });
  return found;
}

}  // namespace touchline::golf
