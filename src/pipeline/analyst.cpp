#include "pipeline/analyst.h"

#include "pipeline/gap_watch.h"
#include "pipeline/shot_log.h"

namespace touchline {
namespace {

Span& span(Moment& moment, Stage stage) { return moment.spans[static_cast<std::size_t>(stage)]; }

}  // namespace

struct Analyst::State {
  explicit State(const AnalystOptions& options)
      : observer(options), tracker(options.tracker), analyser(options.analyser) {
    if (options.teams) teams.emplace(*options.teams);
  }

  /// People, ball and teams of this frame.
  void follow(Moment& moment) {
    const auto& seen = moment.seen;
    FrameInput input{seen.frame, seen.pts_ns, seen.width, seen.height, seen.detections};
    if (teams) input.kits = seen.kits;
    input.view = &seen.view;
    input.motion = seen.motion;
    input.cut = seen.shot.cut;
    const auto& update = tracker.update(input);
    moment.row.objects = update.people;
    moment.ball = update.ball;
    moment.events.insert(moment.events.end(), update.events.begin(), update.events.end());
    if (teams) {
      teams->update(seen.pts_ns, moment.row.objects, update.kits);
      moment.shirts = teams->palette();
    }
  }

  /// The record of this frame, rounded to what the files hold.
  void record(Moment& moment, const std::string& source_id) const {
    const auto& seen = moment.seen;
    auto& row = moment.row;
    row.source_id = source_id;
    row.frame = seen.frame;
    row.pts_ns = seen.pts_ns;
    row.ball = moment.ball.state;
    if (row.ball != BallState::lost) row.objects.push_back(moment.ball.sample);
    row.calibration = seen.view.state;
    if (row.calibration != CalibrationState::lost) row.sigma_m = seen.view.sigma_m;
    row.shot = seen.shot.shot;
    row.counted = seen.shot.counted;
    if (!row.counted) row.why_uncounted = seen.shot.why;
    quantise(row);
    if (row.ball != BallState::lost) moment.ball.sample = row.objects.back();
  }

  Observer observer;
  Tracker tracker;
  std::optional<Teams> teams;
  std::optional<Analyser> analyser;
  GapWatch gaps;
  ShotLog shots;
};

Analyst::Analyst(const AnalystOptions& options) : state_(std::make_unique<State>(options)) {}
Analyst::~Analyst() = default;
Analyst::Analyst(Analyst&&) noexcept = default;
Analyst& Analyst::operator=(Analyst&&) noexcept = default;

Status Analyst::warm_up(const FrameInfo& info) { return state_->observer.warm_up(info); }

Status Analyst::look(Moment& moment, const std::string& source_id) {
  {
    SpanTimer timer(span(moment, Stage::calibrate));
    TL_CHECK(state_->observer.see(moment));
  }
  {
    SpanTimer timer(span(moment, Stage::track));
    TL_CHECK(state_->observer.see_kits(moment));
    place(moment, source_id);
  }
  SpanTimer timer(span(moment, Stage::measure));
  measure(moment);
  return {};
}

void Analyst::conclude(Moment& moment, const std::string& source_id) {
  place(moment, source_id);
  measure(moment);
}

void Analyst::place(Moment& moment, const std::string& source_id) {
  auto& s = *state_;
  if (auto gap = s.gaps.see(moment.seen.frame, moment.seen.pts_ns, moment.seen.seam))
    moment.events.push_back(std::move(*gap));
  if (auto replay = s.shots.note(moment.seen)) {
    if (s.analyser) s.analyser->discount(replay->start_ns, replay->end_ns);
    moment.events.push_back(std::move(*replay));
  }
  s.follow(moment);
  s.record(moment, source_id);
}

void Analyst::measure(Moment& moment) {
  auto& s = *state_;
  for (auto& event : moment.events) event.row = moment.row.frame;
  if (!s.analyser) return;
  const auto& update = s.analyser->push(moment.row);
  moment.measures = update.measures;
  moment.events.insert(moment.events.end(), update.events.begin(), update.events.end());
}

std::vector<Event> Analyst::finish() {
  auto events = state_->tracker.finish();
  if (state_->analyser) {
    auto more = state_->analyser->finish();
    events.insert(events.end(), std::make_move_iterator(more.begin()),
                  std::make_move_iterator(more.end()));
  }
  return events;
}

}  // namespace touchline
