// Plays of known truth for the director: one ball, people around a place, at any frame rate.
#pragma once

#include <cmath>
#include <functional>
#include <vector>

#include "director/director.h"

namespace touchline::director::testing {

inline constexpr double kBody = 0.04;  // widths

/// Eight people around `at`.
inline std::vector<Vec2d> people_around(Vec2d at, double spread = 0.08) {
  std::vector<Vec2d> people;
  for (int i = 0; i < 8; ++i)
    people.push_back(at + spread * Vec2d{std::cos(i * 0.785398), 0.4 * std::sin(i * 0.785398)});
  return people;
}

/// What a frame shows at `t_s` of the scene.
using Scene = std::function<Play(double t_s)>;

inline Play play_at(Vec2d ball, double conf = 0.9) {
  Play play;
  play.body = kBody;
  play.people = people_around(ball);
  play.balls = {{ball, conf}};
  return play;
}

inline std::vector<Play> film(const Scene& scene, double seconds, double fps) {
  std::vector<Play> plays;
  for (int i = 0; i < static_cast<int>(seconds * fps); ++i) {
    plays.push_back(scene(i / fps));
    plays.back().pts_ns = from_seconds(i / fps);
  }
  return plays;
}

inline std::vector<Framing> direct(const std::vector<Play>& plays, const DirectorOptions& options) {
  Director director(options, plays.front().height);
  std::vector<Framing> all;
  const auto take = [&](std::vector<Framing> more) {
    all.insert(all.end(), more.begin(), more.end());
  };
  for (const auto& play : plays) take(director.push(play));
  take(director.finish());
  return all;
}

inline DirectorOptions with_lookahead(double seconds, const char* preset = "broadcast") {
  auto options = *director_preset(preset);
  options.lookahead_s = seconds;
  return options;
}

}  // namespace touchline::director::testing
