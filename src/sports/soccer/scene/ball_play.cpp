// What the holder of the ball does with it.
#include <algorithm>
#include <cmath>

#include "sports/soccer/scene/simulation.h"

namespace touchline::scene {
namespace {

double segment_distance(Vec2d a, Vec2d b, Vec2d p) {
  const Vec2d ab = b - a;
  const double u = std::clamp(dot(p - a, ab) / std::max(1e-9, dot(ab, ab)), 0.0, 1.0);
  return distance(a + u * ab, p);
}

}  // namespace

/// Distance to the nearest opponent, metres.
double Simulation::pressure(int id) const {
  double nearest = 99;
  for (int i = 1; i <= kTeamSize; ++i)
    nearest =
        std::min(nearest, distance(person(id).p, person((1 - team_of(id)) * kTeamSize + i).p));
  return nearest;
}

/// How near an opponent stands to the way from `from` to `to`, metres.
double Simulation::lane_gap(Vec2d from, Vec2d to, int team) const {
  double nearest = 99;
  for (int i = 1; i <= kTeamSize; ++i)
    nearest = std::min(nearest, segment_distance(from, to, person((1 - team) * kTeamSize + i).p));
  return nearest;
}

void Simulation::decide() {
  if (mode_ != BallMode::held) return;
  const int me = ball_.holder;
  const double near = pressure(me), held = now_ - held_since_;
  // A tackle: the nearer the opponent, the likelier in this step.
  if (near < 1.3 && held > 0.7 && !is_keeper(me) && random_.uniform() < 0.02) {
    const int other = 1 - team_of(me);
    for (int i = 2; i <= kTeamSize; ++i) {
      const int id = other * kTeamSize + i;
      if (distance(person(id).p, ball_.ground()) < 1.3) return gain(id);
    }
  }
  const bool hurried = near < 2.5 && held > 0.5;
  if (now_ < decide_at_ && !hurried) return;
  if (try_shot() || try_pass(hurried)) return;
  decide_at_ = now_ + random_.between(0.25, 0.6);
}

bool Simulation::try_shot() {
  const int me = ball_.holder, team = team_of(me);
  const Vec2d goal = {attack(team) * half_length(), 0};
  const double far = distance(ball_.ground(), goal);
  if (far > 30 || is_keeper(me) || random_.uniform() > 1.1 - far / 32) return false;
  const Vec2d mark = {goal.x, random_.between(-4.6, 4.6)};
  const Vec2d way = mark - ball_.ground();
  const double speed = random_.between(19, 26);
  shot_ = {me, team, now_, now_, false};
  shot_open_ = true;
  kick((speed / std::max(1.0, length(way))) * way, 4.9 * far / speed + random_.between(-0.5, 2.0));
  return true;
}

bool Simulation::try_pass(bool hurried) {
  const int me = ball_.holder, team = team_of(me);
  const Vec2d from = ball_.ground();
  int best = 0;
  double best_score = hurried ? -3.0 : 0.3;
  Vec2d best_target;
  bool best_high = false;
  for (int i = 1; i <= kTeamSize; ++i) {
    const int id = team * kTeamSize + i;
    const Mover& mate = person(id);
    const double far = distance(mate.p, from);
    if (id == me || far < 5 || far > 42) continue;
    const Vec2d target = mate.p + (0.55 + 0.02 * far) * mate.v;
    if (!options_.pitch.contains(target, -1.5)) continue;
    const double gap = lane_gap(from, target, team), free = pressure(id);
    const bool high = far > 28 || (gap < 0.7 && far > 18);
    const double ahead = attack(team) * (target.x - from.x);
    const double lane = high ? std::min(free, 5.0) - 4.2 : std::min(gap, 3.0) - 1.0;
    const double score = 0.09 * ahead + 0.8 * lane + 0.15 * std::min(free, 8.0) - 0.03 * far -
                         (is_keeper(id) ? 1.5 : 0) + 0.7 * random_.normal();
    if (score > best_score) {
      best = id;
      best_score = score;
      best_target = target;
      best_high = high;
    }
  }
  if (best == 0) return false;
  kick_pass(best, best_target, best_high);
  return true;
}

void Simulation::kick_pass(int to, Vec2d target, bool high) {
  const int me = ball_.holder;
  const Vec2d from = ball_.ground();
  const double far = distance(from, target);
  const double slip = 0.02 * random_.normal();
  const Vec2d way = {target.x - from.x - slip * (target.y - from.y),
                     target.y - from.y + slip * (target.x - from.x)};
  double speed = std::sqrt(4.5 * 4.5 + 2 * 1.9 * far) * random_.between(0.95, 1.12), up = 0;
  if (high) {
    speed = random_.between(14, 17);
    up = 9.81 * 0.9 * far / speed / 2;
  }
  pass_ = {me, 0, to, team_of(me), now_, now_, from, from, false, high};
  pass_open_ = true;
  receiver_ = to;
  kick((speed / std::max(1e-6, length(way))) * way, up);
}

void Simulation::kick(Vec2d velocity, double up) {
  kicker_ = ball_.holder;
  kicked_at_ = now_;
  ball_.holder = 0;
  ball_.vx = velocity.x;
  ball_.vy = velocity.y;
  ball_.vz = std::max(0.0, up);
  mode_ = BallMode::loose;
}

}  // namespace touchline::scene
