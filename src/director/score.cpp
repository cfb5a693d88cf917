#include "director/score.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace touchline::director {
namespace {

double seconds_between(const Framing& a, const Framing& b) {
  return to_seconds(b.pts_ns - a.pts_ns);
}

bool is_cut(const Framing& a, const Framing& b) {
  return distance(a.centre, b.centre) > std::min(a.width, b.width) / 2;
}

/// The third difference over three steps in time, which may differ.
double jerk_of(std::span<const Framing> four) {
  Vec2d speed[3], acceleration[2];
  double middle[3];
  for (std::size_t i = 0; i < 3; ++i) {
    const double dt = seconds_between(four[i], four[i + 1]);
    speed[i] = (1 / dt) * (four[i + 1].centre - four[i].centre);
    middle[i] = seconds_between(four[0], four[i]) + dt / 2;
  }
  for (std::size_t i = 0; i < 2; ++i)
    acceleration[i] = (1 / (middle[i + 1] - middle[i])) * (speed[i + 1] - speed[i]);
  return 2 / (middle[2] - middle[0]) * length(acceleration[1] - acceleration[0]);
}

}  // namespace

FollowScores score_path(std::span<const Framing> path) {
  std::vector<std::optional<Vec2d>> balls;
  for (const auto& framing : path)
    balls.push_back(framing.ball && framing.ball->seen ? std::optional(framing.ball->at)
                                                       : std::nullopt);
  return score_path(path, balls);
}

FollowScores score_path(std::span<const Framing> path,
                        std::span<const std::optional<Vec2d>> balls) {
  FollowScores scores;
  scores.frames = static_cast<std::int64_t>(path.size());
  std::vector<double> jerks;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const auto& now = path[i];
    if (balls[i]) {
      const Vec2d off = *balls[i] - now.centre;
      ++scores.with_ball;
      scores.in_middle += std::abs(off.x) <= 0.3 * now.width && std::abs(off.y) <= 0.3 * now.height;
    }
    if (i == 0) continue;
    if (!now.ball) scores.lost_s += seconds_between(path[i - 1], now);
    if (is_cut(path[i - 1], now)) continue;
    scores.top_speed = std::max(scores.top_speed, distance(now.centre, path[i - 1].centre) /
                                                      seconds_between(path[i - 1], now));
    if (i < 3 || is_cut(path[i - 2], path[i - 1]) || is_cut(path[i - 3], path[i - 2])) continue;
    jerks.push_back(jerk_of(path.subspan(i - 3, 4)));
  }
  if (jerks.empty()) return scores;
  std::sort(jerks.begin(), jerks.end());
  const auto percentile = [&](std::size_t p) { return jerks[p * (jerks.size() - 1) / 100]; };
  scores.jerk_p50 = percentile(50);
  scores.jerk_p99 = percentile(99);
  return scores;
}

}  // namespace touchline::director
