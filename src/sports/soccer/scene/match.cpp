#include "sports/soccer/scene/match.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "sports/soccer/scene/simulation.h"

namespace touchline {
namespace {

using scene::kStep;
using scene::Simulation;

/// One coordinate between two knots: the parabola that leaves `p0` with `v0` and arrives at `p1`.
struct Parabola {
  double p, v;
};

Parabola between(double p0, double v0, double p1, double tau) {
  const double a = 2 * (p1 - p0 - v0 * kStep) / (kStep * kStep);
  return {p0 + v0 * tau + a * tau * tau / 2, v0 + a * tau};
}

struct PersonKnot {
  float x, y, vx, vy, heading, stride;
};

struct BallKnot {
  BallState3d ball;  // its velocity takes it to the next knot
  int possession;
};

PersonRole role_of(int id) {
  if (id > 2 * kTeamSize) return id == kPeople - 2 ? PersonRole::referee : PersonRole::assistant;
  return Simulation::is_keeper(id) ? PersonRole::goalkeeper : PersonRole::player;
}

}  // namespace

Kits near_kits() {
  Kits kits;
  kits.team = {{{{60, 120, 205}, {235, 235, 235}, {60, 120, 205}},
                {{28, 52, 120}, {28, 52, 120}, {28, 52, 120}}}};
  return kits;
}

struct Match::Record {
  MatchOptions options;
  std::vector<std::array<PersonKnot, kPeople>> people;
  std::vector<BallKnot> balls;
  std::vector<TruePass> passes;
  std::vector<TrueShot> shots;

  void add(const Simulation& sim) {
    auto& knots = people.emplace_back();
    for (int id = 1; id <= kPeople; ++id) {
      const auto& m = sim.mover(id);
      knots[static_cast<std::size_t>(id - 1)] = {
          static_cast<float>(m.p.x), static_cast<float>(m.p.y),     static_cast<float>(m.v.x),
          static_cast<float>(m.v.y), static_cast<float>(m.heading), static_cast<float>(m.stride)};
    }
  }

  /// Knot before `t` and the time since.
  [[nodiscard]] std::pair<std::size_t, double> locate(double t) const {
    const double last = static_cast<double>(balls.size() - 1) * kStep;
    const double inside = std::clamp(t, 0.0, last);
    const auto k = std::min(static_cast<std::size_t>(inside / kStep), balls.size() - 2);
    return {k, inside - static_cast<double>(k) * kStep};
  }

  [[nodiscard]] BallState3d ball(std::size_t k, double tau) const {
    BallState3d now = balls[k].ball;
    now.x += tau * now.vx;
    now.y += tau * now.vy;
    now.z += tau * now.vz;
    if (options.mirrored) now.x = -now.x, now.vx = -now.vx;
    return now;
  }

  [[nodiscard]] PersonState person(int id, std::size_t k, double tau) const {
    const auto index = static_cast<std::size_t>(id - 1);
    const PersonKnot &a = people[k][index], &b = people[k + 1][index];
    PersonState p;
    p.id = id;
    p.team = id <= 2 * kTeamSize ? Simulation::team_of(id) : kNoTeam;
    p.role = role_of(id);
    p.number = p.team == kNoTeam ? 0 : id - p.team * kTeamSize;
    const auto x = between(a.x, a.vx, b.x, tau), y = between(a.y, a.vy, b.y, tau);
    p.position_m = {x.p, y.p};
    p.velocity_m_s = {x.v, y.v};
    const double u = tau / kStep;
    p.heading_rad = std::remainder(a.heading + u * (b.heading - a.heading), 2 * std::numbers::pi);
    p.stride_m = a.stride + u * (b.stride - a.stride);
    if (options.mirrored) {
      p.position_m.x = -p.position_m.x;
      p.velocity_m_s.x = -p.velocity_m_s.x;
      p.heading_rad = std::remainder(std::numbers::pi - p.heading_rad, 2 * std::numbers::pi);
    }
    return p;
  }
};

Match::Match(const MatchOptions& options) : record_(std::make_unique<Record>()) {
  Record& r = *record_;
  r.options = options;
  Simulation sim(options);
  const auto steps = static_cast<std::size_t>(std::ceil(std::max(0.0, options.seconds) / kStep));
  r.people.reserve(steps + 2);
  r.balls.reserve(steps + 2);
  for (std::size_t k = 0; k <= steps + 1; ++k) {
    sim.decide();
    r.add(sim);
    BallKnot knot{sim.ball(), sim.possession()};
    sim.advance();
    const BallState3d& next = sim.ball();
    // A ball that goes out of play is put on the spot of the restart, not moved there.
    const bool put = knot.ball.in_play && !next.in_play;
    knot.ball.vx = put ? 0 : (next.x - knot.ball.x) / kStep;
    knot.ball.vy = put ? 0 : (next.y - knot.ball.y) / kStep;
    knot.ball.vz = put ? 0 : (next.z - knot.ball.z) / kStep;
    r.balls.push_back(knot);
  }
  r.passes = sim.passes();
  r.shots = sim.shots();
  if (!options.mirrored) return;
  for (TruePass& pass : r.passes) {
    pass.start_m.x = -pass.start_m.x;
    pass.end_m.x = -pass.end_m.x;
  }
}

Match::~Match() = default;
Match::Match(Match&&) noexcept = default;
Match& Match::operator=(Match&&) noexcept = default;

const MatchOptions& Match::options() const { return record_->options; }
const std::vector<TruePass>& Match::passes() const { return record_->passes; }
const std::vector<TrueShot>& Match::shots() const { return record_->shots; }

BallState3d Match::ball_at(double t) const {
  const auto [k, tau] = record_->locate(t);
  return record_->ball(k, tau);
}

MatchState Match::at(double t) const {
  const auto [k, tau] = record_->locate(t);
  MatchState state;
  state.t = t;
  for (int id = 1; id <= kPeople; ++id)
    state.people[static_cast<std::size_t>(id - 1)] = record_->person(id, k, tau);
  state.ball = record_->ball(k, tau);
  state.possession = record_->balls[k].possession;
  return state;
}

int Match::attack_direction(int team) const {
  const bool right = (team == 0) != record_->options.swap_sides;
  return right != record_->options.mirrored ? 1 : -1;
}

}  // namespace touchline
