#include "sports/soccer/passes.h"

#include <cmath>
#include <utility>

#include "sports/soccer/pressure.h"
#include "sports/soccer/regret.h"

namespace touchline {
namespace {

Event event_of(const char* type, const char* subtype, Nanoseconds start, Nanoseconds end,
               Team team) {
  Event event;
  event.type = type;
  event.subtype = subtype;
  event.start_ns = start;
  event.end_ns = end;
  event.team = team;
  return event;
}

int direction_of(Team team, const Known<int>& direction_a) {
  return team == Team::a ? *direction_a : -*direction_a;
}

}  // namespace

Passes::Passes(const SoccerSettings& settings, const PitchSpec& pitch, ThreatGrid threat)
    : settings_(settings),
      pitch_(pitch),
      threat_(threat),
      options_(settings.options, pitch, std::move(threat)) {}

double Passes::ball_share() const { return flight_s_ > 0 ? flight_ball_s_ / flight_s_ : 1; }

bool Passes::beside_goal(Vec2d ball, Team team, const Known<int>& direction_a) const {
  if (std::abs(ball.y) > pitch_.goal_area_width_m / 2) return false;
  return !direction_a || direction_of(team, direction_a) * ball.x > pitch_.length_m / 2;
}

void Passes::add_pass(const char* subtype, const Spell& from, std::int64_t receiver,
                      Nanoseconds end, std::int64_t end_frame, Vec2d end_m,
                      const Known<int>& direction_a, std::vector<Event>& events) {
  Event event = event_of("pass", subtype, from.end, end, from.team);
  event.track_ids = {from.player};
  if (receiver) event.track_ids.push_back(receiver);
  event.field_m = from.ball_to;
  event.field_end_m = end_m;
  event.conf = static_cast<float>(ball_share());
  event.evidence = {from.end_frame, end_frame};
  const bool completed = event.subtype == "completed";
  const double length_m = distance(from.ball_to, end_m), seconds = to_seconds(end - from.end);
  const Known<double> unknown = Known<double>::none("the direction of attack is not known");
  Regret regret{unknown, unknown, unknown};
  std::optional<double> threat_added;
  if (direction_a) {
    const int direction = direction_of(from.team, direction_a);
    regret =
        regret_of(options_, release_, from, completed ? receiver : 0, direction, settings_.passes);
    threat_added =
        (completed ? threat_.at(end_m, direction) : 0) - threat_.at(from.ball_to, direction);
  }
  event.values = {
      {"distance_m", length_m},
      {"duration_s", seconds},
      {"speed_m_s", seconds > 0 ? std::optional(length_m / seconds) : std::nullopt},
      {"regret", regret.regret.value},
      {"best_score", regret.best_score.value},
      {"chosen_score", regret.chosen_score.value},
      {"threat_added", threat_added},
      {"pressure", pressure_on(release_, from.player_to, from.team, settings_.pressure)}};
  events.push_back(std::move(event));
}

void Passes::end_team_spell(std::vector<Event>& events) {
  if (team_spell_.team != Team::none && team_spell_.end > team_spell_.start) {
    Event event = event_of("possession", "", team_spell_.start, team_spell_.end, team_spell_.team);
    event.field_m = team_spell_.ball_from;
    event.field_end_m = team_spell_.ball_to;
    event.evidence = {team_spell_.start_frame, team_spell_.end_frame};
    event.values = {{"duration_s", to_seconds(event.end_ns - event.start_ns)}};
    events.push_back(std::move(event));
  }
  team_spell_ = {};
}

void Passes::change(const FieldState& state, const Possession& possession,
                    const Known<int>& direction_a, std::vector<Event>& events) {
  const Spell &from = possession.previous(), &to = possession.spell();
  if (from.player != 0) {
    const double flight = to_seconds(to.start - from.end);
    const bool passed = distance(from.ball_to, to.ball_from) >= settings_.passes.min_distance_m &&
                        flight <= settings_.passes.max_flight_s &&
                        ball_share() >= settings_.passes.min_ball_share;
    const bool lost = from.team != to.team;
    if (passed) {
      add_pass(lost ? "intercepted" : "completed", from, to.player, to.start, to.start_frame,
               to.ball_from, direction_a, events);
      Event& event = events.emplace_back(event_of("reception", "", to.start, to.start, to.team));
      event.track_ids = {to.player};
      event.field_m = to.ball_from;
      event.evidence = {to.start_frame};
      event.values = {{"pressure", pressure_on(state, to.player_to, to.team, settings_.pressure)}};
    }
    if (lost) {
      Event& event = events.emplace_back(
          event_of("turnover", passed ? "interception" : "tackle", from.end, to.start, from.team));
      event.track_ids = {from.player, to.player};
      event.field_m = from.ball_to;
      event.field_end_m = to.ball_from;
      event.evidence = {from.end_frame, to.start_frame};
    }
  }
  if (team_spell_.team != to.team) {
    end_team_spell(events);
    team_spell_ = to;
  }
}

void Passes::follow_out(const FieldState& state, Possession& possession,
                        const Known<int>& direction_a, std::vector<Event>& events) {
  const Spell from = possession.spell();
  if (from.player == 0 || possession.held() || !state.ball ||
      pitch_.contains(state.ball->position, settings_.passes.out_margin_m)) {
    out_since_ = kNoTime;
    return;
  }
  if (out_since_ == kNoTime) {
    out_since_ = state.pts_ns;
    out_frame_ = state.frame;
    out_at_ = state.ball->position;
  }
  if (to_seconds(state.pts_ns - out_since_) < settings_.passes.out_s) return;
  const double flight = to_seconds(out_since_ - from.end);
  if (flight <= settings_.passes.max_flight_s && !beside_goal(out_at_, from.team, direction_a) &&
      distance(out_at_, from.ball_to) >= settings_.passes.min_distance_m)
    add_pass("out", from, 0, out_since_, out_frame_, out_at_, direction_a, events);
  Event& event = events.emplace_back(event_of("turnover", "out", from.end, out_since_, from.team));
  event.track_ids = {from.player};
  event.field_m = from.ball_to;
  event.field_end_m = out_at_;
  event.evidence = {from.end_frame, out_frame_};
  end_team_spell(events);
  possession.end_possession();
  out_since_ = kNoTime;
}

void Passes::update(double dt, const FieldState& state, Possession& possession,
                    const Known<int>& direction_a, std::vector<Event>& events) {
  flight_s_ += dt;
  if (state.ball) flight_ball_s_ += dt;
  if (possession.changed()) change(state, possession, direction_a, events);
  if (possession.touched()) {
    release_ = state;
    flight_s_ = flight_ball_s_ = 0;
    team_spell_.end = possession.spell().end;
    team_spell_.end_frame = possession.spell().end_frame;
    team_spell_.ball_to = possession.spell().ball_to;
  }
  follow_out(state, possession, direction_a, events);
}

void Passes::interrupt(std::vector<Event>& events) {
  end_team_spell(events);
  flight_s_ = flight_ball_s_ = 0;
  out_since_ = kNoTime;
}

}  // namespace touchline
