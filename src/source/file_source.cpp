#include "source/file_source.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "base/address.h"
#include "base/log.h"
#include "source/live_source.h"
#include "source/pushed_source.h"

namespace touchline {
namespace {

/// Distance of two pictures where nothing states it.
constexpr Nanoseconds kUnstatedStep = kSecond / 25;

/// Distance of two pictures for streams that carry no stamps at all.
Nanoseconds usual_step(const AVStream& video) {
  for (const AVRational rate : {video.avg_frame_rate, video.r_frame_rate}) {
    if (rate.num > 0 && rate.den > 0) return std::max<Nanoseconds>(to_ns(1, av_inv_q(rate)), 1);
  }
  return kUnstatedStep;
}

/// What the stamps near the beginning say of it; 0: nothing. The average counts wild ones too.
Nanoseconds stated_step(const AVStream& video) {
  const AVRational rate = video.r_frame_rate;
  return rate.num > 0 && rate.den > 0 ? to_ns(1, av_inv_q(rate)) : 0;
}

std::optional<AudioInfo> describe_audio(const Input& input, const AVStream* stream) {
  if (!stream) return std::nullopt;
  AVCodecParameters* copy = avcodec_parameters_alloc();
  const std::shared_ptr<const void> parameters(copy, [](const void* p) {
    auto* owned = static_cast<AVCodecParameters*>(const_cast<void*>(p));
    avcodec_parameters_free(&owned);
  });
  if (!copy || avcodec_parameters_copy(copy, stream->codecpar) < 0) return std::nullopt;
  AudioInfo info;
  info.codec = avcodec_get_name(copy->codec_id);
  info.sample_rate = copy->sample_rate;
  info.channels = copy->ch_layout.nb_channels;
  info.track = input.audio_number(*stream);
  info.tracks = input.audio_tracks();
  info.language = language_of(*stream);
  info.parameters = parameters;
  return info;
}

}  // namespace

FileSource::FileSource(const SourceOptions& options, std::unique_ptr<Input> input)
    : options_(options),
      name_(redacted(options.url)),
      input_(std::move(input)),
      feed_(std::make_unique<Feed>(*input_, name_)),
      clock_(std::max<Nanoseconds>(to_ns(1, input_->video().time_base), 1),
             usual_step(input_->video()), stated_step(input_->video())) {}

Result<std::unique_ptr<FileSource>> FileSource::open(const SourceOptions& options) {
  remember_secrets(options.url);
  if (options.every < 1 || options.threads < 1 || options.image_rate <= 0 ||
      options.open_timeout_s <= 0 || options.max_frames < 0) {
    return fail(Errc::usage, redacted(options.url),
                "source options out of range: every={} threads={} image_rate={} open_timeout_s={} "
                "max_frames={}; all "
                "must be positive (max_frames may be 0: no limit)",
                options.every, options.threads, options.image_rate, options.open_timeout_s,
                options.max_frames);
  }
  // A stream that does not let itself be entered at the key picture is read from its beginning.
  for (const bool skip : {true, false}) {
    TL_ASSIGN(auto input, Input::open(options));
    std::unique_ptr<FileSource> source(new FileSource(options, std::move(input)));
    TL_CHECK(source->start());
    if (!skip || options.start_ns == kNoTime) return source;
    TL_ASSIGN(const bool exact, source->skip_to_start());
    if (exact) return source;
  }
  return fail(Errc::internal, redacted(options.url), "{}: cannot be read from its beginning",
              redacted(options.url));
}

/// Leaves out what lies before start_ns. False: that went wrong, and must not be tried again.
Result<bool> FileSource::skip_to_start() {
  if (input_->is_live() || decoded_.front().stamp.pts == kNoTime || door_->deinterlaces() ||
      options_.start_ns + zero_ <= decoded_.front().stamp.pts)
    return true;
  TL_ASSIGN(const auto skipped, decoder_->skip_to(options_.start_ns + zero_));
  if (feed_->is_lost()) return false;
  if (skipped.latest != kNoTime && skipped.latest < options_.start_ns + zero_ &&
      !input_->interrupted())
    return past_the_end(skipped.latest - zero_);
  if (!skipped.any) return true;
  decoded_.clear();
  decoded_all_ = false;
  last_pts_ = kNoTime;
  clock_.skip();
  TL_ASSIGN(const bool found, decode_more());
  return (found && decoded_.front().stamp.pts == skipped.first) || !input_->can_reopen();
}

Error FileSource::past_the_end(Nanoseconds latest) const {
  return fail(
      Errc::bad_input, name_,
      "{}: input.start_s ({:.3f} s) lies past its end: the last picture is at {:.3f} s; choose "
      "an earlier start",
      name_, to_seconds(options_.start_ns), to_seconds(latest));
}

Status FileSource::start() {
  TL_CHECK(feed_->begin());
  TL_CHECK(prepare_gpu());
  AVBufferRef* device = gpu_ && gpu_why_.empty() ? gpu_->device() : nullptr;
  TL_ASSIGN(decoder_, VideoDecoder::open(*feed_, options_.threads, name_, device));
  LibavErrorCapture capture;
  TL_ASSIGN(const bool found, decode_more());
  if (!found) return nothing_decoded(capture.reason());
  const AVFrame& first = *decoded_.front().pixels;
  if (first.width > kMaxPictureSide || first.height > kMaxPictureSide) {
    return fail(Errc::bad_input, name_,
                "{}: pictures of {}x{} are larger than the limit of {}x{}; scale it down first",
                name_, first.width, first.height, kMaxPictureSide, kMaxPictureSide);
  }
  if (decoded_.front().stamp.pts == kNoTime) {
    TL_ASSIGN(const bool second, decode_more());
    decoded_all_ = !second;
  }
  if (input_->begins_crushed()) clock_ = clock_by_codec();
  zero_ = presentation_start();
  if (gpu_ && gpu_why_.empty()) gpu_why_ = decoder_->fallback();
  door_.emplace(first, feed_->video(), options_, name_, gpu_.get());
  describe(first);
  TL_CHECK(check_parts());
  return gpu_ ? gpu_->reserve(frame_info(), options_.gpu_frames) : Status();
}

/// Times for pictures whose stamps tell no rate: by the one that the codec states, if it does.
PictureClock FileSource::clock_by_codec() const {
  const AVRational rate = decoder_->codec().framerate;
  const bool stated = rate.num > 0 && rate.den > 0;
  return {std::max<Nanoseconds>(to_ns(1, feed_->video_base()), 1),
          stated ? std::max<Nanoseconds>(to_ns(1, av_inv_q(rate)), 1) : kUnstatedStep};
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
  const AVStream& video = feed_->video();
  const UniqueAVFrame none(av_frame_alloc());
  const Orientation turned = orientation_of(video, *none);
  if (!(turned == Orientation{})) return "pictures are turned upright";
  const int transfer = number_in(video.codecpar->color_trc);
  if (options_.tone_map && (transfer == AVCOL_TRC_SMPTE2084 || transfer == AVCOL_TRC_ARIB_STD_B67))
    return "HDR is mapped to BT.709";
  if (options_.deinterlace != Deinterlace::automatic)
    return options_.deinterlace == Deinterlace::on ? "pictures are deinterlaced" : "";
  const int order = number_in(video.codecpar->field_order);
  const bool progressive = order == AV_FIELD_UNKNOWN || order == AV_FIELD_PROGRESSIVE;
  return progressive ? "" : "pictures are deinterlaced";
}

/// The parts of a recording must look alike, and together they tell how long it is.
Status FileSource::check_parts() {
  if (input_->is_in_pieces()) return {};
  const auto parts = input_->parts();
  const AVCodecParameters& first = *input_->video().codecpar;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    SourceOptions options = options_;
    options.url = parts[i];
    options.more.clear();
    TL_ASSIGN(const auto part, Input::open(options));
    const AVCodecParameters& here = *part->video().codecpar;
    if (here.width <= 0) {
      return fail(Errc::bad_input, redacted(parts[i]),
                  "{}: begins inside a group of pictures and tells nothing of them, nor does it go "
                  "on where {} ends; give all parts, in the order in which they were recorded",
                  redacted(parts[i]), redacted(parts[i - 1]));
    }
    if (here.width != first.width || here.height != first.height) {
      return fail(Errc::bad_input, redacted(parts[i]),
                  "{}: has pictures of {}x{}, but {} has {}x{}; the parts of one recording must be "
                  "of one size: give the others as sources of their own, or scale them first",
                  redacted(parts[i]), here.width, here.height, redacted(parts[0]), first.width,
                  first.height);
    }
    const auto length = part->container().duration;
    if (info_.duration_ns)
      info_.duration_ns = length > 0
                              ? std::optional(*info_.duration_ns + to_ns(length, AV_TIME_BASE_Q))
                              : std::nullopt;
    const auto frames = part->video().nb_frames;
    if (info_.frames)
      info_.frames = frames > 0 ? std::optional(*info_.frames + frames) : std::nullopt;
  }
  return {};
}

