#include "sports/soccer/possession.h"

#include <cmath>
#include <limits>

namespace touchline {

/// The player who reaches the ball best, how much farther the next one is, and the same per team.
struct Possession::Nearest {
  const PlacedPlayer* player = nullptr;
  double distance = std::numeric_limits<double>::infinity();
  double next = std::numeric_limits<double>::infinity();
  double team[2] = {std::numeric_limits<double>::infinity(),
                    std::numeric_limits<double>::infinity()};
};

double Possession::reach(const FieldState& state, const PlacedPlayer& player) const {
  const Vec2d away = player.position - state.ball->position;
  const Vec2d apart = player.velocity - state.ball->velocity;
  return std::sqrt(dot(away, away)) + settings_.companion_s * std::sqrt(dot(apart, apart));
}

Possession::Nearest Possession::nearest(const FieldState& state) const {
  Nearest found;
  for (const auto& p : state.players) {
    const double d = reach(state, p);
    if (d < found.distance) {
      found.next = found.distance;
      found.distance = d;
      found.player = &p;
    } else if (d < found.next) {
      found.next = d;
    }
    double& team = found.team[p.team == Team::a ? 0 : 1];
    if (d < team) team = d;
  }
  return found;
}

bool Possession::has_ball(const FieldState& state, const PlacedPlayer& player,
                          double separation) const {
  const double d = distance(player.position, state.ball->position);
  const bool near =
      d <= settings_.near_m || (d <= settings_.far_m && separation >= settings_.separation_m);
  return near &&
         distance(player.velocity, state.ball->velocity) <= settings_.max_relative_speed_m_s;
}

void Possession::touch(const FieldState& state, const PlacedPlayer& player) {
  spell_.end = state.pts_ns;
  spell_.end_frame = state.frame;
  spell_.ball_to = state.ball->position;
  spell_.player_to = player.position;
  held_ = touched_ = true;
}

void Possession::begin(const FieldState& state, const PlacedPlayer& player) {
  if (candidate_.player != player.id)
    candidate_ = {player.id,       player.team,          player.goalkeeper,
                  state.pts_ns,    state.pts_ns,         state.frame,
                  state.frame,     state.ball->position, state.ball->position,
                  player.position, player.position};
  if (to_seconds(state.pts_ns - candidate_.start) < settings_.acquire_s) return;
  previous_ = spell_;
  spell_ = candidate_;
  candidate_ = {};
  changed_ = true;
  team_ = spell_.team;
  touch(state, player);
}

void Possession::follow_holder(const FieldState& state, const Nearest& nearest) {
  const PlacedPlayer* const old = spell_.player ? state.find(spell_.player) : nullptr;
  const bool other_nearest = nearest.player && nearest.player != old;
  if (old) {
    // He keeps it until another is nearer by the separation.
    const double lead =
        other_nearest ? nearest.distance - reach(state, *old) : nearest.next - nearest.distance;
    const bool keeps = !other_nearest || lead > -settings_.separation_m;
    if (keeps && has_ball(state, *old, lead)) {
      touch(state, *old);
      candidate_ = {};
      return;
    }
  }
  if (other_nearest && has_ball(state, *nearest.player, nearest.next - nearest.distance))
    begin(state, *nearest.player);
  else
    candidate_ = {};
}

void Possession::follow_contest(const FieldState& state, const Nearest& nearest) {
  const double a = nearest.team[0], b = nearest.team[1];
  const bool close = a <= settings_.contested_m && b <= settings_.contested_m &&
                     std::abs(a - b) < settings_.separation_m;
  if (!close) {
    contest_since_ = kNoTime;
    contested_ = false;
    return;
  }
  if (contest_since_ == kNoTime) contest_since_ = state.pts_ns;
  contested_ = to_seconds(state.pts_ns - contest_since_) >= settings_.contested_s;
}

void Possession::follow_team(double dt, const FieldState& state) {
  if (team_ == Team::none) return;
  const double since = to_seconds(state.pts_ns - spell_.end);
  const double unseen = ball_seen_ == kNoTime ? since : to_seconds(state.pts_ns - ball_seen_);
  if (!held_ && (since > settings_.keep_s || unseen > settings_.keep_unseen_s)) team_ = Team::none;
  if (team_ != Team::none && !contested_)
    seconds_[static_cast<std::size_t>(team_ == Team::b)] += dt;
}

void Possession::update(double dt, const FieldState& state) {
  touched_ = changed_ = false;
  now_ = state.pts_ns;
  ball_ = state.ball.has_value();
  if (ball_) {
    ball_seen_ = state.pts_ns;
    const Nearest near = nearest(state);
    follow_holder(state, near);
    follow_contest(state, near);
  } else {
    contested_ = false;
    contest_since_ = kNoTime;
  }
  if (held_ && to_seconds(state.pts_ns - spell_.end) > settings_.release_s) held_ = false;
  follow_team(dt, state);
}

void Possession::take_back(const std::array<double, 2>& seconds) {
  for (const std::size_t team : {0U, 1U})
    seconds_[team] = std::max(0.0, seconds_[team] - seconds[team]);
}

void Possession::interrupt() {
  spell_ = previous_ = candidate_ = {};
  held_ = touched_ = changed_ = contested_ = false;
  contest_since_ = ball_seen_ = kNoTime;
  team_ = Team::none;
}

void Possession::end_possession() {
  const Spell last = spell_;
  interrupt();
  previous_ = last;
}

Known<std::int64_t> Possession::holder() const {
  if (held_) return spell_.player;
  return Known<std::int64_t>::none(ball_ ? "nobody has the ball" : "the ball is not placed");
}

Known<Team> Possession::team() const {
  if (contested_) return Team::none;
  if (team_ != Team::none) return team_;
  return Known<Team>::none(ball_ ? "no player has had the ball of late" : "the ball is not placed");
}

}  // namespace touchline
