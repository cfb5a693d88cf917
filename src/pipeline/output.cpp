#include "pipeline/output.h"

#include "base/guarded.h"
#include "base/log.h"
#include "image/transfer.h"

namespace touchline {
namespace {

Pool pool_for(const OutputSetup& setup, const FrameInfo& source) {
  if (setup.board && setup.board->device.is_cuda())
    return picture_pool(*setup.board, setup.drawing->context());
  if (setup.board) return Pool(image_bytes(*setup.board));
  return setup.drawing ? picture_pool(source, setup.drawing->context()) : Pool(image_bytes(source));
}

}  // namespace

Scene scene_of(const Moment& moment, const ShownAs& as) {
  const auto& objects = moment.row.objects;
  const bool has_ball = moment.row.ball != BallState::lost;
  Scene scene;
  scene.people = std::span(objects).first(objects.size() - (has_ball ? 1 : 0));
  scene.ball = as.has_ball ? &moment.ball : nullptr;
  if (moment.seen.bodies) scene.bodies = *moment.seen.bodies;
  scene.points = as.points;
  scene.pts_ns = moment.row.pts_ns;
  scene.shot = moment.row.shot;
  scene.view = &moment.view;
  scene.record = moment.record.get();
  scene.sides = as.sides;
  for (const std::size_t i : {0U, 1U})
    if (const auto& shirt = moment.shirts[i]; shirt && !scene.sides[i].colour)
      scene.sides[i].colour = Rgba{shirt->r, shirt->g, shirt->b, 255};
  scene.has_teams = as.has_teams;
  if (!moment.row.counted) scene.notice = moment.row.why_uncounted;
  return scene;
}

Output::Output(OutputSetup setup, const ShownAs& as, const FrameInfo& source, std::size_t index,
               std::size_t most)
    : setup_(std::move(setup)),
      as_(as),
      index_(index),
      images_(pool_for(setup_, source)),
      waiting_(most) {
  // One is drawn while the other is encoded. Should there be no memory, the first picture says so.
  constexpr std::size_t kAtOnce = 2;
  if (setup_.drawing) static_cast<void>(images_.reserve(kAtOnce));
}

Output::~Output() {
  abandon();
  if (thread_.joinable()) thread_.join();
}

void Output::start(std::function<void(const Error&)> failed) {
  failed_ = std::move(failed);
  thread_ = start_thread(
      setup_.file,
      [this] {
        work();
        finish();
      },
      [this](const Error& error) { end(error); });
}

void Output::push(std::shared_ptr<Presented> next) {
  if (setup_.policy == PicturePolicy::every) {
    waiting_.push({std::move(next)});
    return;
  }
  const auto append = [](std::vector<Packet>& to, const std::vector<Packet>& more) {
    to.insert(to.end(), more.begin(), more.end());
  };
  waiting_.push_newest({std::move(next)}, [&](const Waiting& old, Waiting& newer) {
    ++ending_.left_out;
    append(newer.sound, old.sound);  // sound goes on over pictures left out
    append(newer.sound, old.next->moment.picture.audio);
  });
}

void Output::close(std::vector<Packet> last_sound) {
  last_sound_ = std::move(last_sound);
  waiting_.close();
}

Output::Ending Output::join() {
  if (thread_.joinable()) thread_.join();
  return std::move(ending_);
}

void Output::work() {
  while (auto waiting = waiting_.pop()) {
    if (!setup_.video) continue;  // for its credit alone
    if (auto made = guarded("drawing", [&] { return make(*waiting); }); !made) end(made.error());
  }
}

void Output::finish() {
  if (setup_.overlay) ending_.shown = setup_.overlay->teams();
  if (setup_.drawn)
    if (auto closed = setup_.drawn->close(); !closed) failed_(closed.error());
  if (setup_.camera && setup_.video) {
    Presented::Made made;
    auto shown = guarded("drawing", [&] { return show(setup_.camera->finish(), made); });
    if (!shown) end(shown.error());
  }
  if (setup_.framings)
    if (auto closed = setup_.framings->close(); !closed) failed_(closed.error());
  if (!setup_.video) return;
  auto sounded = setup_.video->write_audio(last_sound_);
  if (!sounded) return end(sounded.error());
  auto closed = setup_.video->close();
  if (!closed) return end(closed.error());
  ending_.counts = std::move(*closed);
  setup_.video.reset();
}

/// It is closed as it is, and all else goes on.
void Output::end(const Error& error) {
  if (!setup_.video) return;
  log()->error("{}: {} ends here, the records go on: {}", error.where, setup_.file, error.message);
  ending_.error = error;
  gave_up_ = true;
  ending_.counts = setup_.video->end();
  setup_.video.reset();
}

Status Output::make(Waiting& waiting) {
  const Moment& moment = waiting.next->moment;
  const auto& picture = moment.picture;
  auto& made = waiting.next->made.at(index_);
  if (setup_.camera) {
    auto sound = std::move(waiting.sound);
    sound.insert(sound.end(), picture.audio.begin(), picture.audio.end());
    return show(setup_.camera->push(moment, std::move(sound)), made);
  }
  Frame frame = picture.frame;
  if (setup_.follow) {
    SpanTimer timer(made.draw);
    TL_ASSIGN(frame, setup_.follow->of(frame, picture.pts_ns, images_));
  }
  if (setup_.overlay) {
    SpanTimer timer(made.draw);
    TL_ASSIGN(frame, drawn_on(frame, scene_of(moment, as_)));
    if (setup_.drawn)
      if (auto noted = note_drawn(moment); !noted) failed_(noted.error());
  }
  if (setup_.stills)
    if (auto taken = setup_.stills->take(moment, frame, setup_.drawing.get()); !taken) {
      log()->error("{}: no further stills: {}", taken.error().where, taken.error().message);
      setup_.stills.reset();
    }
  SpanTimer timer(made.encode);
  TL_CHECK(setup_.video->write(frame, picture.pts_ns, picture.duration_ns));
  TL_CHECK(setup_.video->write_audio(waiting.sound));
  return setup_.video->write_audio(picture.audio);
}

Status Output::show(std::vector<LiveFollow::Due> due, Presented::Made& made) {
  for (auto& one : due) {
    Frame frame;
    {
      SpanTimer timer(made.draw);
      TL_ASSIGN(frame, setup_.camera->show(one, images_));
    }
    if (setup_.framings) {
      append_json(line_, one.source_id, one.index, one.framing, one.frame.width());
      if (auto noted = setup_.framings->write(line_.take()); !noted) failed_(noted.error());
    }
    SpanTimer timer(made.encode);
    TL_CHECK(setup_.video->write(frame, one.pts_ns, one.duration_ns));
    TL_CHECK(setup_.video->write_audio(one.sound));
  }
  return {};
}

Status Output::note_drawn(const Moment& moment) {
  const auto& row = moment.row;
  append_json(line_, setup_.overlay->drawn(), row.source_id, row.frame, row.pts_ns);
  return setup_.drawn->write(line_.take());
}

/// The scene on a picture of its own or a copy of `frame`, where that lies. On a GPU `frame` is
/// read until the copy is ready.
Result<Frame> Output::drawn_on(const Frame& frame, const Scene& scene) {
  if (setup_.board) {
    Image image(*setup_.board, images_);
    setup_.overlay->draw(image, scene);
    return freeze(std::move(image));
  }
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

VideoEndings close_outputs(std::vector<std::unique_ptr<Output>>& outputs,
                           const std::vector<Packet>& last_sound) {
  for (auto& output : outputs) output->close(last_sound);
  VideoEndings all;
  for (auto& output : outputs) {
    auto ending = output->join();
    if (ending.error)
      all.ended.push_back(fmt::format("{} ended early: {}", output->file(), ending.error->message));
    if (ending.left_out > 0)
      all.degraded.push_back(fmt::format(
          "{} pictures left out of {}: newer ones came before they could be drawn and encoded",
          ending.left_out, output->file()));
    if (output != outputs.front()) continue;
    all.counts = std::move(ending.counts);
    all.shown = ending.shown;
  }
  return all;
}

}  // namespace touchline