Error FileSource::nothing_decoded(const std::string& reason) const {
  const MediaCounts counts = decoder_->counts();
  const char* codec = avcodec_get_name(decoder_->codec().codec_id);
  if (input_->interrupted())
    return fail(Errc::cancelled, name_, "{}: interrupted while opening", name_);
  if (const std::string why = input_->why_no_seek(); feed_->packets() == 0 && !why.empty())
    return fail(Errc::bad_input, name_, "{}: {}", name_, why);
  if (feed_->packets() == 0) {
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
              name_, codec, feed_->packets(), counts.packets_corrupt, counts.frames_corrupt,
              reason);
}

// What a player calls 0:00: the earliest start of the streams carried (edit lists are applied by
// libav), so a delay between audio and pictures is kept.
Nanoseconds FileSource::presentation_start() const {
  Nanoseconds zero = kNoTime;
  const auto consider = [&](Nanoseconds start) {
    if (start != kNoTime && (zero == kNoTime || start < zero)) zero = start;
  };
  const AVStream& video = feed_->video();
  if (!feed_->start_is_doubtful()) {
    consider(to_ns(video.start_time, video.time_base));
    if (const AVStream* audio = feed_->audio())
      consider(to_ns(audio->start_time, audio->time_base));
  } else {
    consider(decoder_->first_audio());
  }
  consider(decoded_.front().stamp.pts);
  if (decoded_.size() > 1 && decoded_[1].stamp.pts != kNoTime)
    consider(decoded_[1].stamp.pts - usual_step(video));
  return zero == kNoTime ? 0 : zero;
}

