#include "source/decoder.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "source/picture.h"

namespace touchline {
namespace {

/// A demuxer that reports this many errors without a packet between has lost the thread.
constexpr int kMaxErrorsInARow = 32;
/// Packets refused before the first picture: enough to reach a key frame in any sane stream.
constexpr std::int64_t kMaxRefusedAtStart = 3000;

bool is_encrypted(const AVPacket& packet) {
  return av_packet_get_side_data(&packet, AV_PKT_DATA_ENCRYPTION_INFO, nullptr) != nullptr;
}

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

std::string fourcc(std::uint32_t tag) {
  std::array<char, AV_FOURCC_MAX_STRING_SIZE> text{};
  return av_fourcc_make_string(text.data(), tag);
}

}  // namespace

/// Pictures on the GPU when they are offered. After NVDEC has refused the stream they no longer
/// are.
AVPixelFormat Decoder::choose_format(AVCodecContext* context, const AVPixelFormat* offered) {
  auto& self = *static_cast<Decoder*>(context->opaque);
  for (const AVPixelFormat* format = offered; *format != AV_PIX_FMT_NONE; ++format)
    if (*format == AV_PIX_FMT_CUDA) return self.fallback_.clear(), *format;
  self.fallback_ =
      fmt::format("NVDEC does not take this {} stream ({}x{})", avcodec_get_name(context->codec_id),
                  context->width, context->height);
  return avcodec_default_get_format(context, offered);
}

void Decoder::use(AVBufferRef* gpu) {
  AVCodecContext& context = *codec_;
  if (!has_nvdec(*context.codec)) {
    fallback_ = fmt::format("FFmpeg has no NVDEC decoder for {}", context.codec->name);
    return;
  }
  constexpr int kHeldByUs = 1;  // beside the three that libav adds for whoever holds pictures
  context.hw_device_ctx = av_buffer_ref(gpu);
  context.extra_hw_frames = kHeldByUs;
  context.get_format = choose_format;
  context.opaque = this;
  context.thread_count = 1;
}

Result<std::unique_ptr<Decoder>> Decoder::open(Input& input, int threads, std::string where,
                                               AVBufferRef* gpu) {
  std::unique_ptr<Decoder> decoder(new Decoder(input, std::move(where)));
  const std::string& name = decoder->where_;
  const AVCodecParameters& parameters = *input.video().codecpar;
  const AVCodec* codec = avcodec_find_decoder(parameters.codec_id);
  if (!codec) {
    const bool known = parameters.codec_id != AV_CODEC_ID_NONE;
    return fail(
        Errc::bad_input, name,
        "{}: its video codec '{}' has no decoder in this build of FFmpeg; convert it to H.264, or "
        "install an "
        "FFmpeg that knows it",
        name,
        known ? std::string(avcodec_get_name(parameters.codec_id)) : fourcc(parameters.codec_tag));
  }
  decoder->codec_.reset(avcodec_alloc_context3(codec));
  decoder->codec_->codec = codec;
  decoder->packet_.reset(av_packet_alloc());
  AVCodecContext& context = *decoder->codec_;
  int code = avcodec_parameters_to_context(&context, &parameters);
  context.pkt_timebase = input.video().time_base;
  context.thread_count = std::max(threads, 1);
  context.max_pixels = static_cast<std::int64_t>(kMaxPictureSide) * kMaxPictureSide;
  if (gpu) decoder->use(gpu);
  LibavErrorCapture capture;
  if (code >= 0) code = avcodec_open2(&context, codec, nullptr);
  if (code >= 0) return decoder;
  return fail(Errc::bad_input, name,
              "{}: the decoder for '{}' does not start: {}{}; convert the file to H.264", name,
              codec->name, libav_error_text(code), capture.reason());
}

Result<bool> Decoder::next(AVFrame& frame, std::int64_t& index) {
  for (;;) {
    const int code = avcodec_receive_frame(codec_.get(), &frame);
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
      return false;
    } else if (code == AVERROR(EAGAIN)) {
      TL_ASSIGN(const bool fed, feed());
      if (!fed) return false;
    } else {
      ++counts_.packets_corrupt;
      if (draining_ && ++errors_in_a_row_ > kMaxErrorsInARow) return false;
    }
  }
}

/// Gives the decoder one more packet, or the end; false when both are used up.
Result<bool> Decoder::feed() {
  if (draining_) return false;
  TL_ASSIGN(const bool more, read_packet());
  if (!more) {
    draining_ = true;
    avcodec_send_packet(codec_.get(), nullptr);
    return true;
  }
  const bool flagged = (packet_->flags & AV_PKT_FLAG_CORRUPT) != 0;
  if (flagged && packet_->pts != AV_NOPTS_VALUE) damaged_stamps_.push_back(packet_->pts);
  const int code = avcodec_send_packet(codec_.get(), packet_.get());
  if (flagged || (code < 0 && code != AVERROR(EAGAIN))) ++counts_.packets_corrupt;
  av_packet_unref(packet_.get());
  if (counts_.frames_decoded == 0 && counts_.packets_corrupt > kMaxRefusedAtStart) {
    return fail(Errc::bad_input, where_,
                "{}: the first {} video packets could not be decoded ('{}'); the file is "
                "damaged or encrypted",
                where_, counts_.packets_corrupt, avcodec_get_name(codec_->codec_id));
  }
  return true;
}

