#include "pipeline/lane.h"

#include <algorithm>

namespace touchline {
namespace {

/// A gap is a pause far longer than the frames before it were apart; variable rates stay below
/// this.
constexpr Nanoseconds kShortestGap = kSecond / 2;
constexpr int kGapSteps = 5;

Span& span(Moment& moment, Stage stage) { return moment.spans[static_cast<std::size_t>(stage)]; }

/// Channels hold every frame the credits allow, so no lane ever waits for the one after it.
std::size_t capacity(const LaneSetup& setup) {
  return static_cast<std::size_t>(setup.frames_under_way);
}

}  // namespace

Lane::Lane(LaneSetup setup)
    : setup_(std::move(setup)),
      credits_(setup_.frames_under_way),
      inferred_(capacity(setup_)),
      analysed_(capacity(setup_)),
      reorder_(inferred_),
      tracker_(setup_.tracker),
      images_(image_bytes(setup_.source->frame_info())) {
  if (setup_.trace)
    for (std::size_t i = 0; i < kStages; ++i)
      trace_rows_[i] = &setup_.trace->lane(to_string(static_cast<Stage>(i)));
}

Lane::~Lane() {
  if (decoder_.joinable()) {
    fail({Errc::internal, "the run was abandoned", media().id});
    join();
  }
}

void Lane::start(Batcher& batcher) {
  decoder_ = std::thread([this, &batcher] { decode(batcher); });
  analyst_ = std::thread([this] { analyse(); });
  presenter_ = std::thread([this] { present(); });
}

void Lane::fail(Error error) {
  {
    std::lock_guard lock(error_mutex_);
    if (!result_.error) result_.error = std::move(error);
  }
  failed_ = true;
  stop();
}

void Lane::decode(Batcher& batcher) {
  std::int64_t sequence = 0;
  while (credits_.take()) {
    Moment moment;
    moment.lane = setup_.index;
    moment.sequence = sequence;
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
    ++sequence;
    batcher.push(std::move(moment));
  }
  last_audio_ = setup_.source->drain_audio();
  batcher.finish();
  reorder_.finish(sequence);
}

void Lane::analyse() {
  while (auto moment = inferred_.pop()) {
    if (!failed()) {
      SpanTimer timer(span(*moment, Stage::track));
      const auto& picture = moment->picture;
      const auto& update = tracker_.update(picture.index, picture.pts_ns, picture.frame.width(),
                                           picture.frame.height(), moment->detections);
      moment->people = update.people;
      moment->ball = update.ball;
      moment->events = update.events;
      note_gap(*moment);
    }
    analysed_.push(std::move(*moment));
  }
  last_events_ = tracker_.finish();
  analysed_.close();
}

void Lane::present() {
  while (auto moment = analysed_.pop()) {
    if (!failed()) {
      draw_and_encode(*moment);
      record(*moment);
      result_.account.add(moment->spans);
      trace(*moment);
    }
    moment.reset();  // before the credit: what is in memory never exceeds the credits
    credits_.give();
  }
  if (!failed())
    for (auto& event : last_events_) write_event(std::move(event));
  if (setup_.video) {
    if (auto audio = setup_.video->write_audio(last_audio_); !audio) fail(audio.error());
    auto closed = setup_.video->close();
    if (closed)
      result_.video = std::move(*closed);
    else
      fail(closed.error());
  }
}

void Lane::draw_and_encode(Moment& moment) {
  if (!setup_.video) return;
  const auto& picture = moment.picture;
  Frame frame = picture.frame;
  if (setup_.overlay) {
    SpanTimer timer(span(moment, Stage::draw));
    Image image(frame.info(), images_);
    copy_pixels(frame, image);
    setup_.overlay->draw(image, {.people = moment.people,
                                 .ball = setup_.tracker.ball_class >= 0 ? &moment.ball : nullptr,
                                 .pts_ns = picture.pts_ns,
                                 .caption = {}});
    frame = freeze(std::move(image));
  }
  SpanTimer timer(span(moment, Stage::encode));
  auto written = setup_.video->write(frame, picture.pts_ns, picture.duration_ns);
  if (written) written = setup_.video->write_audio(picture.audio);
  if (!written) fail(written.error());
}

void Lane::note_gap(Moment& moment) {
  const auto& picture = moment.picture;
  if (last_row_) {
    const Nanoseconds step = picture.pts_ns - last_row_->pts_ns;
    if (usual_step_ns_ > 0 && step > std::max(kShortestGap, kGapSteps * usual_step_ns_)) {
      Event gap;
      gap.type = "timeline_gap";
      gap.start_ns = last_row_->pts_ns;
      gap.end_ns = picture.pts_ns;
      gap.evidence = {last_row_->frame, picture.index};
      moment.events.insert(moment.events.begin(), std::move(gap));
    } else {
      usual_step_ns_ += usual_step_ns_ ? (step - usual_step_ns_) / 8 : step;
    }
  }
  last_row_ = {picture.index, picture.pts_ns};
}

void Lane::record(Moment& moment) {
  SpanTimer timer(span(moment, Stage::write));
  const auto& picture = moment.picture;
  FrameRecord row;
  row.source_id = media().id;
  row.frame = picture.index;
  row.pts_ns = picture.pts_ns;
  row.ball = moment.ball.state;
  row.objects = std::move(moment.people);
  if (row.ball != BallState::lost) row.objects.push_back(moment.ball.sample);
  if (setup_.tracking)
    if (auto written = setup_.tracking->write(to_json(row, setup_.classes)); !written)
      return fail(written.error());
  if (setup_.callbacks && setup_.callbacks->on_frame) report(row);
  for (auto& event : moment.events) write_event(std::move(event));

  if (result_.frames++ == 0) {
    result_.first_pts_ns = row.pts_ns;
    result_.first_row_ns = wall_now();
  }
  result_.last_pts_ns = row.pts_ns;
  result_.detections += static_cast<std::int64_t>(moment.detections.size());
  result_.ball_visible += row.ball == BallState::visible;
  frames_done_.store(result_.frames, std::memory_order_relaxed);
  last_pts_.store(row.pts_ns, std::memory_order_relaxed);
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
    objects_.push_back({sample.track_id,
                        setup_.classes.at(static_cast<std::size_t>(sample.class_id)), sample.box.x,
                        sample.box.y, sample.box.w, sample.box.h, sample.conf, sample.source});
  setup_.callbacks->on_frame({row.source_id, row.frame, row.pts_ns, row.ball, objects_});
}

void Lane::write_event(Event event) {
  event.id = ++result_.events;
  result_.tracks += event.type == "track_start";
  const auto json = to_json(event, media().id);
  if (setup_.events)
    if (auto written = setup_.events->write(json); !written) return fail(written.error());
  if (setup_.callbacks && setup_.callbacks->on_event)
    setup_.callbacks->on_event(
        {media().id, event.type, event.start_ns, event.end_ns, event.track_ids, json});
}

LaneResult Lane::join() {
  decoder_.join();
  analyst_.join();
  presenter_.join();
  result_.media = media();
  result_.counts = setup_.source->counts();
  for (auto* lines : {&setup_.tracking, &setup_.events})
    if (*lines)
      if (auto closed = (*lines)->close(); !closed && !result_.error)
        result_.error = closed.error();
  if (setup_.trace)
    if (auto closed = setup_.trace->close(); !closed)
      result_.degraded.push_back("trace incomplete: " + closed.error().message);
  return std::move(result_);
}

}  // namespace touchline
