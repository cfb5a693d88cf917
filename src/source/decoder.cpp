#include "source/decoder.h"

#include <algorithm>
#include <array>

#include "source/picture.h"
#include "source/picture_clock.h"

namespace touchline {
namespace {

/// A decoder that fails so often in a row while it empties itself gives nothing more.
constexpr int kMostErrorsAtEnd = 32;
/// Packets refused before the first picture: enough to reach a key frame in any sane stream.
constexpr std::int64_t kMaxRefusedAtStart = 3000;

/// True when libav can hand this codec's pictures out in CUDA memory.
bool has_nvdec(const AVCodec& codec) {
  for (int i = 0;; ++i) {
    const AVCodecHWConfig* config = avcodec_get_hw_config(&codec, i);
    if (!config) return false;
    if (config->device_type == AV_HWDEVICE_TYPE_CUDA &&
        (config->methods & AV_CODEC_HW_CONFIG_METHOD_HW_DEVICE_CTX) != 0)
      return true;
  }
}

/// A packet of which a picture comes out.
bool is_shown(const AVPacket& packet) { return (packet.flags & AV_PKT_FLAG_DISCARD) == 0; }

/// Codecs whose packets are one picture each, so that pictures can be counted without decoding.
bool has_a_picture_a_packet(AVCodecID codec) {
  constexpr AVCodecID kSuch[] = {AV_CODEC_ID_H264,       AV_CODEC_ID_HEVC,   AV_CODEC_ID_AV1,
                                 AV_CODEC_ID_MPEG1VIDEO, AV_CODEC_ID_VP9,    AV_CODEC_ID_MPEG2VIDEO,
                                 AV_CODEC_ID_MJPEG,      AV_CODEC_ID_PRORES, AV_CODEC_ID_DNXHD,
                                 AV_CODEC_ID_FFV1,       AV_CODEC_ID_PNG};
  return std::find(std::begin(kSuch), std::end(kSuch), codec) != std::end(kSuch);
}

std::string fourcc(std::uint32_t tag) {
  std::array<char, AV_FOURCC_MAX_STRING_SIZE> text{};
  return av_fourcc_make_string(text.data(), tag);
}

}  // namespace

/// Pictures on the GPU when they are offered. After NVDEC has refused the stream they no longer
/// are.
AVPixelFormat VideoDecoder::choose_format(AVCodecContext* context, const AVPixelFormat* offered) {
  auto& self = *static_cast<VideoDecoder*>(context->opaque);
  for (const AVPixelFormat* format = offered; *format != AV_PIX_FMT_NONE; ++format)
    if (*format == AV_PIX_FMT_CUDA) {
      self.fallback_.clear();
      if (!self.making_) self.making_.emplace();  // libav makes it when this returns
      return *format;
    }
  self.fallback_ =
      fmt::format("NVDEC does not take this {} stream ({}x{})", avcodec_get_name(context->codec_id),
                  context->width, context->height);
  return avcodec_default_get_format(context, offered);
}

void VideoDecoder::use_gpu() {
  AVCodecContext& context = *codec_;
  if (!has_nvdec(*context.codec)) {
    fallback_ = fmt::format("FFmpeg has no NVDEC decoder for {}", context.codec->name);
    return;
  }
  // Beside the three that libav adds for whoever holds pictures: the door's, and those whose times
  // are not known yet.
  constexpr int kHeldByUs = 2 + PictureClock::kAhead;
  context.hw_device_ctx = av_buffer_ref(gpu_);
  context.extra_hw_frames = kHeldByUs;
  context.get_format = choose_format;
  context.opaque = this;
  context.thread_count = 1;
}

Result<std::unique_ptr<VideoDecoder>> VideoDecoder::open(Feed& feed, int threads, std::string where,
                                                         AVBufferRef* gpu) {
  std::unique_ptr<VideoDecoder> decoder(new VideoDecoder(feed, threads, std::move(where), gpu));
  TL_CHECK(decoder->start());
  return decoder;
}

/// A decoder for the stream the feed is at.
Status VideoDecoder::start() {
  const AVCodecParameters& parameters = *feed_.video().codecpar;
  const AVCodec* codec = avcodec_find_decoder(parameters.codec_id);
  if (!codec) {
    const bool known = parameters.codec_id != AV_CODEC_ID_NONE;
    return fail(
        Errc::bad_input, where_,
        "{}: its video codec '{}' has no decoder in this build of FFmpeg; convert it to H.264, or "
        "install an "
        "FFmpeg that knows it",
        where_,
        known ? std::string(avcodec_get_name(parameters.codec_id)) : fourcc(parameters.codec_tag));
  }
  codec_.reset(avcodec_alloc_context3(codec));
  codec_->codec = codec;
  AVCodecContext& context = *codec_;
  int code = avcodec_parameters_to_context(&context, &parameters);
  context.pkt_timebase = feed_.video_base();
  context.thread_count = std::max(threads_, 1);
  context.max_pixels = static_cast<std::int64_t>(kMaxPictureSide) * kMaxPictureSide;
  if (gpu_) use_gpu();
  LibavErrorCapture capture;
  if (code >= 0) code = avcodec_open2(&context, codec, nullptr);
  making_.reset();
  if (code >= 0) return {};
  return fail(Errc::bad_input, where_,
              "{}: the decoder for '{}' does not start: {}{}; convert the file to H.264", where_,
              codec->name, libav_error_text(code), capture.reason());
}

Result<bool> VideoDecoder::next(AVFrame& frame, std::int64_t& index) {
  for (;;) {
    const int code = idle_ ? AVERROR(EAGAIN) : avcodec_receive_frame(codec_.get(), &frame);
    making_.reset();
    if (code == 0) {
      errors_in_a_row_ = 0;
      index = next_index_++;
      ++counts_.frames_decoded;
      const auto flagged =
          std::find(damaged_stamps_.begin(), damaged_stamps_.end(), frame.best_effort_timestamp);
      const bool damaged = is_damaged(frame) || flagged != damaged_stamps_.end();
      if (flagged != damaged_stamps_.end()) damaged_stamps_.erase(flagged);
      if (!damaged) return true;
      ++counts_.frames_corrupt;
      av_frame_unref(&frame);
    } else if (code == AVERROR_EOF) {
      if (!item_) return false;
      TL_CHECK(restart());
    } else if (code == AVERROR(EAGAIN)) {
      if (draining_) return false;
      TL_CHECK(give());
    } else {
      ++counts_.packets_corrupt;
      if (draining_ && ++errors_in_a_row_ > kMostErrorsAtEnd) {
        if (!item_) return false;
        TL_CHECK(restart());
      }
    }
  }
}

/// The pictures go on in another stream or codec: what could not be decoded there is told, not lost
/// with the rest.
Status VideoDecoder::restart() {
  draining_ = false;
  item_->restart = false;
  auto started = start();
  idle_ = !started.has_value();
  if (!idle_) return {};
  item_.reset();
  feed_.leave_video(started.error().message);
  return {};
}

/// Gives the decoder one more packet, or the end.
Status VideoDecoder::give() {
  if (!item_) {
    TL_ASSIGN(const bool more, read_packet());
    if (!more) {
      draining_ = true;
      if (!idle_) avcodec_send_packet(codec_.get(), nullptr);
      return {};
    }
  }
  if (item_->restart) {
    if (idle_) return restart();
    draining_ = true;  // the old one hands out what it has first
    avcodec_send_packet(codec_.get(), nullptr);
    return {};
  }
  AVPacket& packet = *item_->packet;
  given_ += is_shown(packet);
  const bool flagged = (packet.flags & AV_PKT_FLAG_CORRUPT) != 0;
  if (flagged && packet.pts != AV_NOPTS_VALUE) damaged_stamps_.push_back(packet.pts);
  // Of what is decoded only for others to refer to, what none refers to need not be.
  codec_->skip_frame = is_shown(packet) ? AVDISCARD_DEFAULT : AVDISCARD_NONREF;
  const int code = avcodec_send_packet(codec_.get(), &packet);
  making_.reset();
  if (flagged || (code < 0 && code != AVERROR(EAGAIN))) ++counts_.packets_corrupt;
  item_.reset();
  if (counts_.frames_decoded == 0 && counts_.packets_corrupt > kMaxRefusedAtStart) {
    return fail(Errc::bad_input, where_,
                "{}: the first {} video packets could not be decoded ('{}'); the file is "
                "damaged or encrypted",
                where_, counts_.packets_corrupt, avcodec_get_name(codec_->codec_id));
  }
  return {};
}

/// Reads up to the next video packet, keeping audio on the way; false at the end.
Result<bool> VideoDecoder::read_packet() {
  if (!queue_.empty()) {
    item_ = std::move(queue_.front());
    queue_.pop_front();
    return true;
  }
  for (;;) {
    TL_ASSIGN(item_, feed_.next());
    if (!item_) return false;
    if (item_->video) return true;
    keep_audio(*item_->packet);
  }
}

/// Field by field is counted otherwise, and deinterlacing wants the picture before the first.
bool VideoDecoder::may_skip() const {
  const int order = number_in(feed_.video().codecpar->field_order);
  const bool progressive = order == AV_FIELD_UNKNOWN || order == AV_FIELD_PROGRESSIVE;
  return progressive && !idle_ && has_a_picture_a_packet(codec_->codec_id);
}

/// Reads to the first packet decoded after `start`; returns what was read from the last key picture
/// before it on, `before`: the pictures before that, in decode order.
Result<std::deque<Feed::Item>> VideoDecoder::last_group_before(Nanoseconds start,
                                                               std::int64_t& before,
                                                               Skipped& skipped) {
  constexpr int kMostBytes = 256 << 20;
  std::deque<Feed::Item> group;
  std::int64_t count = given_, bytes = 0;
  bool restarted = false, enters_restarted = false;
  for (;;) {
    TL_ASSIGN(auto item, feed_.next());
    if (!item) break;
    const AVPacket& packet = *item->packet;
    const Nanoseconds shown =
        packet.pts != AV_NOPTS_VALUE ? to_ns(packet.pts, feed_.video_base()) : item->time;
    if (!item->video) {
      if (item->time == kNoTime || item->time >= start - kSecond) keep_audio(packet);
      continue;
    }
    restarted |= item->restart;
    const bool key = (packet.flags & AV_PKT_FLAG_KEY) != 0 || item->restart;
    if (key && shown <= start) {
      group.clear();
      enters_restarted = restarted;
      bytes = 0;
      before = count;
      skipped.any = true;
      skipped.first = shown;
    }
    skipped.latest = std::max(skipped.latest, shown);
    count += is_shown(packet);
    bytes += packet.size;
    const Nanoseconds decoded = item->time;
    group.push_back(std::move(*item));
    if ((decoded != kNoTime && decoded > start) || bytes > kMostBytes) break;
  }
  if (enters_restarted) group.front().restart = true;
  return group;
}

Result<VideoDecoder::Skipped> VideoDecoder::skip_to(Nanoseconds start) {
  Skipped skipped;
  if (!may_skip()) return skipped;
  if (const auto pictures = feed_.jump_before(start)) {
    given_ = *pictures;
    skipped.any = true;
  }
  std::int64_t before = given_;
  TL_ASSIGN(queue_, last_group_before(start, before, skipped));
  if (!skipped.any) return skipped;
  item_.reset();
  damaged_stamps_.clear();
  avcodec_flush_buffers(codec_.get());
  // Pictures behind the key picture but shown before it need what was left out.
  const auto leads = [&](const Feed::Item& item) {
    return item.packet->pts != AV_NOPTS_VALUE &&
           to_ns(item.packet->pts, feed_.video_base()) < skipped.first;
  };
  std::int64_t leading = 0;
  for (const auto& item : queue_) leading += leads(item) && is_shown(*item.packet);
  std::erase_if(queue_, leads);
  next_index_ = before + leading;
  given_ = next_index_;
  return skipped;
}

void VideoDecoder::keep_audio(const AVPacket& packet) {
  if ((packet.flags & AV_PKT_FLAG_DISCARD) != 0 || packet.size <= 0) return;
  const AVRational base = feed_.audio()->time_base;
  Packet copy;
  copy.bytes.assign(packet.data, packet.data + packet.size);
  copy.pts_ns = to_ns(packet.pts != AV_NOPTS_VALUE ? packet.pts : packet.dts, base);
  copy.dts_ns = to_ns(packet.dts != AV_NOPTS_VALUE ? packet.dts : packet.pts, base);
  copy.duration_ns = to_ns(std::max<std::int64_t>(packet.duration, 0), base);
  copy.key = (packet.flags & AV_PKT_FLAG_KEY) != 0;
  audio_.push_back(std::move(copy));
}

void VideoDecoder::read_audio_until(Nanoseconds until) {
  if (!feed_.audio()) return;
  for (;;) {
    if (until != kNoTime && !audio_.empty() && audio_.back().pts_ns >= until) return;
    const auto more = read_packet();
    if (!more || !*more) return;
    const Nanoseconds dts = to_ns(item_->packet->dts, feed_.video_base());
    if (until != kNoTime && dts != kNoTime && dts > until + kSecond) return;
  }
}

MediaCounts VideoDecoder::counts() const {
  MediaCounts counts = feed_.counts();
  counts.frames_decoded = counts_.frames_decoded;
  counts.frames_corrupt = counts_.frames_corrupt;
  counts.packets_corrupt += counts_.packets_corrupt;
  return counts;
}

}  // namespace touchline
