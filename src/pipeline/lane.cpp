#include "pipeline/lane.h"

#include <algorithm>

#include "base/guarded.h"
#include "base/log.h"
#include "image/transfer.h"
#include "pipeline/look_clock.h"
#include "pipeline/measuring.h"

namespace touchline {
namespace {

/// Channels hold every frame the credits allow, so no lane ever waits for the one after it.
std::size_t capacity(const LaneSetup& setup) {
  return static_cast<std::size_t>(setup.frames_under_way);
}

int credits_at_first(const LaneSetup& setup) {
  const int all = setup.frames_under_way;
  return setup.frames_at_first > 0 ? std::min(setup.frames_at_first, all) : all;
}

}  // namespace

Scene scene_of(const Moment& moment, const LaneSetup& setup) {
  const auto& objects = moment.row.objects;
  const bool has_ball = moment.row.ball != BallState::lost;
  Scene scene;
  scene.people = std::span(objects).first(objects.size() - (has_ball ? 1 : 0));
  scene.ball = setup.analyst.tracker.ball_class >= 0 ? &moment.ball : nullptr;
  scene.pts_ns = moment.row.pts_ns;
  scene.shot = moment.row.shot;
  scene.view = &moment.seen.view;
  scene.record = moment.record.get();
  scene.sides = setup.sides;
  for (const std::size_t i : {0U, 1U})
    if (const auto& shirt = moment.shirts[i]; shirt && !scene.sides[i].colour)
      scene.sides[i].colour = Rgba{shirt->r, shirt->g, shirt->b, 255};
  scene.has_teams = setup.analyst.teams.has_value();
  if (!moment.row.counted) scene.notice = moment.row.why_uncounted;
  return scene;
}

Status write_lines(LaneSetup& setup, const Moment& moment) {
  const auto& row = moment.row;
  if (setup.observations) TL_CHECK(setup.observations->write(to_json(moment.seen, row.source_id)));
  if (setup.tracking) TL_CHECK(setup.tracking->write(to_json(row, setup.analyst.classes)));
  if (setup.calibration)
    TL_CHECK(
        setup.calibration->write(to_json(moment.seen.view, row.source_id, row.frame, row.pts_ns)));
  if (setup.measures && moment.record)
    TL_CHECK(setup.measures->write(line_of(*moment.record, row.source_id)));
  return {};
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
      images_(setup_.drawing ? picture_pool(setup_.source->frame_info(), setup_.drawing->context())
                             : Pool(image_bytes(setup_.source->frame_info()))) {
  if (setup_.realtime) pace_.emplace();
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
    presenter_ = start_thread(media().id, [this] { present(); }, last_word);
    analysing_ = start_thread(media().id, [this] { analyse(); }, last_word);
    decoder_ = start_thread(
        media().id,
        [this, &batcher] {
          std::int64_t sent = 0;
          attempt([&] { decode(batcher, sent); });
          batcher.finish();
          reorder_.finish(sent);
        },
        last_word);
  });
  if (started) return;
  give_up(started.error());
  batcher.finish();
}

void Lane::fail(Error error) {
  {
    std::lock_guard lock(error_mutex_);
    if (!result_.error) result_.error = std::move(error);
  }
  failed_ = true;
  stop();
}

void Lane::give_up(Error error) {
  fail(std::move(error));
  credits_.close();
  inferred_.abandon();
  analysed_.abandon();
}

void Lane::decode(Batcher& batcher, std::int64_t& sent) {
  std::optional<LookClock> look;
  if (setup_.landmarks_every_s) look.emplace(*setup_.landmarks_every_s);
  while (credits_.take()) {
    Moment moment;
    moment.lane = setup_.index;
    moment.sequence = sent;
    if (pace_) {
      const auto due = pace_->wait();
      if (!due) break;
      moment.due_ns = *due;
    }
    Result<std::optional<SourceFrame>> picture = std::optional<SourceFrame>();
    {
      SpanTimer timer(span(moment, Stage::decode));
      picture = setup_.source->read();
    }
    if (!picture) {
      fail(picture.error());
      break;
    }
    if (!picture->has_value() || failed()) break;
    moment.picture = std::move(**picture);
    if (pace_) pace_->passed(moment.picture.pts_ns, moment.picture.duration_ns);
    moment.look = look && look->is_due(moment.picture.pts_ns);
    batcher.push(std::move(moment));
    ++sent;
  }
  last_audio_ = setup_.source->drain_audio();
}

