#include "sports/soccer/analyser.h"

#include <algorithm>
#include <utility>

#include "sports/soccer/pressure.h"

namespace touchline {
namespace {

ControlOptions control_options(const ControlSettings& s) {
  ControlOptions o;
  o.mode = s.mode == "voronoi" ? ControlMode::voronoi
           : s.mode == "soft"  ? ControlMode::soft
                               : ControlMode::time_to_intercept;
  o.columns = s.columns;
  o.rows = s.rows;
  o.soft_gain_per_m = s.soft_gain_per_m;
  o.reaction_s = s.reaction_s;
  o.max_speed_m_s = s.max_speed_m_s;
  o.arrival_sigma_s = s.arrival_sigma_s;
  return o;
}

}  // namespace

Result<Analyser> Analyser::create(const PitchSpec& pitch, const ThreatGrid& threat,
                                  const SoccerSettings& settings, const SoccerClasses& classes) {
  if (const auto wrong = contradiction(settings); !wrong.empty())
    return fail(Errc::bad_config, "soccer", "{}", wrong);
  TL_ASSIGN(auto control, PitchControl::create(pitch, control_options(settings.control)));
  return Analyser(pitch, threat, settings, classes, std::move(control));
}

Analyser::Analyser(const PitchSpec& pitch, const ThreatGrid& threat, const SoccerSettings& settings,
                   const SoccerClasses& classes, PitchControl control)
    : pitch_(pitch),
      threat_(threat),
      settings_(settings),
      classes_(classes),
      control_(std::move(control)),
      kinematics_(settings.kinematics),
      ball_(settings.possession),
      coverage_(settings.coverage),
      direction_(settings.direction, pitch),
      possession_(settings.possession),
      passes_(settings, pitch, threat),
      options_(settings.options, pitch, threat),
      bar_(settings.evaluation.smoothing_s),
      periods_(parse_periods(settings.match.periods).value_or(std::vector<Period>{})) {}

const char* Analyser::unusable(const FrameRecord& record) const {
  if (!record.counted) return "a replay or close-up, which does not count";
  if (record.calibration == CalibrationState::stale) return "the calibration is stale";
  if (record.calibration == CalibrationState::lost) return "no calibration";
  if (!periods_.empty() && (period_ == 0 || !periods_[period_ - 1].contains(record.pts_ns)))
    return "outside the periods that were given";
  return nullptr;
}

void Analyser::sort_objects(const FrameRecord& record) {
  people_.clear();
  ball_sample_ = nullptr;
  for (const auto& sample : record.objects) {
    if (sample.class_id == classes_.ball)
      ball_sample_ = &sample;
    else if (sample.class_id != classes_.referee)
      people_.push_back(&sample);
  }
  auto& players = update_.measures.players;
  players.resize(people_.size());
  for (std::size_t i = 0; i < people_.size(); ++i) {
    players[i].track_id = people_[i]->track_id;
    players[i].team = people_[i]->team;
    players[i].goalkeeper = people_[i]->class_id == classes_.goalkeeper;
  }
}

void Analyser::withhold(const char* why) {
  Measures& m = update_.measures;
  const auto none = Known<double>::none(why);
  m.possession = Known<Team>::none(why);
  m.holder = Known<std::int64_t>::none(why);
  m.pressure = m.control_a = m.control_sigma = m.threat_a = m.threat_b = none;
  m.control_ns = m.options_ns = kNoTime;
  m.options = Known<int>::none(why);
  m.passes.clear();
  m.surface.clear();
  m.surface_columns = m.surface_rows = 0;
  m.evaluation = {};
  m.evaluation.raw = m.evaluation.bar = none;
  for (auto& p : m.players) {
    p.position_m = p.velocity_m_s = Known<Vec2d>::none(why);
    p.speed_m_s = none;
    p.sprinting = false;
  }
  bar_.update(0, none);
  grid_ = kNoTime;
  options_for_ = 0;
}

void Analyser::interrupt() {
  passes_.interrupt(update_.events);
  kinematics_.interrupt(update_.events);
  possession_.interrupt();
  ball_.reset();
  coverage_.reset();
  bar_.update(0, Known<double>::none("interrupted"));
  grid_ = kNoTime;
  options_for_ = 0;
  usable_ = kNoTime;
}

void Analyser::follow_periods(const FrameRecord& record) {
  while (period_ < periods_.size() && record.pts_ns >= periods_[period_].from) {
    interrupt();
    direction_.begin_period(static_cast<int>(++period_));
    Event& event = update_.events.emplace_back();
    event.type = "period";
    event.subtype = "given";
    event.start_ns = event.end_ns = periods_[period_ - 1].from;
    event.evidence = {record.frame};
    event.values = {{"period", static_cast<double>(period_)}};
  }
}

Analyser::Mark Analyser::mark(Nanoseconds time) const {
  return {time, possession_.seconds(), direction_.belief()};
}

/// Memory is bounded by the shots of the look-back, not by those of the match.
void Analyser::begin_shot(Nanoseconds time) {
  marks_.push_back(mark(time));
  while (marks_.size() > 1 && marks_[1].time <= time - from_seconds(kLookBackS)) marks_.pop_front();
}

void Analyser::discount(Nanoseconds from, Nanoseconds to) {
  const auto at = [&](Nanoseconds time) {
    return std::find_if(marks_.begin(), marks_.end(),
                        [&](const Mark& m) { return m.time >= time; });
  };
  const auto first = at(from), behind = at(to);
  if (first == marks_.end()) return;
  const bool goes_on = behind == marks_.end();
  const Mark before = *first, after = goes_on ? mark(to) : *behind;
  const std::array<double, 2> gained{after.possession_s[0] - before.possession_s[0],
                                     after.possession_s[1] - before.possession_s[1]};
  possession_.take_back(gained);
  direction_.take_back(before.belief, after.belief);
  // Whoever looks back over this replay later must not find it again.
  for (auto mark = first; mark != marks_.end(); ++mark) {
    const bool within = mark < behind;
    for (const std::size_t team : {0U, 1U})
      mark->possession_s[team] =
          within ? before.possession_s[team] : mark->possession_s[team] - gained[team];
    if (within) mark->belief = before.belief;
  }
  if (!goes_on) return;
  interrupt();
  kinematics_ = Kinematics(settings_.kinematics);
}

const AnalysisUpdate& Analyser::push(const FrameRecord& record) {
  update_.events.clear();
  Measures& m = update_.measures;
  m.frame = record.frame;
  m.pts_ns = record.pts_ns;
  double dt = last_ == kNoTime ? 0 : std::max(0.0, to_seconds(record.pts_ns - last_));
  const bool gap = dt > settings_.coverage.max_gap_s;
  const bool lost_touch =
      usable_ != kNoTime && to_seconds(record.pts_ns - usable_) > settings_.coverage.max_gap_s;
  if (gap || lost_touch || (last_ != kNoTime && record.shot != shot_)) {
    if (usable_ != kNoTime) direction_.gap(to_seconds(record.pts_ns - usable_));
    interrupt();
  }
  if (marks_.empty() || record.shot != shot_) begin_shot(record.pts_ns);
  follow_periods(record);
  if (gap) dt = 0;
  last_ = record.pts_ns;
  shot_ = record.shot;
  sort_objects(record);
  if (record.calibration == CalibrationState::measured) measured_ = record.pts_ns;
  if (const char* const why = unusable(record)) {
    for (auto& p : m.players) p.distance_m = kinematics_.distance_m(p.track_id);
    if (record.counted) coverage_.update(dt, static_cast<int>(people_.size()), 0, false, false);
    m.coverage = coverage_.value();
    withhold(why);
  } else {
    measure(record, dt);
  }
  m.attack_a = direction_.direction_a();
  m.attack_conf = direction_.confidence();
  m.possession_s = possession_.seconds();
  quantise(m);
  number_events(record.frame);
  return update_;
}

void Analyser::place_players() {
  state_.players.clear();
  const auto& players = update_.measures.players;
  for (std::size_t i = 0; i < people_.size(); ++i) {
    const PlayerMotion& p = players[i];
    if (p.team == Team::none) continue;
    PlacedPlayer placed{p.track_id, p.team, p.goalkeeper, {}, {}};
    if (p.position_m)
      placed.position = *p.position_m;
    else if (people_[i]->field)
      placed.position = people_[i]->field->m;
    else
      continue;
    if (p.velocity_m_s) placed.velocity = *p.velocity_m_s;
    if (pitch_.contains(placed.position, settings_.coverage.max_off_pitch_m))
      state_.players.push_back(placed);
  }
}

void Analyser::place_ball(const FrameRecord& record) {
  const bool measured = ball_sample_ && record.ball == BallState::visible && ball_sample_->field &&
                        ball_sample_->source == SampleSource::measured;
  ball_.update(record.pts_ns, measured ? &*ball_sample_->field : nullptr,
               measured ? ball_sample_->track_id : 0);
  state_.ball = ball_.read(record.pts_ns);
}

void Analyser::measure(const FrameRecord& record, double dt) {
  Measures& m = update_.measures;
  usable_ = record.pts_ns;
  kinematics_.update(record.pts_ns, record.frame, people_, m.players, update_.events);
  state_.frame = record.frame;
  state_.pts_ns = record.pts_ns;
  place_players();
  place_ball(record);
  coverage_.update(dt, static_cast<int>(people_.size()), static_cast<int>(state_.players.size()),
                   true, state_.ball.has_value());
  m.coverage = coverage_.value();
  direction_.update(dt, state_, update_.events);
  possession_.update(dt, state_);
  passes_.update(dt, state_, possession_, direction_.direction_a(), update_.events);
  m.possession = possession_.team();
  m.holder = possession_.holder();

  const PlacedPlayer* const holder = m.holder ? state_.find(*m.holder) : nullptr;
  m.pressure =
      holder
          ? Known<double>(pressure_on(state_, holder->position, holder->team, settings_.pressure))
      : m.holder ? Known<double>::none("the holder is not placed")
                 : Known<double>::none(m.holder.why);
  measure_threat();
  measure_control();
  measure_options();
  evaluate_bar(record, dt);
}

void Analyser::measure_threat() {
  Measures& m = update_.measures;
  const Known<int> direction = direction_.direction_a();
  if (!state_.ball || !direction) {
    m.threat_a = m.threat_b =
        Known<double>::none(!state_.ball ? "the ball is not placed" : direction.why);
    return;
  }
  m.threat_a = threat_.at(state_.ball->position, *direction);
  m.threat_b = threat_.at(state_.ball->position, -*direction);
}

void Analyser::measure_control() {
  Measures& m = update_.measures;
  const Nanoseconds step = std::max<Nanoseconds>(1, from_seconds(settings_.options.every_s));
  const Nanoseconds now = state_.pts_ns / step;
  new_grid_ = grid_ == kNoTime || now != grid_;
  if (!new_grid_) return;
  grid_ = now;
  control_players_.clear();
  for (const auto& p : state_.players)
    control_players_.push_back({p.position, p.velocity, p.team, {}});
  const ControlSurface& surface = control_.measure(control_players_);
  m.control_a = surface.share_a;
  m.control_sigma = surface.share_a ? Known<double>(unseen_sigma(surface.players))
                                    : Known<double>::none(surface.share_a.why);
  m.control_ns = surface.share_a ? state_.pts_ns : kNoTime;
  m.surface_columns = surface.cells.empty() ? 0 : surface.columns;
  m.surface_rows = surface.cells.empty() ? 0 : surface.rows;
  m.surface.assign(surface.cells.begin(), surface.cells.end());
}

void Analyser::measure_options() {
  Measures& m = update_.measures;
  const Known<int> direction = direction_.direction_a();
  const PlacedPlayer* const holder = m.holder ? state_.find(*m.holder) : nullptr;
  if (!holder || !direction) {
    m.options = Known<int>::none(!m.holder ? m.holder.why
                                 : !holder ? "the holder is not placed"
                                           : direction.why);
    m.options_ns = kNoTime;
    m.passes.clear();
    options_for_ = 0;
    return;
  }
  if (!new_grid_ && options_for_ == holder->id) return;
  options_for_ = holder->id;
  const int towards = holder->team == Team::a ? *direction : -*direction;
  const auto& found = options_.find(state_, holder->id, towards);
  m.passes.assign(found.begin(), found.end());
  m.options = options_.total();
  m.options_ns = state_.pts_ns;
}

void Analyser::evaluate_bar(const FrameRecord& record, double dt) {
  Measures& m = update_.measures;
  const char* why = coverage_.objection(state_);
  const Known<int> direction = direction_.direction_a();
  if (!why && !direction) why = direction.why;
  if (!why && !m.control_a) why = m.control_a.why;
  if (why) {
    m.evaluation = {};
    m.evaluation.raw = Known<double>::none(why);
  } else {
    BarInput in;
    in.control_a = m.control_a;
    in.threat_a = m.threat_a;
    in.threat_b = m.threat_b;
    in.pressure = m.pressure;
    in.possession = m.possession;
    in.ball_placed = state_.ball.has_value();
    in.placed = m.coverage.placed;
    in.sigma_m = record.sigma_m.value_or(0);
    in.unmeasured_s =
        measured_ == kNoTime ? settings_.coverage.window_s : to_seconds(record.pts_ns - measured_);
    m.evaluation = evaluate(in, settings_.evaluation);
  }
  m.evaluation.bar = bar_.update(dt, m.evaluation.raw);
}

void Analyser::number_events(std::int64_t row) {
  for (auto& event : update_.events) {
    event.id = next_event_++;
    event.row = row;
  }
}

std::vector<Event> Analyser::finish() {
  update_.events.clear();
  interrupt();
  number_events(-1);
  return std::move(update_.events);
}

}  // namespace touchline