/// As the container claims it; none where that cannot be true.
std::optional<Nanoseconds> FileSource::duration() const {
  const AVFormatContext& container = input_->container();
  const AVStream& video = feed_->video();
  Nanoseconds claimed = kNoTime;
  if (input_->begins_crushed()) return std::nullopt;
  if (video.duration > 0) claimed = to_ns(video.duration, video.time_base);
  if (const Nanoseconds whole = input_->claimed_duration(); whole != kNoTime) {
    // A transport stream's pictures may move to another stream.
    if (claimed == kNoTime || (input_->may_switch() && whole > claimed + kSecond)) claimed = whole;
  }
  if (claimed == kNoTime) return std::nullopt;
  // First and last stamp of a clock that jumps between: less than a thousand bits a second.
  const auto bytes = container.pb ? avio_size(container.pb) : -1;
  if (!input_->is_indexed() && bytes > 0 && to_seconds(claimed) * 125 > static_cast<double>(bytes))
    return std::nullopt;
  return claimed;
}

void FileSource::describe(const AVFrame& first) {
  const AVFormatContext& container = input_->container();
  AVStream& video = feed_->video();
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
  const AVRational rate = input_->begins_crushed()
                              ? decoder_->codec().framerate
                              : av_guess_frame_rate(input_->container_handle(), &video, nullptr);
  if (rate.num > 0 && rate.den > 0) info_.nominal_rate = {rate.num, rate.den};
  info_.duration_ns = duration();
  for (const auto& part : input_->parts()) info_.parts.push_back(redacted(part));
  if (video.nb_frames > 0) info_.frames = video.nb_frames;
  if (const auto& pictures = input_->pictures(); !pictures.empty()) {
    info_.frames = static_cast<std::int64_t>(pictures.size());
    info_.duration_ns = to_ns(pictures.back().place + 1, video.time_base);
    info_.still = pictures.size() == 1;
  }
  info_.audio = describe_audio(*input_, feed_->audio());
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
      TL_CHECK(door_->flush(feed_->video()));
      if (latest_ != kNoTime && !input_->interrupted()) return past_the_end(latest_);
    }
  }
}

/// The stamp of a picture as the stream has it. libav's best effort takes decode stamps once it
/// trusts those more; one wild stamp must not bring that about for the rest.
Nanoseconds FileSource::stamp_of(const AVFrame& frame) {
  const AVRational base = feed_->video_base();
  const Nanoseconds pts = to_ns(frame.pts, base), best = to_ns(frame.best_effort_timestamp, base);
  if (pts == kNoTime && feed_->clock().forgotten() > 0) return kNoTime;
  if (pts == kNoTime || best == kNoTime) return best;
  constexpr Nanoseconds kFar = 2 * kSecond;
  pts_jumped_ |= last_pts_ != kNoTime && std::abs(pts - last_pts_) > kFar;
  last_pts_ = pts;
  return pts_jumped_ && std::abs(pts - best) <= kFar ? pts : best;
}

/// One more picture into decoded_; false at the end.
Result<bool> FileSource::decode_more() {
  Decoded next;
  next.pixels.reset(av_frame_alloc());
  TL_ASSIGN(const bool found, decoder_->next(*next.pixels, next.index));
  if (!found) return false;
  input_->had_picture();
  next.stamp.pts = stamp_of(*next.pixels);
  next.stamp.duration = to_ns(duration_of(*next.pixels), feed_->video_base());
  decoded_.push_back(std::move(next));
  return true;
}

