#include "sports/golf/hand_path.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "analytics/robust.h"
#include "analytics/savgol.h"

namespace touchline::golf {
namespace {

constexpr double kSteps_hz = 120;  // in real time: fine enough to place events in 240 frames/s

using Track = std::vector<std::optional<double>>;

/// Where a value and its neighbours are all seen, the middle one of the three.
Track without_jumps(const Track& track) {
  Track out = track;
  for (std::size_t i = 1; i + 1 < track.size(); ++i)
    if (track[i - 1] && track[i] && track[i + 1])
      out[i] = std::max(std::min(*track[i - 1], *track[i]),
                        std::min(std::max(*track[i - 1], *track[i]), *track[i + 1]));
  return out;
}

std::optional<Vec2f> hands_of(const PoseSample& sample, double least) {
  const auto left = joint(sample, Joint::left_wrist, least);
  const auto right = joint(sample, Joint::right_wrist, least);
  if (left && right) return Vec2f{(left->x + right->x) / 2, (left->y + right->y) / 2};
  return left ? left : right;
}

struct Tracks {
  std::vector<double> times;
  Track height, side, apart;  ///< pixels
  std::vector<double> torsos;
};

/// The body's own place, held where it is not seen: it moves slowly.
Tracks tracks_of(const PoseSeries& series, double least) {
  Tracks out;
  std::optional<Vec2f> shoulders, hips;
  for (const PoseSample& sample : series) {
    out.times.push_back(to_seconds(sample.pts_ns));
    if (const auto torso = torso_px(sample, least)) out.torsos.push_back(*torso);
    if (const auto seen = middle(sample, Joint::left_shoulder, Joint::right_shoulder, least))
      shoulders = seen;
    if (const auto seen = middle(sample, Joint::left_hip, Joint::right_hip, least)) hips = seen;
    const auto hands = hands_of(sample, least);
    const bool whole = hands && shoulders && hips;
    out.height.push_back(whole ? std::optional<double>(shoulders->y - hands->y) : std::nullopt);
    out.side.push_back(whole ? std::optional<double>(hands->x - hips->x) : std::nullopt);
    const auto left = joint(sample, Joint::left_wrist, least);
    const auto right = joint(sample, Joint::right_wrist, least);
    out.apart.push_back(left && right ? std::optional<double>(distance(*left, *right))
                                      : std::nullopt);
  }
  return out;
}

struct Filling {
  FilledSignal signal;
  std::optional<Pchip> curve;  ///< through what is not missing
};

Filling filling_of(const std::vector<double>& times, const Track& track, double longest,
                   double scale) {
  Filling out{fill_gaps(times, without_jumps(track), longest), {}};
  std::vector<double> t, y;
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (out.signal.state[i] == Filled::missing) continue;
    t.push_back(times[i]);
    y.push_back(out.signal.values[i] / scale);
  }
  if (!t.empty()) out.curve.emplace(t, y);
  return out;
}

/// Of a time between two samples: the worse of theirs, and missing where they are far apart.
Filled state_at(const std::vector<double>& times, const std::vector<Filled>& states, double time,
                double longest) {
  const auto above = std::lower_bound(times.begin(), times.end(), time);
  if (above == times.end()) return states.back();
  const auto i = static_cast<std::size_t>(above - times.begin());
  if (i == 0 || *above == time) return states[i];
  if (times[i] - times[i - 1] > longest) return Filled::missing;
  return std::max(states[i], states[i - 1]);
}

}  // namespace

HandPath hand_path(const PoseSeries& series, const SwingPlan& plan) {
  HandPath path;
  if (series.size() < 2) return path;
  const Tracks tracks = tracks_of(series, plan.body.least_score);
  const auto torso = middle_of(tracks.torsos);
  if (!torso || !(*torso > 0)) return path;
  const double longest = plan.body.longest_gap_s * plan.slowed;
  const Filling height = filling_of(tracks.times, tracks.height, longest, *torso);
  const Filling side = filling_of(tracks.times, tracks.side, longest, *torso);
  const Filling apart = filling_of(tracks.times, tracks.apart, longest, *torso);
  if (!height.curve) return path;

  path.torso_px = *torso;
  path.step_s = plan.slowed / kSteps_hz;
  // On a grid that starts at time zero, so that a later start of the list moves no value.
  const double first = std::ceil(tracks.times.front() / path.step_s);
  const double last = std::floor(tracks.times.back() / path.step_s);
  path.start_s = first * path.step_s;
  for (double k = first; k <= last; ++k) {
    const double time = k * path.step_s;
    path.height.push_back(height.curve->at(time));
    path.side.push_back(side.curve->at(time));
    path.apart.push_back(apart.curve ? apart.curve->at(time) : 0);
    path.state.push_back(state_at(tracks.times, height.signal.state, time, longest));
  }
  return path;
}

std::vector<double> smoothed(const HandPath& path, const std::vector<double>& values,
                             double seconds) {
  if (values.size() < 5) return values;  // of an empty path the step is not known either
  const int window = static_cast<int>(seconds / path.step_s) | 1;
  if (window < 5) return values;
  return savgol(values, {window, 2});
}

}  // namespace touchline::golf