/// Reads up to the next video packet, keeping audio on the way; false at the end.
Result<bool> Decoder::read_packet() {
  while (!ended_) {
    av_packet_unref(packet_.get());
    const int code = input_.read(*packet_);
    if (code < 0) {
      TL_CHECK(at_end(code));
      continue;
    }
    errors_in_a_row_ = 0;
    const int index = packet_->stream_index;
    const bool video = index == input_.video().index;
    if (!video && (!input_.audio() || index != input_.audio()->index)) continue;
    const AVRational base = input_.container().streams[index]->time_base;
    const Nanoseconds duration = to_ns(std::max<std::int64_t>(packet_->duration, 0), base);
    const Nanoseconds offset = joiner_.offset_for(index, to_ns(packet_->dts, base), duration);
    if (offset) {
      const auto ticks = av_rescale_q(offset, AVRational{1, static_cast<int>(kSecond)}, base);
      if (packet_->pts != AV_NOPTS_VALUE) packet_->pts += ticks;
      if (packet_->dts != AV_NOPTS_VALUE) packet_->dts += ticks;
    }
    const auto stamp = packet_->pts != AV_NOPTS_VALUE ? packet_->pts : packet_->dts;
    if (stamp != AV_NOPTS_VALUE) {
      const Nanoseconds end = to_ns(stamp, base) + duration;
      any_end_ = std::max(any_end_, end);
      if (video) video_end_ = std::max(video_end_, end);
    }
    if (!video) {
      keep_audio();
      continue;
    }
    TL_CHECK(check_encryption());
    ++packets_;
    return true;
  }
  return false;
}

Status Decoder::check_encryption() {
  if (!is_encrypted(*packet_)) return {};
  return fail(Errc::bad_input, where_,
              "{}: the video is encrypted (DRM); decrypt it first, or export an unprotected "
              "copy",
              where_);
}

/// The demuxer gave no packet: the end, a stumble to go on from, or a source that is gone.
Status Decoder::at_end(int code) {
  if (code == AVERROR(EAGAIN)) return {};
  if (input_.timed_out()) {
    ended_ = true;
    return fail(Errc::bad_input, where_,
                "{}: stopped answering; check the connection, or raise open_timeout_s", where_);
  }
  if (code == AVERROR_INVALIDDATA && ++errors_in_a_row_ < kMaxErrorsInARow) {
    ++counts_.packets_corrupt;
    return {};
  }
  ended_ = true;
  if (code == AVERROR_EXIT) return {};
  if (code != AVERROR_EOF && input_.is_network()) {
    return fail(Errc::bad_input, where_,
                "{}: the connection was lost: {}; check the server and start again", where_,
                libav_error_text(code));
  }
  note_truncation(code);
  return {};
}

/// Cut short: an error instead of the end, fewer packets than the index lists, or less time than
/// claimed.
void Decoder::note_truncation(int code) {
  if (code != AVERROR_EOF) counts_.truncated = true;
  const AVFormatContext& container = input_.container();
  const AVStream& video = input_.video();
  const bool mp4 = std::string_view(container.iformat->name).find("mp4") != std::string_view::npos;
  if (mp4) {
    counts_.truncated |= packets_ < avformat_index_get_entries_count(&video);
    return;
  }
  // A header that counts pictures (AVI) may be off by an empty one.
  if (packets_ + std::max<std::int64_t>(2, video.nb_frames / 100) < video.nb_frames)
    counts_.truncated = true;
  if (container.duration_estimation_method == AVFMT_DURATION_FROM_BITRATE) return;
  const Nanoseconds start =
      to_ns(container.start_time == AV_NOPTS_VALUE ? 0 : container.start_time, AV_TIME_BASE_Q);
  Nanoseconds claimed =
      container.duration == AV_NOPTS_VALUE ? kNoTime : to_ns(container.duration, AV_TIME_BASE_Q);
  Nanoseconds seen = any_end_;
  if (video.duration != AV_NOPTS_VALUE) {
    claimed = to_ns(video.duration, video.time_base);
    seen = video_end_;
  }
  if (claimed == kNoTime || seen == kNoTime) return;
  counts_.truncated |= seen - start + std::max(kSecond, claimed / 20) < claimed;
}

void Decoder::keep_audio() {
  const AVPacket& packet = *packet_;
  if ((packet.flags & AV_PKT_FLAG_DISCARD) != 0 || packet.size <= 0) return;
  const AVRational base = input_.audio()->time_base;
  Packet copy;
  copy.bytes.assign(packet.data, packet.data + packet.size);
  copy.pts_ns = to_ns(packet.pts != AV_NOPTS_VALUE ? packet.pts : packet.dts, base);
  copy.dts_ns = to_ns(packet.dts != AV_NOPTS_VALUE ? packet.dts : packet.pts, base);
  copy.duration_ns = to_ns(std::max<std::int64_t>(packet.duration, 0), base);
  copy.key = (packet.flags & AV_PKT_FLAG_KEY) != 0;
  audio_.push_back(std::move(copy));
}

void Decoder::read_audio_until(Nanoseconds until) {
  if (!input_.audio()) return;
  for (;;) {
    if (until != kNoTime && !audio_.empty() && audio_.back().pts_ns >= until) return;
    const auto more = read_packet();
    if (!more || !*more) return;
    const Nanoseconds dts = to_ns(packet_->dts, input_.video().time_base);
    if (until != kNoTime && dts != kNoTime && dts > until + kSecond) return;
  }
}

MediaCounts Decoder::counts() const {
  MediaCounts counts = counts_;
  counts.times_repaired += joiner_.joins();
  return counts;
}

}  // namespace touchline
