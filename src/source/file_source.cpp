#include "source/file_source.h"

#include <algorithm>
#include <utility>

#include "base/address.h"
#include "base/log.h"

namespace touchline {
namespace {

/// Distance of two pictures for streams that carry no stamps at all.
Nanoseconds usual_step(const AVStream& video) {
  for (const AVRational rate : {video.avg_frame_rate, video.r_frame_rate}) {
    if (rate.num > 0 && rate.den > 0) return std::max<Nanoseconds>(to_ns(1, av_inv_q(rate)), 1);
  }
  return kSecond / 25;
}

std::optional<AudioInfo> describe_audio(const AVStream* stream) {
  if (!stream) return std::nullopt;
  AVCodecParameters* copy = avcodec_parameters_alloc();
  const std::shared_ptr<const void> parameters(copy, [](const void* p) {
    auto* owned = static_cast<AVCodecParameters*>(const_cast<void*>(p));
    avcodec_parameters_free(&owned);
  });
  if (!copy || avcodec_parameters_copy(copy, stream->codecpar) < 0) return std::nullopt;
  return AudioInfo{avcodec_get_name(copy->codec_id), copy->sample_rate, copy->ch_layout.nb_channels,
                   parameters};
}

}  // namespace

FileSource::FileSource(const SourceOptions& options, std::unique_ptr<Input> input)
    : options_(options),
      name_(redacted(options.url)),
      input_(std::move(input)),
      repair_(std::max<Nanoseconds>(to_ns(1, input_->video().time_base), 1),
              usual_step(input_->video())) {}

Result<std::unique_ptr<FileSource>> FileSource::open(const SourceOptions& options) {
  remember_secrets(options.url);
  if (options.every < 1 || options.threads < 1 || options.image_rate <= 0 ||
      options.open_timeout_s <= 0 || options.max_frames < 0) {
    return fail(Errc::usage, redact(options.url),
                "source options out of range: every={} threads={} image_rate={} open_timeout_s={} "
                "max_frames={}; all "
                "must be positive (max_frames may be 0: no limit)",
                options.every, options.threads, options.image_rate, options.open_timeout_s,
                options.max_frames);
  }
  TL_ASSIGN(auto input, Input::open(options));
  std::unique_ptr<FileSource> source(new FileSource(options, std::move(input)));
  TL_CHECK(source->start());
  return source;
}

Status FileSource::start() {
  TL_CHECK(prepare_gpu());
  AVBufferRef* device = gpu_ && gpu_why_.empty() ? gpu_->device() : nullptr;
  TL_ASSIGN(decoder_, Decoder::open(*input_, options_.threads, name_, device));
  pending_.reset(av_frame_alloc());
  LibavErrorCapture capture;
  TL_ASSIGN(const bool found, decoder_->next(*pending_, pending_index_));
  if (!found) return nothing_decoded(capture.reason());
  if (pending_->width > kMaxPictureSide || pending_->height > kMaxPictureSide) {
    return fail(Errc::bad_input, name_,
                "{}: pictures of {}x{} are larger than the limit of {}x{}; scale it down first",
                name_, pending_->width, pending_->height, kMaxPictureSide, kMaxPictureSide);
  }
  zero_ = presentation_start(*pending_);
  if (gpu_ && gpu_why_.empty()) gpu_why_ = decoder_->fallback();
  door_.emplace(shape_of(*pending_, input_->video()), options_.threads, name_, gpu_.get());
  describe(*pending_);
  return gpu_ ? gpu_->reserve(frame_info(), options_.gpu_frames) : Status();
}

Status FileSource::prepare_gpu() {
  if (!options_.gpu) return {};
  TL_ASSIGN(gpu_, GpuPictures::create(options_.gpu));
  if (!options_.gpu_decode)
    gpu_why_ = "input.gpu_decode is false";
  else if (const std::string filters = host_filters(); !filters.empty())
    gpu_why_ = filters + ": that is done on the CPU";
  else
    gpu_why_ = gpu_->why();
  return {};
}

/// What the container already says must be done to every picture by filters that run on the host;
/// decoding there saves the way to the GPU and back.
std::string FileSource::host_filters() const {
  const AVStream& video = input_->video();
  const UniqueAVFrame none(av_frame_alloc());
  const Orientation turned = orientation_of(video, *none);
  if (!(turned == Orientation{})) return "pictures are turned upright";
  const int order = number_in(video.codecpar->field_order);
  const bool progressive = order == AV_FIELD_UNKNOWN || order == AV_FIELD_PROGRESSIVE;
  return progressive ? "" : "pictures are deinterlaced";
}

Error FileSource::nothing_decoded(const std::string& reason) const {
  const MediaCounts counts = decoder_->counts();
  const char* codec = avcodec_get_name(decoder_->codec().codec_id);
  if (input_->interrupted())
    return fail(Errc::cancelled, name_, "{}: interrupted while opening", name_);
  if (decoder_->packets() == 0) {
    return fail(Errc::bad_input, name_,
                "{}: the file ends before the first picture of its '{}' video{}; it is incomplete: "
                "copy or download "
                "it again",
                name_, codec, reason);
  }
  return fail(Errc::bad_input, name_,
              "{}: not one sound picture in its '{}' video ({} packets: {} refused, {} pictures "
              "damaged){}; the file "
              "is damaged, incomplete or encrypted: copy or export it again",
              name_, codec, decoder_->packets(), counts.packets_corrupt, counts.frames_corrupt,
              reason);
}

// What a player calls 0:00: the earliest start of the streams carried (edit lists are applied by
// libav), so a delay between audio and pictures is kept.
Nanoseconds FileSource::presentation_start(const AVFrame& first) const {
  Nanoseconds zero = kNoTime;
  const auto consider = [&](Nanoseconds start) {
    if (start != kNoTime && (zero == kNoTime || start < zero)) zero = start;
  };
  const AVStream& video = input_->video();
  consider(to_ns(video.start_time, video.time_base));
  if (const AVStream* audio = input_->audio()) consider(to_ns(audio->start_time, audio->time_base));
  consider(to_ns(first.best_effort_timestamp, video.time_base));
  return zero == kNoTime ? 0 : zero;
}

void FileSource::describe(const AVFrame& first) {
  const AVFormatContext& container = input_->container();
  AVStream& video = input_->video();
  const Shape shape = shape_of(first, video);
  info_.id = options_.id.empty() ? source_id_from_url(options_.url) : options_.id;
  info_.url = name_;
  info_.container = container.iformat->name;
  info_.codec = avcodec_get_name(video.codecpar->codec_id);
  info_.decoder = is_on_gpu(first)
                      ? fmt::format("{} by NVDEC on {}", info_.codec, options_.gpu->info().name)
                      : fmt::format("{} on the CPU", info_.codec);
  info_.decoder_why = gpu_why_;
  info_.pixel_format = format_name(shape.format);
  info_.width = door_->delivered().width;
  info_.height = door_->delivered().height;
  info_.coded_width = shape.width;
  info_.coded_height = shape.height;
  info_.rotation_deg = shape.orientation.rotation_deg;
  info_.mirrored = shape.orientation.mirrored;
  info_.interlaced = shape.interlaced;
  AVFrame copy = first;  // libav asks for a mutable frame and only reads it
  AVRational aspect = av_guess_sample_aspect_ratio(input_->container_handle(), &video, &copy);
  if (aspect.num <= 0 || aspect.den <= 0) aspect = {1, 1};
  if (shape.orientation.rotation_deg % 180) aspect = av_inv_q(aspect);
  info_.sample_aspect = {aspect.num, aspect.den};
  const AVRational rate = av_guess_frame_rate(input_->container_handle(), &video, nullptr);
  if (rate.num > 0 && rate.den > 0) info_.nominal_rate = {rate.num, rate.den};
  if (video.duration > 0) {
    info_.duration_ns = to_ns(video.duration, video.time_base);
  } else if (container.duration > 0) {
    info_.duration_ns = to_ns(container.duration, AV_TIME_BASE_Q);
  }
  if (video.nb_frames > 0) info_.frames = video.nb_frames;
  info_.audio = describe_audio(input_->audio());
  info_.conversions = door_->conversions();
}

Result<std::optional<SourceFrame>> FileSource::read() {
  for (;;) {
    if (input_->interrupted()) return std::optional<SourceFrame>();
    if (auto picture = door_->pop()) {
      TL_ASSIGN(auto frame, deliver(std::move(*picture)));
      return std::optional(std::move(frame));
    }
    if (ended_) return std::optional<SourceFrame>();
    TL_ASSIGN(const bool more, advance());
    if (!more) {
      ended_ = true;
      TL_CHECK(door_->flush());
    }
  }
}

/// Decodes one more picture and hands it to the door; false when no further picture is wanted.
Result<bool> FileSource::advance() {
  UniqueAVFrame frame = std::move(pending_);
  std::int64_t index = pending_index_;
  if (!frame) {
    frame.reset(av_frame_alloc());
    TL_ASSIGN(const bool found, decoder_->next(*frame, index));
    if (!found) return false;
  }
  const AVRational base = input_->video().time_base;
  Picture picture;
  picture.index = index;
  picture.duration_ns = to_ns(duration_of(*frame), base);
  const Nanoseconds stamp = to_ns(frame->best_effort_timestamp, base);
  picture.pts_ns = repair_.next(stamp == kNoTime ? kNoTime : stamp - zero_, picture.duration_ns);
  const bool started = options_.start_ns == kNoTime || picture.pts_ns >= options_.start_ns;
  picture.wanted = started && index % options_.every == 0;
  const bool past_end = options_.end_ns != kNoTime && picture.pts_ns >= options_.end_ns;
  const bool past_max =
      picture.wanted && options_.max_frames > 0 && accepted_ == options_.max_frames;
  const bool last = past_end || past_max;
  if (last) {
    audio_end_ = past_end ? options_.end_ns : picture.pts_ns;
    picture.wanted = false;
  }
  if (picture.wanted) ++accepted_;
  // Deinterlacing looks at both neighbours: even a picture nobody wants goes in then.
  const bool needed = picture.wanted || !door_->skips_freely() || (!last && is_interlaced(*frame));
  picture.pixels = std::move(frame);
  if (needed) TL_CHECK(door_->push(std::move(picture), input_->video()));
  return !last;
}

Result<SourceFrame> FileSource::deliver(Picture&& picture) {
  SourceFrame out;
  out.index = picture.index;
  out.pts_ns = picture.pts_ns;
  out.duration_ns = picture.duration_ns;
  if (gpu_) {
    TL_ASSIGN(out.frame, gpu_->take(std::move(picture.pixels), door_->delivered()));
  } else {
    out.frame = view_of(std::move(picture.pixels), door_->delivered());
  }
  out.audio = take_audio();
  ++delivered_;
  return out;
}

/// Collected audio on the pictures' clock, without what lies outside the wanted span.
std::vector<Packet> FileSource::take_audio() {
  std::vector<Packet> packets = decoder_->take_audio();
  const Nanoseconds from =
      options_.start_ns == kNoTime ? 0 : std::max<Nanoseconds>(options_.start_ns, 0);
  Nanoseconds to = audio_end_;
  if (options_.end_ns != kNoTime)
    to = to == kNoTime ? options_.end_ns : std::min(to, options_.end_ns);
  for (Packet& packet : packets) {
    if (packet.pts_ns != kNoTime) packet.pts_ns -= zero_;
    if (packet.dts_ns != kNoTime) packet.dts_ns -= zero_;
  }
  std::erase_if(packets, [&](const Packet& packet) {
    return packet.pts_ns == kNoTime || packet.pts_ns < from ||
           (to != kNoTime && packet.pts_ns >= to);
  });
  return packets;
}

std::vector<Packet> FileSource::drain_audio() {
  if (ended_ && audio_end_ != kNoTime) decoder_->read_audio_until(audio_end_ + zero_);
  return take_audio();
}

MediaCounts FileSource::counts() const {
  MediaCounts counts = decoder_->counts();
  counts.frames_delivered = delivered_;
  counts.times_repaired += repair_.repaired();
  return counts;
}

std::string FileSource::profile() const {
  const AVCodecContext& codec = decoder_->codec();
  const char* name = avcodec_profile_name(codec.codec_id, codec.profile);
  return name ? name : "";
}

Result<std::unique_ptr<Source>> Source::open(const SourceOptions& options) {
  auto source = FileSource::open(options);
  if (!source) return shown(source.error());
  return std::unique_ptr<Source>(std::move(*source));
}

}  // namespace touchline
