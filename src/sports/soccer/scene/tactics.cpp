// Where everybody wants to be: formation, pressing, runs, goalkeepers and officials.
#include <algorithm>
#include <cmath>

#include "sports/soccer/scene/simulation.h"

namespace touchline::scene {
namespace {

// 4-4-2 and 4-3-3 in shares of half the length (towards the goal attacked) and half the width.
constexpr Vec2d kFormation[2][kTeamSize] = {{{-0.95, 0},
                                             {-0.50, 0.62},
                                             {-0.56, 0.22},
                                             {-0.56, -0.22},
                                             {-0.50, -0.62},
                                             {-0.12, 0.66},
                                             {-0.20, 0.2},
                                             {-0.20, -0.2},
                                             {-0.12, -0.66},
                                             {0.16, 0.18},
                                             {0.18, -0.2}},
                                            {{-0.95, 0},
                                             {-0.48, 0.64},
                                             {-0.56, 0.2},
                                             {-0.56, -0.2},
                                             {-0.48, -0.64},
                                             {-0.28, 0},
                                             {-0.14, 0.32},
                                             {-0.14, -0.32},
                                             {0.14, 0.62},
                                             {0.22, 0},
                                             {0.14, -0.62}}};

}  // namespace

Vec2d Simulation::anchor(int id) const {
  const int team = team_of(id), index = id - 1 - team * kTeamSize;
  const double dir = attack(team);
  const Vec2d f = kFormation[team][index];
  Vec2d place = {f.x * half_length(), f.y * half_width()};
  if (kick_off_) return {dir * std::min(place.x, -1.5), dir * place.y};
  const bool ours = possession_ == team;
  const double ball_x = dir * ball_.x;
  const double squeeze = ours ? 0.86 : 0.68;  // the side without the ball is compact
  place.x = 0.72 * place.x + 0.62 * ball_x + (ours ? 4.0 : -3.0);
  place.y = dir * place.y * squeeze + 0.3 * ball_.y;
  // Everybody wanders a little, forwards run now and then.
  place.x += 2.2 * scene_wave(options_.seed, id, 14, now_);
  place.y += 2.2 * scene_wave(options_.seed, id + 100, 12, now_);
  const auto slot = static_cast<std::int64_t>(std::floor(now_ / 2.4 + id * 0.37));
  if (ours && index >= 5 && scene_random(options_.seed, id, slot, 5) < 0.28) place.x += 11;
  // Nobody in front of the second-last opponent, or of the ball.
  place.x = std::min(place.x, std::max(last_line(1 - team) - 0.6, ball_x + 2));
  place.x = std::clamp(place.x, -half_length() + 4, half_length() - 4);
  place.y = std::clamp(place.y, -half_width() + 1.5, half_width() - 1.5);
  return {dir * place.x, place.y};
}

/// The second-last defender's distance from the halfway line towards his own goal, at least 0.
double Simulation::last_line(int defending) const {
  const double dir = -attack(defending);
  double line = 0;
  for (int i = 2; i <= kTeamSize; ++i)
    line = std::max(line, dir * person(defending * kTeamSize + i).p.x);
  return line;
}

/// 0 for the outfield player of his team nearest to `place`, 1 for the next, ...
int Simulation::rank_to(Vec2d place, int id) const {
  const int base = team_of(id) * kTeamSize;
  const double mine = distance(person(id).p, place);
  int rank = 0;
  for (int other = base + 2; other <= base + kTeamSize; ++other) {
    const double d = distance(person(other).p, place);
    rank += d < mine || (d == mine && other < id);
  }
  return rank;
}

/// Where a player running at `speed` meets the ball under way.
Vec2d Simulation::meeting_point(int id, double speed) const {
  const Vec2d v = {ball_.vx, ball_.vy};
  const double pace = length(v);
  Vec2d last = ball_.ground();
  if (pace < 0.3) return last;
  for (double t = 0.1; t < 4; t += 0.1) {
    const double air = ball_.z > 0.5 || ball_.vz > 1 ? 0 : 0.95;
    const double way = std::max(0.0, pace * t - air * t * t);
    if (air > 0 && pace < 2 * air * t) break;
    last = ball_.ground() + (way / pace) * v;
    const double height = ball_.z + ball_.vz * t - 4.9 * t * t;
    const bool low = air > 0 || height < 0.9;
    if (low && distance(last, person(id).p) <= speed * t + 0.2) break;
  }
  return {std::clamp(last.x, -half_length(), half_length()),
          std::clamp(last.y, -half_width(), half_width())};
}

Simulation::Aim Simulation::aim(int id) const {
  if (id == ball_.holder) return dribble_aim(id);
  if (mode_ == BallMode::dead && id == receiver_) return {ball_.ground(), 5.5};
  return is_keeper(id) ? keeper_aim(id) : outfield_aim(id);
}

Simulation::Aim Simulation::keeper_aim(int id) const {
  const double goal = -attack(team_of(id)) * half_length();
  const Vec2d ball = ball_.ground();
  if (mode_ == BallMode::loose && shot_open_ && shot_.team != team_of(id))
    return {meeting_point(id, 6), 7.5};
  if (mode_ == BallMode::loose && receiver_ == id) return {meeting_point(id, 5), 6};
  const Vec2d centre = {goal, 0};
  const double far = distance(ball, centre);
  const double out = std::clamp(0.12 * far, 1.2, 11.0);
  const Vec2d towards = far > 0.1 ? (1 / far) * (ball - centre) : Vec2d{0, 0};
  const double sway = 0.3 * scene_wave(options_.seed, id + 300, 5, now_);
  return {centre + out * towards + Vec2d{0, sway}, far < 30 ? 5.5 : 3.0};
}

Simulation::Aim Simulation::outfield_aim(int id) const {
  const Vec2d ball = ball_.ground();
  const bool ours = possession_ == team_of(id);
  if (mode_ == BallMode::loose) {
    const bool chase = id == receiver_ || rank_to(ball, id) == 0;
    const bool cut = !ours && rank_to(meeting_point(id, 6.5), id) == 0;
    if ((chase || cut) && !(id == kicker_ && now_ - kicked_at_ < 1)) {
      return {meeting_point(id, 7), 8.2};
    }
  } else if (!ours && mode_ == BallMode::held && !is_keeper(ball_.holder)) {
    const double home = -attack(team_of(id)) * half_length();
    const Vec2d gap = Vec2d{home, 0} - ball;
    const Vec2d back = (1 / std::max(1.0, length(gap))) * gap;
    const int rank = rank_to(ball, id);
    if (rank == 0) return {ball + 0.5 * back, 7.2};
    if (rank == 1) return {ball + 4.0 * back, 6.5};
  }
  const Vec2d place = anchor(id);
  const double far = distance(place, person(id).p);
  return {place, mode_ == BallMode::dead ? 3.5 : far > 10 ? 7.0 : far > 4 ? 4.0 : 1.6};
}

Simulation::Aim Simulation::dribble_aim(int id) const {
  const Mover& m = person(id);
  const double dir = attack(team_of(id));
  if (is_keeper(id)) return {m.p + Vec2d{1.5 * dir, 0}, 2.0};
  const Vec2d goal = {dir * half_length(), 0};
  const Vec2d gap = goal - m.p;
  Vec2d way = (1 / std::max(1.0, length(gap))) * gap;
  for (int i = 1; i <= kTeamSize; ++i) {  // away from opponents
    const Vec2d off = m.p - person((1 - team_of(id)) * kTeamSize + i).p;
    const double d = length(off);
    if (d < 7 && d > 0.05) way = way + (1.4 * (7 - d) / 7 / d) * off;
  }
  way.y += 0.5 * scene_wave(options_.seed, id + 200, 5, now_);
  Vec2d target = m.p + (5 / std::max(0.3, length(way))) * way;
  target.x = std::clamp(target.x, -half_length() + 2.5, half_length() - 2.5);
  target.y = std::clamp(target.y, -half_width() + 2.5, half_width() - 2.5);
  return {target, now_ - held_since_ < 0.4 ? 3.5 : 5.6};
}

Simulation::Aim Simulation::official_aim(int index) const {
  const double hl = half_length();
  if (index == 1) {  // the referee keeps away from the ball, on the diagonal
    const double side = attack(possession_ == 1 ? 1 : 0);
    return {
        {std::clamp(0.8 * ball_.x - 7 * side, -hl + 12, hl - 12),
         0.55 * ball_.y + (ball_.y > 0 ? -9.0 : 9.0) + 2 * scene_wave(options_.seed, 400, 9, now_)},
        5.5};
  }
  // Assistants: one half each, level with the second-last defender or the ball.
  const double half = index == 2 ? 1 : -1;
  const int defending = attack(0) == half ? 1 : 0;
  const double line = std::max(last_line(defending), half * ball_.x);
  return {{half * std::clamp(line, 0.0, hl), half * (half_width() + 0.9)}, 6.5};
}

}  // namespace touchline::scene