/// The oldest picture decoded and its time, for which some behind it may be needed; false when
/// there is none.
Result<bool> FileSource::next_time(DecodedPicture& picture) {
  for (;;) {
    if (!decoded_.empty()) {
      window_.clear();
      for (const Decoded& each : decoded_) {
        window_.push_back(each.stamp);
        if (each.stamp.pts != kNoTime) window_.back().pts -= zero_;
      }
      if (const auto time = clock_.judge(window_, decoded_all_)) {
        picture.index = decoded_.front().index;
        picture.duration_ns = decoded_.front().stamp.duration;
        picture.pts_ns = *time;
        picture.pixels = std::move(decoded_.front().pixels);
        decoded_.pop_front();
        return true;
      }
    }
    if (decoded_all_) return false;
    TL_ASSIGN(const bool found, decode_more());
    decoded_all_ = !found;
  }
}

/// What lies between the pictures before and this one; it is told with the next one delivered.
void FileSource::note_seam(DecodedPicture& picture) {
  while (const auto join = feed_->take_join(picture.pts_ns + zero_)) {
    const bool inside = options_.start_ns == kNoTime || join->at - zero_ > options_.start_ns;
    if (inside) seam_.joined_by = seam_.joined_by.value_or(0) + join->by;
  }
  const bool started = options_.start_ns == kNoTime || picture.pts_ns > options_.start_ns;
  if (started && !input_->pictures().empty())
    seam_.missing += input_->missing_before(av_rescale_q(
        picture.pts_ns + zero_, AVRational{1, static_cast<int>(kSecond)}, feed_->video_base()));
  if (picture.wanted) picture.seam = std::exchange(seam_, {});
}

/// Hands one more picture to the door; false when no further picture is wanted.
Result<bool> FileSource::advance() {
  DecodedPicture picture;
  TL_ASSIGN(const bool found, next_time(picture));
  if (!found) return false;
  const bool started = options_.start_ns == kNoTime || picture.pts_ns >= options_.start_ns;
  latest_ = started ? kNoTime : picture.pts_ns;
  picture.wanted = started && picture.index % options_.every == 0;
  const bool past_end = options_.end_ns != kNoTime && picture.pts_ns >= options_.end_ns;
  const bool past_max =
      picture.wanted && options_.max_frames > 0 && accepted_ == options_.max_frames;
  const bool last = past_end || past_max;
  if (last) {
    audio_end_ = past_end ? options_.end_ns : picture.pts_ns;
    picture.wanted = false;
  }
  if (picture.wanted) ++accepted_;
  note_seam(picture);
  const bool combed = door_->combed() > 0;
  TL_CHECK(door_->push(std::move(picture), feed_->video()));
  if (!combed && door_->combed() > 0) info_.conversions = door_->conversions();
  return !last;
}

Result<SourceFrame> FileSource::deliver(DecodedPicture&& picture) {
  SourceFrame out;
  out.index = picture.index;
  out.pts_ns = picture.pts_ns;
  out.duration_ns = picture.duration_ns;
  out.seam = picture.seam;
  if (const auto ahead = feed_->utc_ahead()) {
    out.clock = ClockSource::rtcp;
    out.utc_ns = picture.pts_ns + zero_ + *ahead;
  }
  TL_ASSIGN(out.frame, door_->frame_of(std::move(picture.pixels)));
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
  counts.frames_combed = door_->combed();
  counts.times_repaired = std::max<std::int64_t>(counts.times_repaired + clock_.repaired(), 0);
  for (const auto& run : feed_->broken_groups()) {
    const Nanoseconds at = run.at - zero_;
    const bool wanted = (options_.start_ns == kNoTime || at >= options_.start_ns) &&
                        (options_.end_ns == kNoTime || at < options_.end_ns);
    if (run.pictures == 0 || !wanted) continue;
    counts.frames_doubtful += run.pictures;
    counts.reasons.push_back(fmt::format(
        "{} pictures from {:.2f} s on may be damaged, or were left out: recordings meet "
        "there inside a group of pictures, and what they are made from is missing",
        run.pictures, to_seconds(at)));
  }
  return counts;
}

std::string FileSource::profile() const {
  const AVCodecContext& codec = decoder_->codec();
  const char* name = avcodec_profile_name(codec.codec_id, codec.profile);
  return name ? name : "";
}

Result<std::unique_ptr<Source>> Source::open(const SourceOptions& options) {
  if (options.pushed) return PushedSource::open(options);
  if (options.live) return LiveSource::open(options);
  auto source = FileSource::open(options);
  if (!source) return source.error();
  return std::unique_ptr<Source>(std::move(*source));
}

std::string media_library_version() { return std::string("FFmpeg ") + av_version_info(); }

}  // namespace touchline
