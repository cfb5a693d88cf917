#include <algorithm>

#include "sports/badminton/hit_signals.h"

namespace touchline::badminton {

std::vector<HitCandidate> find_kinks(std::span<const ShuttleSample> series, double height_px,
                                     const BreakTime& time) {
  // Of a racket: nothing else turns a shuttle so, and drag alone less.
  constexpr BreakRule kRule{.apart_s = 0.2};
  std::vector<FlightPoint> course;
  for (const auto& s : series) {
    if (s.sight != Sight::seen) continue;
    const Vec2f at{static_cast<float>(s.at_px.x), static_cast<float>(s.at_px.y)};
    course.push_back({s.pts_ns, s.frame, at, at});
  }
  std::vector<HitCandidate> hits;
  for (const auto& kink : find_breaks(course, height_px, kRule, time)) {
    HitCandidate hit;
    hit.frame = kink.nearest.frame;
    hit.pts_ns = kink.pts_ns;
    hit.at_px = {kink.nearest.pixel.x, kink.nearest.pixel.y};
    // As sure as not where a kink is barely one, nearly sure at three times that.
    hit.score =
        std::min(0.95, 0.5 + 0.45 * (kink.sigmas - kRule.least_sigmas) / (2 * kRule.least_sigmas));
    hit.before = kink.before;
    hit.after = kink.after;
    hit.speed_px_s = length(kink.after);
    hits.push_back(hit);
  }
  return hits;
}

}  // namespace touchline::badminton
