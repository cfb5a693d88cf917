#include "sports/soccer/scene/simulation.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace touchline::scene {
namespace {

constexpr double kGravity = 9.81;
constexpr double kRolling = 1.9;  // m/s^2, short grass
constexpr double kBounce = 0.52;  // of the vertical speed that is kept
constexpr double kSkid = 0.72;    // of the horizontal speed, per bounce
constexpr double kReach = 0.85;   // metres within which a player controls a ball
constexpr double kDive = 1.7;     // and a goalkeeper stops one

Vec2d limited(Vec2d v, double most) {
  const double l = length(v);
  return l > most ? (most / l) * v : v;
}

double turned(double from, double to, double most) {
  const double gap = std::remainder(to - from, 2 * std::numbers::pi);
  return from + std::clamp(gap, -most, most);
}

}  // namespace

Simulation::Simulation(const MatchOptions& options)
    : options_(options), random_(options.seed * 7919 + 17), side_(options.swap_sides ? -1 : 1) {
  place_for_kick_off(0);
}

void Simulation::place_for_kick_off(int team) {
  kick_off_ = true;
  possession_ = team;
  ball_ = {};
  const int taker = team == 0 ? 10 : kTeamSize + 10;
  for (int id = 1; id <= kPeople; ++id) {
    Mover& m = person(id);
    m.p = id > 2 * kTeamSize ? official_aim(id - 2 * kTeamSize).target
          : is_keeper(id)    ? keeper_aim(id).target
                             : anchor(id);
    m.heading = id <= 2 * kTeamSize && attack(team_of(id)) < 0 ? std::numbers::pi : 0;
  }
  person(taker).p = {-0.5 * attack(team), 0.1};
  mode_ = BallMode::held;
  ball_.holder = taker;
  carry_ = ball_.ground() - person(taker).p;
  decide_at_ = 0.8;
  kick_off_ = false;
}

void Simulation::advance() {
  std::array<Aim, kPeople + 1> aims;
  for (int id = 1; id <= 2 * kTeamSize; ++id) aims[static_cast<std::size_t>(id)] = aim(id);
  for (int i = 1; i <= 3; ++i) aims[static_cast<std::size_t>(2 * kTeamSize + i)] = official_aim(i);
  const auto before = people_;
  for (int id = 1; id <= kPeople; ++id) {
    Mover next = before[static_cast<std::size_t>(id)];
    move(next, aims[static_cast<std::size_t>(id)], id != ball_.holder, id);
    person(id) = next;
  }
  now_ += kStep;
  move_ball();
}

void Simulation::move(Mover& m, const Aim& aim, bool separate, int id) {
  Vec2d wish = limited((1 / 0.7) * (aim.target - m.p), std::min(aim.speed, kMaxSpeed));
  if (separate) {
    for (int other = 1; other <= kPeople; ++other) {
      const Vec2d gap = m.p - person(other).p;
      const double d = length(gap);
      if (other != id && d < 1.1 && d > 1e-6) wish = wish + (2.2 * (1.1 - d) / d) * gap;
    }
    wish = limited(wish, kMaxSpeed);
  }
  const Vec2d change = limited((1 / 0.3) * (wish - m.v), kMaxAcceleration);
  const Vec2d v = m.v + kStep * change;
  m.p = m.p + (kStep / 2) * (m.v + v);
  m.v = v;
  const double speed = length(v);
  m.stride += kStep * speed;
  const Vec2d to_ball = ball_.ground() - m.p;
  const Vec2d face = speed > 1.2 ? v : to_ball;
  m.heading = turned(m.heading, std::atan2(face.y, face.x), 6.0 * kStep);
}

void Simulation::move_ball() {
  const BallState3d before = ball_;
  if (mode_ == BallMode::held) {
    carry_ball();
  } else if (mode_ == BallMode::loose) {
    fly_ball();
    take_ball();
    if (mode_ == BallMode::loose) leave_play();
  } else if (now_ >= restart_at_ && distance(person(receiver_).p, ball_.ground()) < 0.8) {
    gain(receiver_);
  }
  if (mode_ != BallMode::loose) {
    ball_.vx = (ball_.x - before.x) / kStep;
    ball_.vy = (ball_.y - before.y) / kStep;
    ball_.vz = (ball_.z - before.z) / kStep;
  }
}

void Simulation::carry_ball() {
  const Mover& m = person(ball_.holder);
  // Touches: the ball runs ahead and is caught up with, more so at speed.
  const double touch = 0.5 + 0.5 * std::sin(2 * std::numbers::pi * m.stride / 3.2);
  const double ahead = 0.42 + std::min(0.5, 0.1 * length(m.v)) * touch;
  const Vec2d wish = {ahead * std::cos(m.heading), ahead * std::sin(m.heading)};
  const double blend = 1 - std::exp(-kStep / 0.16);
  carry_ = carry_ + blend * (wish - carry_);
  ball_.x = m.p.x + carry_.x;
  ball_.y = m.p.y + carry_.y;
  ball_.z += blend * (kBallRadius - ball_.z);
  if (!options_.pitch.contains(ball_.ground(), 1.5)) leave_play();
}

