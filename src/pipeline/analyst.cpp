#include "pipeline/analyst.h"

#include "pipeline/gap_watch.h"
#include "pipeline/held_rows.h"
#include "pipeline/shot_log.h"
#include "records/pose_file.h"

namespace touchline {
namespace {

/// The record of this frame, rounded to what the files hold.
void record(Moment& moment) {
  const auto& seen = moment.seen;
  auto& row = moment.row;
  row.frame = seen.frame;
  row.pts_ns = seen.pts_ns;
  name_bodies(row.objects, moment.seen);
  row.ball = moment.ball.state;
  if (row.ball != BallState::lost) row.objects.push_back(moment.ball.sample);
  row.calibration = seen.view.state;
  if (row.calibration != CalibrationState::lost) row.sigma_m = seen.view.sigma_m;
  row.shot = seen.shot.shot;
  row.counted = seen.shot.counted;
  if (!row.counted) row.why_uncounted = seen.shot.why;
  if (seen.interpolated)
    for (auto& sample : row.objects)
      if (sample.source == SampleSource::measured) sample.source = SampleSource::interpolated;
  quantise(row);
  if (row.ball != BallState::lost) moment.ball.sample = row.objects.back();
  moment.view = seen.view;
  quantise(moment.view);
}

/// The tracker's options where rows wait for it.
TrackerOptions tracker_options(const AnalystOptions& options) {
  TrackerOptions tracker = options.tracker;
  tracker.first_samples = options.rows_held > 0;
  return tracker;
}

}  // namespace

struct Analyst::State {
  explicit State(const AnalystOptions& how)
      : options(how),
        observer(how),
        tracker(tracker_options(how)),
        analysis(how.analysis ? how.analysis() : nullptr),
        held(static_cast<std::size_t>(how.rows_held)) {
    begin_teams();
  }

  void begin_teams() {
    if (!options.teams) return;
    teams.emplace(*options.teams);
    fresh_teams = teams;
  }

  /// What the source was when it was last looked at holds no more; its shots are counted on.
  Status look(Moment& moment) {
    const bool anew = moment.picture.epoch != observed_epoch;
    if (anew) {
      observed_epoch = moment.picture.epoch;
      observer = Observer(options);
      shots_before = last_shot + 1;
    }
    TL_CHECK(observer.see(moment));
    auto& shot = moment.seen.shot;
    shot.cut |= anew;
    shot.shot += shots_before;
    if (shot.replay)
      for (int& each : *shot.replay) each += shots_before;
    last_shot = shot.shot;
    return {};
  }

  /// Everything that is followed ends, and begins anew with `moment`, which tells of the ends.
  void turn_over(Moment& moment) {
    end();
    for (auto done = next(); done; done = next()) finished.push_back(std::move(*done));
    moment.events = finish();
    options.tracker.first_id = tracker.next_id();
    tracker = Tracker(tracker_options(options));
    analysis = options.analysis ? options.analysis() : nullptr;
    begin_teams();
    held = HeldRows(static_cast<std::size_t>(options.rows_held));
    epoch = moment.seen.epoch;
  }

  std::optional<Moment> next() {
    auto moment = held.next();
    if (moment) {
      SpanTimer timer(span(*moment, Stage::measure));
      measure(*moment);
    }
    return moment;
  }

  void end() {
    const auto& update = tracker.finish();
    last_events = update.events;
    TrackSamples last;  // as they would be judged by one look
    for (const auto& [frame, sample] : update.firsts) last.push_back(sample);
    if (fresh_teams && !last.empty()) fresh_teams->update(0, last, {});
    held.complete(update, last, last_events);
    held.release();
  }

  std::vector<Event> finish() {
    auto events = std::move(last_events);
    if (analysis) {
      auto more = analysis->finish();
      events.insert(events.end(), std::make_move_iterator(more.begin()),
                    std::make_move_iterator(more.end()));
    }
    return events;
  }

