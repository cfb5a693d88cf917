#include "sink/muxer.h"

#include <algorithm>
#include <limits>

#include "sink/aac.h"
#include "sink/audio_encoder.h"
#include "sink/live_muxer.h"
#include "sink/mp4_muxer.h"
#include "sink/video_encoder.h"

namespace touchline {
namespace {

/// Sound that runs this far ahead of the pictures is written without waiting for them.
constexpr std::size_t kMaxWaitingBytes = 4 << 20, kMaxWaitingPackets = 2048;

/// libavformat takes no packet that lasts longer, nor one that begins so long behind the end of the
/// one before: a pause of up to twice that (13 hours) fits.
constexpr std::int64_t kLongestStep = std::numeric_limits<std::int32_t>::max() - 1;

}  // namespace

Result<std::unique_ptr<Muxer>> Muxer::open(const VideoOptions& options, const AVCodecContext& video,
                                           const std::optional<AudioInfo>& audio) {
  if (is_live(options.path)) return open_live(options, video, audio);
  TL_ASSIGN(auto mp4, Mp4Muxer::open(options.path, video, audio, options.fragment_s));
  return std::unique_ptr<Muxer>(std::move(mp4));
}

std::string Muxer::why_encode(const std::string& path, const AVCodecParameters& sound) {
  const char* codec = avcodec_get_name(sound.codec_id);
  if (!is_live(path))
    return browsers_play(sound) ? "" : fmt::format("browsers do not play {} from MP4", codec);
  return sound.codec_id == AV_CODEC_ID_AAC ? "" : fmt::format("not all players take {}", codec);
}

bool Muxer::accepts(const std::optional<AudioInfo>& audio, const char* muxer, const char* name) {
  if (!audio) return false;
  const auto* parameters = static_cast<const AVCodecParameters*>(audio->parameters.get());
  if (!parameters || parameters->codec_type != AVMEDIA_TYPE_AUDIO || audio->sample_rate <= 0) {
    muxed_.degraded.push_back(
        fmt::format("audio dropped: the {} stream does not describe itself", audio->codec));
    return false;
  }
  // A muxer that cannot say is tried: MPEG-TS.
  const AVOutputFormat* format = av_guess_format(muxer, nullptr, nullptr);
  if (!format || avformat_query_codec(format, parameters->codec_id, FF_COMPLIANCE_NORMAL) == 0) {
    muxed_.degraded.push_back(fmt::format("audio dropped: {} does not fit {}", audio->codec, name));
    return false;
  }
  return true;
}

Status Muxer::add_streams(const AVCodecParameters* audio) {
  audio_packet_.reset(av_packet_alloc());
  video_ = avformat_new_stream(format_.get(), nullptr);
  if (!audio_packet_ || !video_ || avcodec_parameters_from_context(video_->codecpar, &encoder_) < 0)
    return error("add a stream", AVERROR(ENOMEM));
  video_->time_base = encoder_.time_base;
  video_->avg_frame_rate = encoder_.framerate;
  video_->sample_aspect_ratio = encoder_.sample_aspect_ratio;
  audio_ = nullptr;
  if (!audio) return {};

  audio_ = avformat_new_stream(format_.get(), nullptr);
  if (!audio_ || avcodec_parameters_copy(audio_->codecpar, audio) < 0)
    return error("add a stream", AVERROR(ENOMEM));
  auto& parameters = *audio_->codecpar;
  parameters.codec_tag = 0;
  parameters.initial_padding = 0;  // what sounds before 0 is left out by the writer
  audio_->time_base = {1, parameters.sample_rate};
  if (needs_audio_specific_config(parameters)) set_audio_specific_config(parameters);
  return {};
}

Status Muxer::mux_video(AVPacket& packet) {
  packet.stream_index = video_->index;
  av_packet_rescale_ts(&packet, {1, kVideoClock}, video_->time_base);
  packet.duration = std::min(packet.duration, kLongestStep);
  const int rc = put(&packet);
  av_packet_unref(&packet);
  if (rc < 0) return error("write a picture", rc);
  ++muxed_.pictures;
  return {};
}

Status Muxer::write_audio(const Packet& packet, Nanoseconds pts_ns) {
  if (!audio_) return {};
  waiting_bytes_ += packet.bytes.size();
  waiting_.push_back({packet.bytes, pts_ns, packet.duration_ns});
  if (waiting_bytes_ <= kMaxWaitingBytes && waiting_.size() <= kMaxWaitingPackets) return {};
  TL_CHECK(mux_audio_until(waiting_[waiting_.size() / 2].pts_ns));
  return relieve();
}

Status Muxer::mux_audio_until(Nanoseconds until_ns) {
  while (!waiting_.empty() && waiting_.front().pts_ns < until_ns) {
    TL_CHECK(mux_audio(waiting_.front()));
    waiting_bytes_ -= waiting_.front().bytes.size();
    waiting_.pop_front();
  }
  return {};
}

Status Muxer::mux_audio(const Waiting& packet) {
  const auto body = without_adts_header(packet.bytes, *audio_->codecpar);
  AVPacket& av = *audio_packet_;
  av_packet_unref(&av);
  // Not reference counted: the muxer copies what it keeps.
  av.data = const_cast<std::uint8_t*>(body.data());
  av.size = static_cast<int>(body.size());
  av.stream_index = audio_->index;
  av.flags = AV_PKT_FLAG_KEY;
  av.duration = av_rescale_q(packet.duration_ns, kNanoseconds, audio_->time_base);
  // Rounding may make two packets meet; each has to start later than the one before.
  av.dts =
      std::max(av_rescale_q(packet.pts_ns, kNanoseconds, audio_->time_base), last_audio_dts_ + 1);
  av.pts = av.dts;
  last_audio_dts_ = av.dts;
  const int rc = put(&av);
  av.data = nullptr;
  av.size = 0;
  if (rc < 0) return error("write audio", rc);
  ++muxed_.sounds;
  return {};
}

}  // namespace touchline
