#include "sports/badminton/body_series.h"

#include <algorithm>
#include <cstdlib>
#include <map>

namespace touchline::badminton {

std::optional<Vec2d> BodyAt::shoulders() const {
  if (!left_shoulder || !right_shoulder) return {};
  return 0.5 * (*left_shoulder + *right_shoulder);
}

std::optional<double> BodyAt::torso_px() const {
  const auto top = shoulders();
  if (!top || !hips) return {};
  const double torso = distance(*top, *hips);
  if (!(torso > 0)) return {};
  return torso;
}

std::span<const BodyAt> within(const BodySeries& bodies, Nanoseconds from, Nanoseconds to) {
  const auto begin = std::lower_bound(bodies.begin(), bodies.end(), from,
                                      [](const BodyAt& b, Nanoseconds t) { return b.pts_ns < t; });
  const auto end = std::upper_bound(begin, bodies.end(), to,
                                    [](Nanoseconds t, const BodyAt& b) { return t < b.pts_ns; });
  return {begin, end};
}

std::vector<const BodyAt*> nearest(const BodySeries& bodies, Nanoseconds at, Nanoseconds reach) {
  std::map<int, const BodyAt*> found;
  for (const auto& body : within(bodies, at - reach, at + reach)) {
    auto& best = found[body.number];
    if (best == nullptr || std::abs(body.pts_ns - at) < std::abs(best->pts_ns - at)) best = &body;
  }
  std::vector<const BodyAt*> all;
  for (const auto& [number, body] : found) all.push_back(body);
  return all;
}

}  // namespace touchline::badminton
