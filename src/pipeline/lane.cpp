#include "pipeline/lane.h"

#include <algorithm>

#include "base/guarded.h"
#include "base/log.h"
#include "pipeline/clip_cutter.h"
#include "pipeline/measuring.h"

namespace touchline {
namespace {

/// Channels hold every frame the credits allow, so no lane ever waits for the one after it.
std::size_t capacity(const LaneSetup& setup) {
  return static_cast<std::size_t>(setup.frames_under_way);
}

/// At least a whole clip: the networks see nothing before.
int credits_at_first(const LaneSetup& setup) {
  const int all = setup.frames_under_way;
  const int first = setup.frames_at_first > 0 ? std::min(setup.frames_at_first, all) : all;
  return std::max(first, setup.clip.stride);
}

}  // namespace

Result<std::string_view> write_lines(LaneSetup& setup, const Moment& moment, JsonLine& line) {
  const auto& row = moment.row;
  if (setup.observations) {
    append_json(line, moment.seen, row.source_id);
    TL_CHECK(setup.observations->write(line.take()));
  }
  if (setup.poses) TL_CHECK(setup.poses->write(moment.seen));
  if (setup.tracking) {
    append_json(line, row, setup.analyst.classes);
    TL_CHECK(setup.tracking->write(line.take()));
  }
  if (setup.calibration) {
    append_json(line, moment.view, row.source_id, row.frame, row.pts_ns);
    TL_CHECK(setup.calibration->write(line.take()));
  }
  if (!moment.record) return std::string_view();
  moment.record->append_json(line, row.source_id);
  const auto record = line.take();
  if (setup.measures) TL_CHECK(setup.measures->write(record));
  return record;
}

void count_row(const FrameRecord& row, int ball_class, LaneResult& result) {
  if (result.frames++ == 0) result.first_pts_ns = row.pts_ns;
  result.last_pts_ns = row.pts_ns;
  result.ball_visible += row.ball == BallState::visible;
  for (const auto& sample : row.objects) {
    if (sample.class_id == ball_class) continue;
    ++result.people;
    result.placed += sample.field.has_value();
  }
  ++result.calibration[static_cast<std::size_t>(row.calibration)];
  result.uncounted += !row.counted;
}

Lane::Lane(LaneSetup setup)
    : setup_(std::move(setup)),
      credits_(credits_at_first(setup_)),
      inferred_(capacity(setup_)),
      analysed_(capacity(setup_)),
      reorder_(inferred_),
      analyst_(setup_.analyst),
      needs_(analyst_.needs()) {
  if (setup_.sounds) hearing_.emplace(setup_.source->info());
  for (auto& output : setup_.outputs)
    outputs_.push_back(std::make_unique<Output>(std::move(output), setup_.shown_as,
                                                setup_.source->frame_info(), outputs_.size(),
                                                capacity(setup_)));
  if (setup_.realtime) pace_.emplace(setup_.first_due);
  if (setup_.past_view_s > 0) past_views_.emplace(from_seconds(setup_.past_view_s));
  if (setup_.trace)
    for (std::size_t i = 0; i < kStages; ++i)
      trace_rows_[i] = &setup_.trace->lane(to_string(static_cast<Stage>(i)));
}

Lane::~Lane() {
  if (decoder_.joinable() || analysing_.joinable() || presenter_.joinable()) {
    give_up({Errc::internal, "the run was abandoned", media().id});
    join();
  }
}

template <class Work>
void Lane::attempt(Work&& work) {
  if (auto done = guarded(media().id, std::forward<Work>(work)); !done) fail(done.error());
}

void Lane::warm_up() {
  attempt([&] {
    if (auto warm = analyst_.warm_up(setup_.source->frame_info()); !warm) fail(warm.error());
  });
}

void Lane::start(Batcher& batcher) {
  const auto last_word = [this](const Error& error) { give_up(error); };
  const auto started = guarded(media().id, [&] {
    start_outputs();
    presenter_ = start_thread(media().id, [this] { present(); }, last_word);
    analysing_ = start_thread(media().id, [this] { analyse(); }, last_word);
    port_ = batcher.open(*this);
    decoder_ = start_thread(
        media().id,
        [this] {
          std::int64_t sent = 0;
          attempt([&] { decode(sent); });
          port_->close();
          reorder_.finish(sent);
        },
        last_word);
  });
  if (started) return;
  give_up(started.error());
  if (port_) port_->close();
}

void Lane::fail(Error error) {
  {
    std::lock_guard lock(error_mutex_);
    if (!result_.error) result_.error = std::move(error);
  }
  failed_ = true;
  stop();
  if (past_views_) past_views_->close();
}

void Lane::give_up(Error error) {
  fail(std::move(error));
  credits_.close();
  inferred_.abandon();
  analysed_.abandon();
  for (auto& output : outputs_) output->abandon();
}

void Lane::decode(std::int64_t& sent) {
  ClipCutter cutter(setup_.clip, setup_.looks_every_s);
  const auto send = [&](std::optional<ClipCutter::Cut>&& clip) {
    if (!clip) return;
    sent += static_cast<std::int64_t>(clip->moments.size());
    if (past_views_) past_views_->sent(clip->moments);
    port_->push(std::move(clip->moments), std::move(clip->before));
  };
  while (auto moment = next_moment()) {
    if (past_views_) moment->past_view = past_views_->before(moment->picture);
    send(cutter.push(std::move(*moment)));
  }
  send(cutter.finish());
  last_audio_ = setup_.source->drain_audio();
}

std::optional<Moment> Lane::next_moment() {
  if (!credits_.take()) return std::nullopt;
  Moment moment;
  moment.needs = needs_;
  if (pace_) {
    const auto due = pace_->wait();
    if (!due) return std::nullopt;
    moment.due_ns = *due;
  }
  Result<std::optional<SourceFrame>> picture = std::optional<SourceFrame>();
  {
    SpanTimer timer(span(moment, Stage::decode));
    picture = setup_.source->read();
  }
  if (!picture) fail(picture.error());
  if (!picture || !picture->has_value() || failed()) return std::nullopt;
  moment.picture = std::move(**picture);
  if (moment.picture.received_ns > 0) moment.due_ns = moment.picture.received_ns;
  if (pace_) pace_->passed(moment.picture.pts_ns, moment.picture.duration_ns);
  return moment;
}

void Lane::analyse() {
  while (auto moment = inferred_.pop()) {
    const auto begun = thread_cpu_now();
    if (!failed())
      attempt([&] {
        if (auto looked = analyst_.look(*moment); !looked) fail(looked.error());
        if (past_views_) past_views_->put(moment->seen.view);
      });
    if (failed()) {
      analysed_.push(std::move(*moment));  // for its credit alone
      continue;
    }
    attempt([&] {
      if (hearing_) moment->sounds = hearing_->hear(moment->picture.audio, moment->picture.pts_ns);
      analyst_.follow(std::move(*moment), media().id);
      while (auto done = analyst_.next()) analysed_.push(std::move(*done));
    });
    const std::lock_guard lock(account_mutex_);
    result_.account.add_analysis(thread_cpu_now() - begun);
  }
  attempt([&] {
    analyst_.end();
    while (auto done = analyst_.next()) analysed_.push(std::move(*done));
    if (hearing_) last_sounds_ = hearing_->finish(last_audio_);
    analyst_.hear(last_sounds_);
    last_events_ = analyst_.finish();
  });
  analysed_.close();
}

void Lane::start_outputs() {
  for (auto& output : outputs_) output->start([this](const Error& error) { fail(error); });
}

std::shared_ptr<Presented> Lane::share(Moment&& moment) {
  auto presented = std::make_unique<Presented>(Presented{std::move(moment)});
  presented->made.resize(outputs_.size());
  return {presented.release(), [this](Presented* last) {
            attempt([&] { finished(*last); });
            delete last;  // before the credit: what is in memory never exceeds the credits
            credits_.give();
          }};
}

void Lane::present() {
  while (auto moment = analysed_.pop()) {
    std::shared_ptr<Presented> next;
    attempt([&] { next = share(std::move(*moment)); });
    moment.reset();
    if (!next)
      credits_.give();
    else if (!failed())
      attempt([&] { present(next); });
  }
  attempt([&] {
    write_sounds(last_sounds_);
    for (auto& event : last_events_)
      if (!failed()) write_event(std::move(event));
  });
  attempt([&] { finish_outputs(); });
}

/// The record first: what fails later, or is killed, has lost a picture and no data.
void Lane::present(const std::shared_ptr<Presented>& next) {
  record(next->moment);
  if (failed()) return;
  next->recorded = true;
  for (auto& output : outputs_) output->push(next);
}

/// Whoever lets go of a moment last tells where its time went.
void Lane::finished(const Presented& presented) {
  if (!presented.recorded) return;
  Spans spans = presented.moment.spans;
  const auto join = [&](Stage stage, const Span& more) {
    Span& all = spans[static_cast<std::size_t>(stage)];
    if (more.end == 0) return;
    all.begin = all.end == 0 ? more.begin : std::min(all.begin, more.begin);
    all.end = std::max(all.end, more.end);
    all.cpu += more.cpu;
  };
  for (const auto& made : presented.made) {
    join(Stage::draw, made.draw);
    join(Stage::encode, made.encode);
  }
  const std::lock_guard lock(account_mutex_);
  if (const auto& drawn = spans[static_cast<std::size_t>(Stage::draw)];
      drawn.end != 0 && result_.first_picture_ns == 0)
    result_.first_picture_ns = drawn.end;
  result_.account.add(spans, presented.moment.due_ns);
  trace(presented.moment, spans);
}

void Lane::finish_outputs() {
  auto endings = close_outputs(outputs_, last_audio_);
  result_.video = std::move(endings.counts);
  if (setup_.analyst.teams) result_.shown = endings.shown;
  result_.ended = std::move(endings.ended);
  for (auto& condition : endings.degraded) result_.degraded.push_back(std::move(condition));
}

void Lane::record(Moment& moment) {
  SpanTimer timer(span(moment, Stage::write));
  const auto& row = moment.row;
  const auto record = write_lines(setup_, moment, line_);
  if (!record) return fail(record.error());
  if (setup_.listener) report(moment, *record);
  write_sounds(moment.sounds);
  for (auto& event : moment.events)
    if (!failed()) write_event(std::move(event));

  if (result_.frames == 0) open_up();
  count_row(row, setup_.analyst.tracker.ball_class, result_);
  result_.detections += static_cast<std::int64_t>(moment.seen.detections.size());
  result_.shirts = moment.shirts;
  count_record(setup_.counts, moment.record.get(), result_.counted);
  frames_done_.store(result_.frames, std::memory_order_relaxed);
  last_pts_.store(row.pts_ns, std::memory_order_relaxed);
  if (moment.due_ns != kNoTime)
    last_lag_.store(wall_now() - moment.due_ns, std::memory_order_relaxed);
}

void Lane::open_up() {
  result_.first_row_ns = wall_now();
  for (int n = credits_at_first(setup_); n < setup_.frames_under_way; ++n) credits_.give();
}

void Lane::trace(const Moment& moment, const Spans& spans) {
  if (!setup_.trace) return;
  for (std::size_t i = 0; i < kStages; ++i) {
    const auto& span = spans[i];
    if (span.end)
      trace_rows_[i]->record({to_string(static_cast<Stage>(i)), span.begin, span.end,
                              static_cast<int>(setup_.index), moment.picture.index});
  }
}

template <class Call>
void Lane::tell(const char* what, Call&& call) {
  if (auto heard = guarded(what, std::forward<Call>(call)); !heard) fail(heard.error());
}

void Lane::report(const Moment& moment, std::string_view record) {
  const auto& row = moment.row;
  objects_.clear();
  for (const auto& sample : row.objects) objects_.push_back(object_of(sample));
  const FrameResult result{row.source_id, row.frame, row.pts_ns, row.ball, objects_};
  tell("on_frame", [&] { setup_.listener->on_frame(result); });
  if (record.empty() || failed()) return;
  tell("on_record",
       [&] { setup_.listener->on_record({row.source_id, row.frame, row.pts_ns, record}); });
}

Object Lane::object_of(const TrackSample& sample) const {
  const auto& classes = setup_.analyst.classes;
  const auto& box = sample.box;
  Object object{sample.track_id,
                classes.at(static_cast<std::size_t>(sample.class_id)),
                box.x,
                box.y,
                box.w,
                box.h,
                sample.conf,
                sample.source,
                to_string(sample.team),
                {}};
  if (const auto& at = sample.field)
    object.place = FieldPlace{at->m.x, at->m.y, at->cov.xx, at->cov.xy, at->cov.yy};
  return object;
}

void Lane::write_event(Event event) {
  event.id = ++result_.events;
  result_.tracks += event.type == "track_start";
  append_json(line_, event, media().id);
  const auto json = line_.take();
  if (setup_.events)
    if (auto written = setup_.events->write(json); !written) return fail(written.error());
  if (!setup_.listener) return;
  const EventResult result{media().id,   event.type,      event.start_ns,
                           event.end_ns, event.track_ids, json};
  tell("on_event", [&] { setup_.listener->on_event(result); });
}

void Lane::write_sounds(std::span<const SoundStretch> sounds) {
  for (const auto& stretch : sounds) {
    if (failed() || !setup_.sounds) return;
    append_json(line_, stretch, media().id);
    if (auto written = setup_.sounds->write(line_.take()); !written) fail(written.error());
  }
}

Account Lane::account() {
  const std::lock_guard lock(account_mutex_);
  return result_.account;
}

void Lane::await() {
  for (auto* thread : {&decoder_, &analysing_, &presenter_})
    if (thread->joinable()) thread->join();
}

LaneResult Lane::join() {
  await();
  port_.reset();
  result_.media = media();
  result_.rows_held = setup_.analyst.rows_held;
  result_.counts = setup_.source->counts();
  for (auto* lines : {&setup_.tracking, &setup_.events, &setup_.calibration, &setup_.measures,
                      &setup_.observations, &setup_.sounds})
    if (*lines)
      if (auto closed = (*lines)->close(); !closed && !result_.error)
        result_.error = closed.error();
  if (setup_.poses)
    if (auto closed = setup_.poses->close(); !closed && !result_.error)
      result_.error = closed.error();
  if (setup_.trace)
    if (auto closed = setup_.trace->close(); !closed)
      result_.degraded.push_back("trace incomplete: " + closed.error().message);
  return std::move(result_);
}

}  // namespace touchline
