#include "source/pushed_source.h"

namespace touchline {

Result<std::unique_ptr<Source>> PushedSource::open(const SourceOptions& options) {
  std::unique_ptr<PushedSource> source(new PushedSource(options));
  TL_CHECK(source->start());
  return std::unique_ptr<Source>(std::move(source));
}

Status PushedSource::start() {
  container_.reset(avformat_alloc_context());
  AVStream* stream = container_ ? avformat_new_stream(container_.get(), nullptr) : nullptr;
  if (!stream) return fail(Errc::internal, options_.id, "{}: no memory to open it", options_.id);
  stream->time_base = kNanoseconds;
  stream_ = stream;
  if (options_.gpu) {
    TL_ASSIGN(gpu_, GpuPictures::create(options_.gpu));
  }
  // What an application shows is whole pictures, so none need wait until it is known whether they
  // are combed.
  auto door = options_;
  if (door.deinterlace == Deinterlace::automatic) door.deinterlace = Deinterlace::off;
  door_.emplace(*options_.pushed->blank(), *stream_, door, options_.id, gpu_.get());
  describe();
  return gpu_ ? gpu_->reserve(frame_info(), options_.gpu_frames) : Status();
}

void PushedSource::describe() {
  const auto& format = options_.pushed->format();
  info_.id = options_.id;
  info_.url = "push://" + options_.id;
  info_.container = "pushed";
  info_.codec = "rawvideo";
  info_.pixel_format = format_name(format_of(*options_.pushed->blank()));
  info_.decoder = "none: pictures are handed in";
  info_.width = info_.coded_width = format.width;
  info_.height = info_.coded_height = format.height;
  const AVRational rate = av_d2q(format.rate, 1'000'000);
  info_.nominal_rate = {rate.num, rate.den};
  info_.conversions = door_->conversions();
}

Result<std::optional<SourceFrame>> PushedSource::read() {
  for (;;) {
    if (auto picture = door_->pop()) {
      TL_ASSIGN(auto frame, deliver(std::move(*picture)));
      return std::optional<SourceFrame>(std::move(frame));
    }
    if (ended_) return std::optional<SourceFrame>();
    auto next = options_.pushed->pop();
    const bool past_end = next && options_.end_ns != kNoTime && next->pts_ns >= options_.end_ns;
    const bool past_max = options_.max_frames > 0 && accepted_ == options_.max_frames;
    ended_ = !next || past_end || past_max;
    if (ended_) {
      options_.pushed->abandon();
      TL_CHECK(door_->flush(*stream_));
    } else {
      TL_CHECK(take(std::move(*next)));
    }
  }
}

Status PushedSource::take(PushedPicture&& next) {
  const std::int64_t index = taken_++;
  const bool begun = options_.start_ns == kNoTime || next.pts_ns >= options_.start_ns;
  if (!begun || index % options_.every != 0) return {};
  ++accepted_;
  if (next.epoch != epochs_.back().epoch) epochs_.push_back({index, next.epoch});
  DecodedPicture picture;
  picture.pixels = std::move(next.pixels);
  picture.index = index;
  picture.pts_ns = next.pts_ns;
  return door_->push(std::move(picture), *stream_);
}

Result<SourceFrame> PushedSource::deliver(DecodedPicture&& picture) {
  while (epochs_.size() > 1 && epochs_[1].index <= picture.index) epochs_.pop_front();
  SourceFrame out;
  out.index = picture.index;
  out.epoch = epochs_.front().epoch;
  out.pts_ns = picture.pts_ns;
  TL_ASSIGN(out.frame, door_->frame_of(std::move(picture.pixels)));
  ++delivered_;
  return out;
}

MediaCounts PushedSource::counts() const {
  MediaCounts counts;
  counts.frames_decoded = taken_;
  counts.frames_delivered = delivered_;
  return counts;
}

}  // namespace touchline
