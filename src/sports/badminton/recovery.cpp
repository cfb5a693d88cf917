#include "sports/badminton/recovery.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "analytics/robust.h"

namespace touchline::badminton {
namespace {

constexpr auto kNoPlace = "the feet have no place on the court";
constexpr auto kAtBase = "the player was at the base already";

Known<double> mean_of(const std::vector<double>& values, const char* why) {
  if (values.empty()) return Known<double>::none(why);
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

Known<double> quantile(const std::vector<double>& values, double share, const char* why) {
  const auto found = quantile_of(values, share);
  return found ? Known<double>(*found) : Known<double>::none(why);
}

}  // namespace

Recovery recovery_between(int number, Nanoseconds shot, Nanoseconds next_shot,
                          const BodySeries& bodies, const RecoveryRule& rule) {
  Recovery recovery{shot, next_shot, {}, {}, {}, false};
  recovery.reached_s = recovery.completeness = recovery.speed_m_s = Known<double>::none(kNoPlace);
  const BodyAt *first = nullptr, *previous = nullptr;
  double off_at_first = 0, nearest_to_base = std::numeric_limits<double>::infinity(), way = 0;
  int seen = 0, placed = 0;
  for (const auto& body : within(bodies, shot, next_shot)) {
    if (body.number != number) continue;
    ++seen;
    if (!body.feet_m) continue;
    ++placed;
    const Vec2d base{body.end == End::near ? -rule.base_depth_m : rule.base_depth_m, 0};
    const double off = distance(*body.feet_m, base);
    if (first == nullptr) {
      first = &body;
      off_at_first = off;
    }
    if (previous != nullptr && !recovery.reached_s)
      way += distance(*previous->feet_m, *body.feet_m);
    previous = &body;
    nearest_to_base = std::min(nearest_to_base, off);
    if (!recovery.reached_s && off <= rule.base_radius_m) {
      recovery.reached_s = static_cast<double>(body.pts_ns - shot) / 1e9;
      const double took = static_cast<double>(body.pts_ns - first->pts_ns) / 1e9;
      if (took > 0) recovery.speed_m_s = way / took;
    }
  }
  if (placed < 2 || 2 * placed < seen) return recovery;
  if (off_at_first <= rule.base_radius_m) {
    recovery.reached_s = recovery.completeness = recovery.speed_m_s = Known<double>::none(kAtBase);
    return recovery;
  }
  recovery.measured = true;
  recovery.completeness =
      std::clamp((off_at_first - std::max(nearest_to_base, rule.base_radius_m)) /
                     (off_at_first - rule.base_radius_m),
                 0.0, 1.0);
  if (!recovery.reached_s) {
    recovery.reached_s = Known<double>::none("the base was not reached");
    const double took = static_cast<double>(previous->pts_ns - first->pts_ns) / 1e9;
    recovery.speed_m_s = took > 0 ? Known<double>(way / took) : Known<double>::none(kNoPlace);
  }
  return recovery;
}

RecoverySummary summary_of(std::span<const Recovery> recoveries) {
  RecoverySummary all;
  std::vector<double> times, shares, speeds;
  for (const auto& r : recoveries) {
    if (!r.measured) continue;
    ++all.windows;
    if (r.reached_s) {
      ++all.reached;
      times.push_back(*r.reached_s);
    }
    if (r.completeness) shares.push_back(*r.completeness);
    if (r.speed_m_s) speeds.push_back(*r.speed_m_s);
  }
  constexpr auto kNone = "between no two shots of this player was a way back measured";
  all.rate = all.windows > 0 ? Known<double>(static_cast<double>(all.reached) / all.windows)
                             : Known<double>::none(kNone);
  const char* why = all.windows > 0 ? "the base was never reached" : kNone;
  all.p50_s = quantile(times, 0.5, why);
  all.p95_s = quantile(times, 0.95, why);
  all.p99_s = quantile(times, 0.99, why);
  all.completeness = mean_of(shares, kNone);
  all.speed_m_s = mean_of(speeds, kNone);
  return all;
}

}  // namespace touchline::badminton
