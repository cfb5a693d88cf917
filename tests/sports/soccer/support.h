// Frame records for the tests of the soccer measures: made by hand, or from a synthetic match.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sports/soccer/analyser.h"
#include "sports/soccer/scene/match.h"

namespace touchline::soccer_test {

inline constexpr SoccerClasses kClasses{1, 3, 0};
inline constexpr int kPlayerClass = 2;

/// The published 12x8 grid (K. Singh, "Introducing Expected Threat", 2018), rows from +y to -y.
inline std::vector<float> published_threat() {
  const float half[4][12] = {{.00638F, .00780F, .00845F, .00978F, .01126F, .01248F, .01474F,
                              .01745F, .02122F, .02756F, .03485F, .03793F},
                             {.00750F, .00879F, .00942F, .01059F, .01215F, .01385F, .01612F,
                              .01870F, .02402F, .02953F, .04067F, .04648F},
                             {.00888F, .00978F, .01001F, .01110F, .01269F, .01429F, .01686F,
                              .01935F, .02412F, .02855F, .05491F, .06443F},
                             {.00941F, .01083F, .01017F, .01132F, .01263F, .01485F, .01690F,
                              .01997F, .02385F, .03511F, .10805F, .25745F}};
  std::vector<float> values;
  for (int row = 0; row < 8; ++row)
    for (const float v : half[row < 4 ? row : 7 - row]) values.push_back(v);
  return values;
}

inline ThreatGrid threat(const PitchSpec& pitch = {}) {
  return *ThreatGrid::create(12, 8, published_threat(), pitch);
}

inline Analyser analyser(const SoccerSettings& settings = {}, const PitchSpec& pitch = {}) {
  return std::move(*Analyser::create(pitch, threat(pitch), settings, kClasses));
}

/// Gaussian noise without a standard library's freedom: the same everywhere.
class Noise {
 public:
  explicit Noise(std::uint64_t seed) : state_(seed * 2862933555777941757ULL + 3037000493ULL) {}
  double uniform() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return (static_cast<double>(state_ >> 11) + 0.5) / 9007199254740992.0;
  }
  double normal() {
    return std::sqrt(-2 * std::log(uniform())) * std::cos(2 * std::numbers::pi * uniform());
  }
  Vec2d point(double sigma) { return {sigma * normal(), sigma * normal()}; }

 private:
  std::uint64_t state_;
};

inline TrackSample sample(std::int64_t id, int class_id, Team team, Vec2d at, double sigma) {
  TrackSample s;
  s.track_id = id;
  s.class_id = class_id;
  s.team = team;
  s.team_conf = team == Team::none ? 0 : 1;
  s.conf = 0.9F;
  s.field = FieldPoint{at, {sigma * sigma, 0, sigma * sigma}};
  return s;
}

inline FrameRecord empty_record(std::int64_t frame, Nanoseconds pts) {
  FrameRecord record;
  record.source_id = "s";
  record.frame = frame;
  record.pts_ns = pts;
  record.calibration = CalibrationState::measured;
  record.sigma_m = 0.1;
  return record;
}

inline void add_ball(FrameRecord& record, Vec2d at, double sigma = 0.1) {
  record.objects.push_back(sample(1000, 0, Team::none, at, sigma));
  record.ball = BallState::visible;
}

/// What a perfect tracker with `sigma` metres of noise would record of a match.
inline FrameRecord match_record(const Match& match, std::int64_t frame, double fps, double sigma,
                                Noise& noise) {
  const double t = static_cast<double>(frame) / fps;
  const MatchState state = match.at(t);
  FrameRecord record = empty_record(frame, from_seconds(t));
  for (const auto& p : state.people) {
    const int class_id = p.role == PersonRole::goalkeeper ? 1
                         : p.role == PersonRole::player   ? kPlayerClass
                                                          : 3;
    const Team team = p.team == 0 ? Team::a : p.team == 1 ? Team::b : Team::none;
    record.objects.push_back(
        sample(p.id, class_id, team, p.position_m + noise.point(sigma), std::max(sigma, 0.05)));
  }
  add_ball(record, state.ball.ground() + noise.point(sigma), std::max(sigma, 0.05));
  quantise(record);
  return record;
}

/// Two teams of eleven in their own halves, mirror images of each other: team a is ids 1 (its
/// goalkeeper) to 11 on the side of `side` * -x, team b ids 21 to 31.
inline void add_teams(FrameRecord& record, double side = 1) {
  for (int i = 0; i < 11; ++i) {
    const Vec2d at{-50 + 4.5 * i, i == 0 ? 0.0 : (i % 2 ? 1 : -1) * (3.0 + 2.5 * i)};
    record.objects.push_back(
        sample(1 + i, i == 0 ? 1 : kPlayerClass, Team::a, {side * at.x, at.y}, 0.1));
    record.objects.push_back(
        sample(21 + i, i == 0 ? 1 : kPlayerClass, Team::b, {-side * at.x, at.y}, 0.1));
  }
}

/// Moves a player of the record.
inline void move(FrameRecord& record, std::int64_t id, Vec2d to) {
  for (auto& s : record.objects)
    if (s.track_id == id && s.field) s.field->m = to;
}

/// The record with x negated.
inline FrameRecord mirrored(FrameRecord record) {
  for (auto& s : record.objects)
    if (s.field) {
      s.field->m.x = 0.0 - s.field->m.x;
      s.field->cov.xy = 0.0 - s.field->cov.xy;
    }
  return record;
}

/// The record with the teams' names exchanged.
inline FrameRecord swapped(FrameRecord record) {
  for (auto& s : record.objects) s.team = other(s.team);
  return record;
}

/// A play by hand: who stands where, and the ball's way through timed points (straight between
/// them).
struct Play {
  struct Point {
    double t;
    Vec2d at;
  };
  std::vector<Point> ball;
  double seconds = 0;
  std::vector<std::pair<std::int64_t, Vec2d>> places;  ///< of players moved from add_teams()

  [[nodiscard]] Vec2d ball_at(double t) const {
    for (std::size_t i = 1; i < ball.size(); ++i)
      if (t <= ball[i].t) {
        const double u = (t - ball[i - 1].t) / (ball[i].t - ball[i - 1].t);
        return ball[i - 1].at + u * (ball[i].at - ball[i - 1].at);
      }
    return ball.back().at;
  }
  [[nodiscard]] FrameRecord record(std::int64_t frame, double fps) const {
    const double t = static_cast<double>(frame) / fps;
    FrameRecord r = empty_record(frame, from_seconds(t));
    add_teams(r);
    for (const auto& [id, at] : places) move(r, id, at);
    add_ball(r, ball_at(t), 0.05);
    quantise(r);
    return r;
  }
  [[nodiscard]] std::vector<Event> events(double fps, const SoccerSettings& settings = {}) const {
    auto analysis = analyser(settings);
    std::vector<Event> all;
    for (std::int64_t f = 0; f < std::lround(seconds * fps); ++f)
      for (const auto& e : analysis.push(record(f, fps)).events) all.push_back(e);
    for (auto& e : analysis.finish()) all.push_back(e);
    return all;
  }
};

inline std::vector<Event> of_type(const std::vector<Event>& events, const std::string& type) {
  std::vector<Event> found;
  for (const auto& e : events)
    if (e.type == type) found.push_back(e);
  return found;
}

inline std::optional<double> value(const Event& event, const std::string& name) {
  for (const auto& [key, v] : event.values)
    if (key == name) return v;
  return std::nullopt;
}

}  // namespace touchline::soccer_test
