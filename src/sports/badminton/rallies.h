// Which hits belong together.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sports/badminton/hit_signals.h"
#include "sports/badminton/shuttle_course.h"

namespace touchline::badminton {

/// What a rally was told from.
enum class RallySource : std::uint8_t { pose, both };
const char* to_string(RallySource source);

struct RallyRule {
  double pause_s = 3.0;        ///< between two hits at most, or they are of two rallies
  double gap_s = 2.0;          ///< likewise where the shuttle is missing so long after a hit
  double missing_share = 0.8;  ///< of the frames looked at meanwhile: then it is missing
  double least_looked = 0.5;   ///< of the frames meanwhile, or nothing is said of them
  int fewest_hits = 2;
  double longest_s = 180;  ///< what is longer is ended: it is no rally
};

/// Whether what happens later is of another rally than the hit: a pause lies between, or the
/// shuttle was looked for after the hit and not seen. What nobody looked at (Sight::unknown) is no
/// such gap. `series` may be empty, and holds what was seen up to `later`.
bool parted(const ShuttleSeries& series, Nanoseconds hit, Nanoseconds later,
            const RallyRule& rule = {});

/// Hits [first, last] of the list, in the order of time.
struct Rally {
  std::size_t first = 0, last = 0;
  [[nodiscard]] std::size_t hits() const { return last - first + 1; }
};
/// A hit may be of no rally.
std::vector<Rally> find_rallies(std::span<const HitCandidate> hits, const ShuttleSeries& series,
                                const RallyRule& rule = {});

/// What a rally of these hits was told from: the shuttle too, where it was seen meanwhile.
RallySource source_of(std::span<const HitCandidate> hits, const ShuttleSeries& series);

}  // namespace touchline::badminton
