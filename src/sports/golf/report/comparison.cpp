#include "sports/golf/report/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <utility>

namespace touchline::golf {
namespace {

constexpr std::size_t kEnough = 4;  // swings of either group: of fewer hardly anything is clear
constexpr double kAlpha = CompareRule{}.alpha;

using ByScore = std::map<int, std::vector<std::size_t>>;

/// The scores from `from` to `to`, both included, as one group.
SwingGroup group_of(const ByScore& scored, int from, int to, const char* word) {
  SwingGroup group;
  group.name = fmt::format("your {} swings", word);
  group.label = from == to ? fmt::format("{}: score {}", word, from)
                           : fmt::format("{}: scores {} to {}", word, from, to);
  for (const auto& entry : scored)
    if (entry.first >= from && entry.first <= to)
      group.swings.insert(group.swings.end(), entry.second.begin(), entry.second.end());
  std::sort(group.swings.begin(), group.swings.end());
  return group;
}

std::vector<SwingGroup> best_and_worst(const std::vector<Swing>& swings) {
  const ByScore scored = groups_by_score(swings);
  if (scored.size() < 2) return {};
  auto low = scored.begin(), high = std::prev(scored.end());
  std::size_t best = low->second.size(), worst = high->second.size();
  while (std::next(low) != high && (best < kEnough || worst < kEnough)) {
    const bool widen_best = worst >= kEnough || (best < kEnough && best <= worst);
    if (widen_best)
      best += (++low)->second.size();
    else
      worst += (--high)->second.size();
  }
  return {group_of(scored, scored.begin()->first, low->first, "best"),
          group_of(scored, high->first, scored.rbegin()->first, "worst")};
}

std::vector<SwingGroup> with_and_without_score(const std::vector<Swing>& swings) {
  std::vector<SwingGroup> groups{{"the swings with a score", "with a score", {}, {}},
                                 {"the practice swings", "practice", {}, {}}};
  for (std::size_t i = 0; i < swings.size(); ++i) {
    if (swings[i].kind == SwingKind::scored_swing) groups[0].swings.push_back(i);
    if (swings[i].kind == SwingKind::practice_swing) groups[1].swings.push_back(i);
  }
  if (groups[0].swings.empty() || groups[1].swings.empty()) return {};
  return groups;
}

void group(Comparison& all) {
  all.groups = best_and_worst(all.swings);
  all.by = GroupedBy::score;
  if (!all.groups.empty()) return;
  all.groups = with_and_without_score(all.swings);
  all.by = GroupedBy::kind;
  if (!all.groups.empty()) return;
  all.by = GroupedBy::nothing;
  if (all.swings.empty()) return;
  SwingGroup every{"your swings", "all", {}, {}};
  for (std::size_t i = 0; i < all.swings.size(); ++i) every.swings.push_back(i);
  all.groups.push_back(std::move(every));
}

std::vector<const SwingCurves*> measures_of(const Comparison& all, const SwingGroup& group) {
  std::vector<const SwingCurves*> measures;
  for (const std::size_t i : group.swings) measures.push_back(all.swings[i].curves.get());
  return measures;
}

/// A group's mean over the part that differs, swing by swing.
std::vector<double> levels_of(const Comparison& all, const SwingGroup& group, const Difference& d) {
  const double last = static_cast<double>(kCurvePoints - 1);
  const auto from = static_cast<std::size_t>(std::lround(d.from * last));
  const auto to = static_cast<std::size_t>(std::lround(d.to * last));
  std::vector<double> levels;
  for (const SwingCurve& curve : curves_of(all, group, d.phase, d.metric)) {
    double sum = 0;
    for (std::size_t i = from; i <= to; ++i) sum += curve[i];
    levels.push_back(sum / static_cast<double>(to - from + 1));
  }
  return levels;
}

double squares_of(const std::vector<double>& levels) {
  double mean = 0, squares = 0;
  for (const double level : levels) mean += level / static_cast<double>(levels.size());
  for (const double level : levels) squares += (level - mean) * (level - mean);
  return squares;
}

/// The difference in units of the swings' own spread.
double clearness(const Comparison& all, const Difference& d) {
  const auto a = levels_of(all, all.groups[0], d), b = levels_of(all, all.groups[1], d);
  const double pooled = (squares_of(a) + squares_of(b)) / static_cast<double>(a.size() + b.size());
  return std::abs(d.mean) / std::sqrt(std::max(pooled, 1e-12));
}

/// Whether `later` goes on where `earlier` ends.
bool goes_on(const Difference& earlier, const Difference& later) {
  return earlier.metric == later.metric && (earlier.mean > 0) == (later.mean > 0) &&
         static_cast<int>(later.phase) == static_cast<int>(earlier.phase) + 1 && earlier.to >= 1 &&
         later.from <= 0;
}

/// `differences` in their order, each with those that it goes on in or comes from.
std::vector<Finding> findings_of(std::vector<Difference> differences) {
  std::vector<Finding> findings;
  while (!differences.empty()) {
    Finding finding{differences.front(), {differences.front()}};
    differences.erase(differences.begin());
    for (auto next = differences.begin(); next != differences.end();) {
      const bool after = goes_on(finding.parts.back(), *next);
      if (!after && !goes_on(*next, finding.parts.front())) {
        ++next;
        continue;
      }
      finding.parts.insert(after ? finding.parts.end() : finding.parts.begin(), *next);
      differences.erase(next);
      next = differences.begin();
    }
    findings.push_back(std::move(finding));
  }
  return findings;
}

void test(Comparison& all) {
  const SwingGroup &one = all.groups[0], &other = all.groups[1];
  const double least = least_p(one.swings.size(), other.swings.size());
  if (least > kAlpha) {
    all.why_not = fmt::format(
        "{} and {} swings are too few to tell a difference from chance: dealt out at random, even "
        "the clearest comes about with p = {:.2f}. It takes at least {} of each kind.",
        one.swings.size(), other.swings.size(), least, kEnough);
    return;
  }
  auto differences = compare(measures_of(all, one), measures_of(all, other));
  std::stable_sort(differences.begin(), differences.end(),
                   [&](const Difference& a, const Difference& b) {
                     return clearness(all, a) > clearness(all, b);
                   });
  all.findings = findings_of(std::move(differences));
}

/// Why there are no two groups.
std::string without_groups(const Comparison& all) {
  if (all.swings.size() < 2)
    return fmt::format("It takes two swings that are sure and measured; this session has {}.",
                       all.swings.empty() ? "none" : "one");
  return "No scores are known, and all swings are of one kind. Say what you think of each, 1 is "
         "best and 5 worst: touchline analyse FOLDER --set golf.scores=2,1,-,5 (- for none). Then "
         "your best swings are held against your worst.";
}

}  // namespace

std::vector<SwingCurve> curves_of(const Comparison& all, const SwingGroup& group, SwingPhase phase,
                                  SwingMetric metric) {
  std::vector<SwingCurve> curves;
  for (const std::size_t i : group.swings)
    if (const SwingCurve& curve = all.swings[i].curves->at(phase, metric); !curve.empty())
      curves.push_back(curve);
  return curves;
}

double least_p(std::size_t a, std::size_t b) {
  if (a == 0 || b == 0) return 1;
  double ways = 1;  // to deal a + b swings into groups of these sizes
  for (std::size_t i = 1; i <= a; ++i) ways *= static_cast<double>(b + i) / static_cast<double>(i);
  // With both groups of one size the mirrored dealing is as clear.
  return (a == b ? 2 : 1) / ways;
}

Comparison compare_session(const std::vector<Swing>& swings) {
  Comparison all;
  for (const Swing& swing : swings)
    if (!swing.rejected && swing.confidence >= kTrustedSwing && swing.curves)
      all.swings.push_back(swing);
  group(all);
  for (SwingGroup& one : all.groups)
    if (const auto at = medoid(measures_of(all, one))) one.typical = one.swings[*at];
  if (all.groups.size() == 2)
    test(all);
  else
    all.why_not = without_groups(all);
  return all;
}

}  // namespace touchline::golf
