#include "verbs/redraw.h"

#include <algorithm>

#include "base/guarded.h"

namespace touchline {
namespace {

/// Between decoder and encoder: enough that neither waits for the other, few enough that memory
/// stays small.
constexpr int kUnderWay = 8;

}  // namespace

Redraw::Redraw(RedrawSetup setup, RecordedRows rows)
    : setup_(std::move(setup)),
      rows_(std::move(rows)),
      credits_(kUnderWay),
      pictures_(kUnderWay),
      damaged_(setup_.damaged) {
  for (auto& output : setup_.outputs)
    outputs_.push_back(std::make_unique<Output>(std::move(output), setup_.shown_as,
                                                setup_.source->frame_info(), outputs_.size(),
                                                kUnderWay));
}

Redraw::~Redraw() {
  interrupt();
  for (auto& output : outputs_) output->abandon();
  if (decoder_.joinable()) decoder_.join();
  outputs_.clear();  // what they hold gives its credits back
}

void Redraw::interrupt() {
  done_ = true;
  setup_.source->interrupt();
  credits_.close();
  pictures_.close();
}

void Redraw::decode() {
  const auto begun = thread_cpu_now();
  while (!done_ && credits_.take()) {
    auto picture = setup_.source->read();
    const auto counts = setup_.source->counts();
    if (counts.frames_corrupt + counts.packets_corrupt > 0) damaged_ = true;
    if (!picture) return end_decoding(picture.error());
    if (!picture->has_value() || !pictures_.push(std::move(**picture))) break;
  }
  last_sound_ = setup_.source->drain_audio();
  decoding_cpu_ = thread_cpu_now() - begun;
  pictures_.close();
}

void Redraw::end_decoding(const Error& error) {
  decoding_ = error;
  pictures_.close();
}

Result<Redrawn> Redraw::walk(const std::stop_token& stop) {
  const auto begun = thread_cpu_now();
  for (auto& output : outputs_)
    output->start([this](const Error& error) {
      const std::lock_guard lock(failed_mutex_);
      failed_ = error;
      setup_.source->interrupt();
    });
  TL_CHECK(advance());
  decoder_ = start_thread(
      setup_.source->info().id, [this] { decode(); },
      [this](const Error& error) { end_decoding(error); });
  const std::stop_callback on_stop(stop, [this] { setup_.source->interrupt(); });
  while (auto picture = pictures_.pop()) {
    if (!row_) {  // the run ended here
      goes_on_ = true;
      break;
    }
    TL_CHECK(join(std::move(*picture)));
    if (std::all_of(outputs_.begin(), outputs_.end(),
                    [](const auto& output) { return output->gave_up(); }))
      break;
  }
  const auto joining = thread_cpu_now() - begun;
  TL_ASSIGN(auto redrawn, conclude(stop.stop_requested()));
  const auto of = [&](Stage stage) -> Nanoseconds& {
    return redrawn.cpu[static_cast<std::size_t>(stage)];
  };
  of(Stage::decode) = decoding_cpu_;
  of(Stage::measure) = joining;
  of(Stage::draw) = drawing_cpu_;
  of(Stage::encode) = encoding_cpu_;
  return redrawn;
}

void Redraw::account(const Presented& presented) {
  const std::lock_guard lock(account_mutex_);
  for (const auto& made : presented.made) {
    drawing_cpu_ += made.draw.cpu;
    encoding_cpu_ += made.encode.cpu;
  }
}

Status Redraw::advance() {
  TL_ASSIGN(row_, rows_.next());
  return {};
}

/// By their times, never by counting: where either side lacks something, the rest still fits.
Status Redraw::join(SourceFrame&& picture) {
  const auto pts_ns = picture.pts_ns;
  last_pts_ = pts_ns;
  while (row_ && row_->row.pts_ns < pts_ns) {
    ++without_picture_;
    TL_CHECK(check_is_recorded(pts_ns));
    TL_CHECK(advance());
  }
  if (row_ && row_->row.pts_ns == pts_ns) {
    present(std::move(picture));
    return advance();
  }
  sound_.insert(sound_.end(), picture.audio.begin(), picture.audio.end());
  picture = {};
  credits_.give();
  if (!row_) return {};
  ++without_row_;
  return check_is_recorded(pts_ns);
}

/// Whether a picture at `pts_ns` may stand where the next row is of another time.
Status Redraw::check_is_recorded(Nanoseconds pts_ns) const {
  if (damaged_) return {};
  const auto& url = setup_.source->info().url;
  return fail(Errc::bad_input, url,
              "'{}' is not the source that this run recorded: it has a picture at {:.6f} s where "
              "the run has frame {} at {:.6f} s; name the right file with --source",
              url, to_seconds(pts_ns), row_->row.frame, to_seconds(row_->row.pts_ns));
}

/// The picture's credit comes back when the last output has let go of it.
void Redraw::present(SourceFrame&& picture) {
  Moment moment = std::move(*row_);
  moment.picture = std::move(picture);
  auto& sound = moment.picture.audio;
  sound.insert(sound.begin(), sound_.begin(), sound_.end());
  sound_.clear();
  auto presented = std::make_unique<Presented>(Presented{std::move(moment)});
  presented->made.resize(outputs_.size());
  const std::shared_ptr<Presented> shared(presented.release(), [this](Presented* last) {
    account(*last);
    delete last;
    credits_.give();
  });
  for (auto& output : outputs_) output->push(shared);
  frames_done_.fetch_add(1, std::memory_order_relaxed);
}

Result<Redrawn> Redraw::conclude(bool stopped) {
  interrupt();
  decoder_.join();
  last_sound_.insert(last_sound_.begin(), sound_.begin(), sound_.end());
  if (goes_on_) last_sound_.clear();  // of what follows
  Redrawn redrawn;
  redrawn.videos = close_outputs(outputs_, last_sound_);
  redrawn.frames = frames_done_;
  if (failed_) return *failed_;
  redrawn.reasons = redrawn.videos.ended;
  if (row_ && redrawn.reasons.empty()) {
    const auto until = last_pts_ == kNoTime ? "before the first picture"
                                            : fmt::format("after {:.3f} s", to_seconds(last_pts_));
    redrawn.reasons.push_back(
        stopped     ? fmt::format("it was stopped {}", until)
        : decoding_ ? fmt::format("decoding ended {}: {}", until, decoding_->message)
                    : fmt::format("the source ends {}, and the run has a frame at {:.3f} s", until,
                                  to_seconds(row_->row.pts_ns)));
    for (const auto& reason : setup_.source->counts().reasons) redrawn.reasons.push_back(reason);
  }
  if (without_picture_ > 0)
    redrawn.reasons.push_back(
        fmt::format("no picture came for {} of the run's frames: there the source is damaged",
                    without_picture_));
  return redrawn;
}

}  // namespace touchline
