#include "sports/badminton/rallies.h"

#include <algorithm>

namespace touchline::badminton {
namespace {

/// The frames between two moments.
struct Tally {
  int all = 0, looked = 0, missing = 0, seen = 0;
};
Tally between(const ShuttleSeries& series, Nanoseconds from, Nanoseconds to) {
  Tally tally;
  auto s = std::lower_bound(series.begin(), series.end(), from,
                            [](const auto& sample, Nanoseconds t) { return sample.pts_ns < t; });
  for (; s != series.end() && s->pts_ns <= to; ++s) {
    ++tally.all;
    tally.looked += int{s->sight != Sight::unknown};
    tally.missing += int{s->sight == Sight::missing};
    tally.seen += int{s->sight == Sight::seen};
  }
  return tally;
}

}  // namespace

const char* to_string(RallySource source) {
  return source == RallySource::pose ? "pose" : "shuttle_and_pose";
}

bool parted(const ShuttleSeries& series, Nanoseconds hit, Nanoseconds later,
            const RallyRule& rule) {
  const double apart = to_seconds(later - hit);
  if (apart > rule.pause_s) return true;
  if (apart < rule.gap_s) return false;
  const auto tally = between(series, hit, hit + from_seconds(rule.gap_s));
  return tally.looked > 0 && tally.looked >= rule.least_looked * tally.all &&
         tally.missing >= rule.missing_share * tally.looked;
}

std::vector<Rally> find_rallies(std::span<const HitCandidate> hits, const ShuttleSeries& series,
                                const RallyRule& rule) {
  std::vector<Rally> rallies;
  for (std::size_t i = 0; i < hits.size();) {
    std::size_t last = i;
    while (last + 1 < hits.size() &&
           !parted(series, hits[last].pts_ns, hits[last + 1].pts_ns, rule))
      ++last;
    if (last - i + 1 >= static_cast<std::size_t>(rule.fewest_hits)) rallies.push_back({i, last});
    i = last + 1;
  }
  return rallies;
}

RallySource source_of(std::span<const HitCandidate> hits, const ShuttleSeries& series) {
  const auto seen = between(series, hits.front().pts_ns, hits.back().pts_ns).seen;
  return seen > 0 ? RallySource::both : RallySource::pose;
}

}  // namespace touchline::badminton