void Lane::analyse() {
  while (auto moment = inferred_.pop()) {
    if (!failed())
      attempt([&] {
        if (auto looked = analyst_.look(*moment); !looked) fail(looked.error());
      });
    if (failed()) {
      analysed_.push(std::move(*moment));  // for its credit alone
      continue;
    }
    attempt([&] {
      analyst_.follow(std::move(*moment), media().id);
      while (auto done = analyst_.next()) analysed_.push(std::move(*done));
    });
  }
  attempt([&] {
    analyst_.end();
    while (auto done = analyst_.next()) analysed_.push(std::move(*done));
    last_events_ = analyst_.finish();
  });
  analysed_.close();
}

void Lane::present() {
  while (auto moment = analysed_.pop()) {
    if (!failed()) attempt([&] { present(*moment); });
    moment.reset();  // before the credit: what is in memory never exceeds the credits
    credits_.give();
  }
  attempt([&] {
    for (auto& event : last_events_)
      if (!failed()) write_event(std::move(event));
  });
  if (setup_.overlay && setup_.analyst.teams) result_.shown = setup_.overlay->teams();
  attempt([&] { finish_outputs(); });
}

/// The record first: what fails later, or is killed, has lost a picture and no data.
void Lane::present(Moment& moment) {
  record(moment);
  if (failed()) return;
  if (setup_.video)
    if (auto drawn = guarded("drawing", [&] { return draw_and_encode(moment); }); !drawn)
      end_output(setup_.video, "annotated.mp4", drawn.error());
  if (setup_.radar && setup_.radar->video)
    if (auto drawn = guarded("drawing", [&] { return draw_radar(moment); }); !drawn)
      end_output(setup_.radar->video, "radar.mp4", drawn.error());
  result_.account.add(moment.spans, moment.due_ns);
  trace(moment);
}

void Lane::finish_outputs() {
  if (setup_.radar && setup_.radar->video)
    if (auto closed = setup_.radar->video->close(); !closed)
      end_output(setup_.radar->video, "radar.mp4", closed.error());
  if (!setup_.video) return;
  auto finished = setup_.video->write_audio(last_audio_);
  if (finished) {
    auto closed = setup_.video->close();
    if (closed)
      result_.video = std::move(*closed);
    else
      finished = closed.error();
  }
  if (!finished) end_output(setup_.video, "annotated.mp4", finished.error());
}

void Lane::end_output(std::unique_ptr<VideoWriter>& video, const char* file, const Error& error) {
  log()->error("{}: {} ends here, the records go on: {}", media().id, file, error.message);
  result_.ended.push_back(fmt::format("{} ended early: {}", file, error.message));
  auto counts = video->end();
  if (&video == &setup_.video) result_.video = std::move(counts);
  video.reset();
}

Status Lane::draw_and_encode(Moment& moment) {
  const auto& picture = moment.picture;
  Frame frame = picture.frame;
  if (setup_.overlay) {
    SpanTimer timer(span(moment, Stage::draw));
    TL_ASSIGN(frame, drawn_over(frame, scene_of(moment, setup_)));
    if (setup_.drawn)
      if (auto written = setup_.drawn->write(to_json(setup_.overlay->drawn(), moment.row.source_id,
                                                     moment.row.frame, moment.row.pts_ns));
          !written)
        fail(written.error());
  }
  SpanTimer timer(span(moment, Stage::encode));
  TL_CHECK(setup_.video->write(frame, picture.pts_ns, picture.duration_ns));
  return setup_.video->write_audio(picture.audio);
}

/// A copy of `frame` with the scene on it, where the frame lies. On a GPU `frame` is read until the
/// copy is ready.
Result<Frame> Lane::drawn_over(const Frame& frame, const Scene& scene) {
  if (!frame.info().device.is_cuda()) {
    Image image(frame.info(), images_);
    copy_pixels(frame, image);
    setup_.overlay->draw(image, scene);
    return freeze(std::move(image));
  }
  TL_ASSIGN(Image image, duplicate(frame, images_, *setup_.drawing));
  TL_CHECK(setup_.overlay->draw(image, scene, *setup_.drawing));
  TL_ASSIGN(auto ready, setup_.drawing->record());
  return freeze(std::move(image), std::move(ready));
}