  /// People, ball and teams of this frame.
  void follow(Moment& moment) {
    const auto& seen = moment.seen;
    FrameInput input{seen.frame, seen.pts_ns, seen.width, seen.height, seen.detections};
    if (teams) input.kits = seen.kits;
    input.view = &seen.view;
    input.motion = seen.motion;
    input.cut = seen.shot.cut;
    input.peaks = seen.peaks ? &*seen.peaks : nullptr;
    const auto& update = tracker.update(input);
    moment.row.objects = update.people;
    moment.ball = update.ball;
    moment.events.insert(moment.events.end(), update.events.begin(), update.events.end());
    if (teams) {
      teams->update(seen.pts_ns, moment.row.objects, update.kits);
      moment.shirts = teams->palette();
    }
    held.complete(update, moment.row.objects, moment.events);
  }

  /// The row, and what follows from it.
  void measure(Moment& moment) {
    record(moment);
    for (auto& event : moment.events) {
      event.row = moment.row.frame;
      if (analysis && event.type == "replay") analysis->discount(event.start_ns, event.end_ns);
    }
    if (!analysis) return;
    analysis->hear(moment.sounds);
    auto found = analysis->push(moment.row, moment.seen);
    moment.record = std::move(found.record);
    moment.events.insert(moment.events.end(), std::make_move_iterator(found.events.begin()),
                         std::make_move_iterator(found.events.end()));
  }

  AnalystOptions options;
  Observer observer;
  int observed_epoch = 0, epoch = 0, shots_before = 0, last_shot = -1;
  std::deque<Moment> finished;  ///< of the epoch before
  Tracker tracker;
  std::optional<Teams> teams, fresh_teams;
  std::unique_ptr<Analysis> analysis;
  GapWatch gaps;
  ShotLog shots;
  HeldRows held;
  std::vector<Event> last_events;
};

Analyst::Analyst(const AnalystOptions& options) : state_(std::make_unique<State>(options)) {}
Analyst::~Analyst() = default;
Analyst::Analyst(Analyst&&) noexcept = default;
Analyst& Analyst::operator=(Analyst&&) noexcept = default;

Status Analyst::warm_up(const FrameInfo& info) { return state_->observer.warm_up(info); }
GlanceNeeds Analyst::needs() const { return Observer(state_->options).needs(); }

Status Analyst::look(Moment& moment) {
  // What was read along with the networks' batch has been paid for already.
  const auto paid = [&](Stage stage) { return span(moment, stage).cpu; };
  const auto glanced = paid(Stage::calibrate), measured = paid(Stage::track);
  {
    SpanTimer timer(span(moment, Stage::calibrate));
    TL_CHECK(state_->look(moment));
  }
  span(moment, Stage::calibrate).cpu += glanced;
  Status seen;
  {
    SpanTimer timer(span(moment, Stage::track));
    seen = state_->observer.see_kits(moment);
  }
  span(moment, Stage::track).cpu += measured;
  return seen;
}

void Analyst::follow(Moment moment, const std::string& source_id) {
  auto& s = *state_;
  const auto begun = thread_cpu_now();
  moment.row.source_id = source_id;
  if (const auto& picture = moment.picture; picture.clock != ClockSource::none) {
    moment.row.utc_ns = picture.utc_ns;
    moment.row.utc_src = picture.clock;
  }
  if (moment.seen.epoch != s.epoch) s.turn_over(moment);
  if (auto gap = s.gaps.see(moment.seen.frame, moment.seen.pts_ns, moment.seen.seam))
    moment.events.push_back(std::move(*gap));
  if (auto replay = s.shots.note(moment.seen)) moment.events.push_back(std::move(*replay));
  s.follow(moment);
  auto& tracking = span(moment, Stage::track);
  if (tracking.begin == 0) tracking.begin = wall_now();
  tracking.end = wall_now();
  tracking.cpu += thread_cpu_now() - begun;
  s.held.push(std::move(moment));
}

void Analyst::hear(std::span<const SoundStretch> sounds) {
  if (state_->analysis) state_->analysis->hear(sounds);
}

std::optional<Moment> Analyst::next() {
  auto& finished = state_->finished;
  if (finished.empty()) return state_->next();
  std::optional<Moment> moment(std::move(finished.front()));
  finished.pop_front();
  return moment;
}

void Analyst::end() { state_->end(); }

std::vector<Event> Analyst::finish() { return state_->finish(); }

}  // namespace touchline