void Simulation::fly_ball() {
  ball_.x += kStep * ball_.vx;
  ball_.y += kStep * ball_.vy;
  if (ball_.z > kBallRadius + 1e-6 || ball_.vz > 0) {
    ball_.z += kStep * ball_.vz - kStep * kStep * kGravity / 2;
    ball_.vz -= kStep * kGravity;
    if (ball_.z < kBallRadius) {
      ball_.z = kBallRadius;
      ball_.vz = ball_.vz < -1.0 ? -kBounce * ball_.vz : 0;
      ball_.vx *= kSkid;
      ball_.vy *= kSkid;
    }
    return;
  }
  const double speed = std::hypot(ball_.vx, ball_.vy);
  const double kept = speed > 0 ? std::max(0.0, speed - kRolling * kStep) / speed : 0;
  ball_.vx *= kept;
  ball_.vy *= kept;
}

bool Simulation::may_take(int id) const {
  const double d = distance(person(id).p, ball_.ground());
  const double since = now_ - kicked_at_;
  if (id == kicker_ && since < 0.7) return false;
  if (is_keeper(id)) {
    const double goal = -attack(team_of(id)) * half_length();
    const bool at_home = std::abs(person(id).p.x - goal) < options_.pitch.penalty_area_depth_m;
    return ball_.z < 2.4 && d < (at_home && shot_open_ ? kDive : kReach);
  }
  if (shot_open_ && team_of(id) == shot_.team) return false;
  return ball_.z < 0.9 && d < kReach;
}

void Simulation::take_ball() {
  int best = 0;
  double nearest = 1e9;
  for (int id = 1; id <= 2 * kTeamSize; ++id) {
    const double d = distance(person(id).p, ball_.ground());
    if (!may_take(id) || d >= nearest) continue;
    // An opponent gets only a fast ball that comes straight at him.
    const double speed = std::hypot(ball_.vx, ball_.vy);
    const bool mine = team_of(id) == possession_;
    if (!mine && !is_keeper(id) && d > std::max(0.35, kReach - 0.035 * speed)) continue;
    best = id;
    nearest = d;
  }
  if (best) gain(best);
}

void Simulation::gain(int id) {
  end_flight(id);
  mode_ = BallMode::held;
  kick_off_ = false;
  ball_.holder = id;
  ball_.in_play = true;
  possession_ = team_of(id);
  carry_ = ball_.ground() - person(id).p;
  receiver_ = 0;
  held_since_ = now_;
  decide_at_ = now_ + random_.between(0.5, 2.4);
}

void Simulation::end_flight(int to) {
  if (pass_open_) {
    pass_.to = to;
    pass_.end_s = now_;
    pass_.end_m = ball_.ground();
    pass_.completed = to != 0 && team_of(to) == pass_.team;
    // A ball its own kicker runs after is a dribble, not a pass.
    if (to != pass_.from) passes_.push_back(pass_);
  }
  if (shot_open_) {
    shot_.end_s = now_;
    shots_.push_back(shot_);
  }
  pass_open_ = shot_open_ = false;
}

void Simulation::leave_play() {
  if (options_.pitch.contains(ball_.ground(), kBallRadius)) return;
  const double hl = half_length(), hw = half_width();
  const int against = 1 - possession_;
  if (std::abs(ball_.x) <= hl + kBallRadius) {  // throw-in
    end_flight(0);
    restart({std::clamp(ball_.x, -hl + 1, hl - 1), std::copysign(hw, ball_.y)}, against, 2.5, false,
            false);
    return;
  }
  const double end = std::copysign(1.0, ball_.x);
  const bool attacking = attack(possession_) == end;
  const bool goal = std::abs(ball_.y) < options_.pitch.goal_width_m / 2 - kBallRadius &&
                    ball_.z < 2.44 - kBallRadius;
  shot_.goal = shot_open_ && goal;
  end_flight(0);
  if (goal) {
    restart({0, 0}, attacking ? against : possession_, 16, false, true);
  } else if (attacking) {
    restart({end * (hl - options_.pitch.goal_area_depth_m), std::copysign(4.0, ball_.y)}, against,
            4, true, false);
  } else {
    restart({end * (hl - 0.4), std::copysign(hw - 0.4, ball_.y)}, against, 5, false, false);
  }
}

void Simulation::restart(Vec2d spot, int team, double pause_s, bool keeper, bool kick_off) {
  mode_ = BallMode::dead;
  kick_off_ = kick_off;
  possession_ = team;
  ball_ = {};
  ball_.x = spot.x;
  ball_.y = spot.y;
  ball_.in_play = false;
  const int base = team * kTeamSize;
  receiver_ = base + 1;
  for (int id = base + 2; !keeper && id <= base + kTeamSize; ++id)
    if (is_keeper(receiver_) || distance(person(id).p, spot) < distance(person(receiver_).p, spot))
      receiver_ = id;
  restart_at_ = now_ + pause_s;
}

}  // namespace touchline::scene