Status Lane::draw_radar(Moment& moment) {
  SpanTimer timer(span(moment, Stage::encode));
  if (!radar_images_) radar_images_.emplace(image_bytes(setup_.radar->info));
  Image image(setup_.radar->info, *radar_images_);
  setup_.radar->overlay->draw(image, scene_of(moment, setup_));
  const auto& picture = moment.picture;
  return setup_.radar->video->write(freeze(std::move(image)), picture.pts_ns, picture.duration_ns);
}

void Lane::record(Moment& moment) {
  SpanTimer timer(span(moment, Stage::write));
  const auto& row = moment.row;
  if (auto written = write_lines(setup_, moment); !written) return fail(written.error());
  if (setup_.callbacks && setup_.callbacks->on_frame) report(row);
  for (auto& event : moment.events)
    if (!failed()) write_event(std::move(event));

  if (result_.frames == 0) open_up();
  count_row(row, setup_.analyst.tracker.ball_class, result_);
  result_.detections += static_cast<std::int64_t>(moment.seen.detections.size());
  result_.shirts = moment.shirts;
  result_.barred += moment.record && shows_bar(*moment.record);
  frames_done_.store(result_.frames, std::memory_order_relaxed);
  last_pts_.store(row.pts_ns, std::memory_order_relaxed);
}

void Lane::open_up() {
  result_.first_row_ns = wall_now();
  for (int n = credits_at_first(setup_); n < setup_.frames_under_way; ++n) credits_.give();
}

void Lane::trace(const Moment& moment) {
  if (!setup_.trace) return;
  for (std::size_t i = 0; i < kStages; ++i) {
    const auto& span = moment.spans[i];
    if (span.end)
      trace_rows_[i]->record({to_string(static_cast<Stage>(i)), span.begin, span.end,
                              static_cast<int>(setup_.index), moment.picture.index});
  }
}

void Lane::report(const FrameRecord& row) {
  objects_.clear();
  for (const auto& sample : row.objects)
    objects_.push_back(
        {sample.track_id, setup_.analyst.classes.at(static_cast<std::size_t>(sample.class_id)),
         sample.box.x, sample.box.y, sample.box.w, sample.box.h, sample.conf, sample.source});
  const FrameResult result{row.source_id, row.frame, row.pts_ns, row.ball, objects_};
  if (auto heard = guarded("on_frame", [&] { setup_.callbacks->on_frame(result); }); !heard)
    fail(heard.error());
}

void Lane::write_event(Event event) {
  event.id = ++result_.events;
  result_.tracks += event.type == "track_start";
  const auto json = to_json(event, media().id);
  if (setup_.events)
    if (auto written = setup_.events->write(json); !written) return fail(written.error());
  if (!setup_.callbacks || !setup_.callbacks->on_event) return;
  const EventResult result{media().id,   event.type,      event.start_ns,
                           event.end_ns, event.track_ids, json};
  if (auto heard = guarded("on_event", [&] { setup_.callbacks->on_event(result); }); !heard)
    fail(heard.error());
}

void Lane::await() {
  for (auto* thread : {&decoder_, &analysing_, &presenter_})
    if (thread->joinable()) thread->join();
}

LaneResult Lane::join() {
  await();
  result_.media = media();
  result_.rows_held = setup_.analyst.rows_held;
  result_.counts = setup_.source->counts();
  for (auto* lines : {&setup_.tracking, &setup_.events, &setup_.calibration, &setup_.measures,
                      &setup_.observations, &setup_.drawn})
    if (*lines)
      if (auto closed = (*lines)->close(); !closed && !result_.error)
        result_.error = closed.error();
  if (setup_.trace)
    if (auto closed = setup_.trace->close(); !closed)
      result_.degraded.push_back("trace incomplete: " + closed.error().message);
  return std::move(result_);
}

}  // namespace touchline
