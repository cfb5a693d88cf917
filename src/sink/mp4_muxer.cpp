#include "sink/mp4_muxer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/log.h"
#include "sink/aac.h"
#include "sink/video_encoder.h"

namespace touchline {
namespace {

constexpr int kIoBuffer = 1 << 16;
/// Audio that runs this far ahead of the pictures is written without waiting for them.
constexpr std::size_t kMaxWaitingBytes = 4 << 20, kMaxWaitingPackets = 2048;

/// libavformat takes no packet that lasts longer, nor one that begins so long behind the end of the
/// one before: a pause of up to twice that (13 hours) fits.
constexpr std::int64_t kLongestStep = std::numeric_limits<std::int32_t>::max() - 1;

Error mux_error(const File& file, const char* tried, int code) {
  return fail(Errc::internal, redact(file.path()), "cannot {}: {}", tried, libav_error_text(code));
}

}  // namespace

int Mp4Muxer::on_bytes(void* opaque, IoByte* data, int size) {
  auto& pending = static_cast<Mp4Muxer*>(opaque)->pending_;
  pending.insert(pending.end(), data, data + size);
  return size;
}

Mp4Muxer::Mp4Muxer(File file, const AVCodecContext& video, double fragment_s)
    : file_(std::move(file)),
      encoder_(video),
      fragment_ticks_(std::max<std::int64_t>(1, std::llround(fragment_s * kVideoClock))) {
  pending_.reserve(1 << 20);
}

Result<std::unique_ptr<Mp4Muxer>> Mp4Muxer::open(const std::string& path,
                                                 const AVCodecContext& video,
                                                 const std::optional<AudioInfo>& audio,
                                                 double fragment_s) {
  TL_ASSIGN(File file, File::create(path));
  std::unique_ptr<Mp4Muxer> muxer(new Mp4Muxer(std::move(file), video, fragment_s));
  bool started = false;
  if (muxer->accepts(audio)) {
    const auto* parameters = static_cast<const AVCodecParameters*>(audio->parameters.get());
    const auto status = muxer->start(parameters);
    started = status.has_value();
    if (!started)
      muxer->degraded_.push_back(
          fmt::format("audio dropped: MP4 cannot start with this {} stream ({})", audio->codec,
                      status.error().message));
  }
  if (!started) TL_CHECK(muxer->start(nullptr));
  TL_CHECK(muxer->commit());
  return muxer;
}

bool Mp4Muxer::accepts(const std::optional<AudioInfo>& audio) {
  if (!audio) return false;
  const auto* parameters = static_cast<const AVCodecParameters*>(audio->parameters.get());
  if (!parameters || parameters->codec_type != AVMEDIA_TYPE_AUDIO || audio->sample_rate <= 0) {
    degraded_.push_back(
        fmt::format("audio dropped: the {} stream does not describe itself", audio->codec));
    return false;
  }
  const AVOutputFormat* mp4 = av_guess_format("mp4", nullptr, nullptr);
  if (!mp4 || avformat_query_codec(mp4, parameters->codec_id, FF_COMPLIANCE_NORMAL) != 1) {
    degraded_.push_back(fmt::format("audio dropped: {} does not fit MP4", audio->codec));
    return false;
  }
  return true;
}

Status Mp4Muxer::start(const AVCodecParameters* audio) {
  pending_.clear();
  audio_ = nullptr;
  AVFormatContext* format = nullptr;
  avformat_alloc_output_context2(&format, nullptr, "mp4", nullptr);
  format_.reset(format);
  io_.reset(avio_alloc_context(static_cast<unsigned char*>(av_malloc(kIoBuffer)), kIoBuffer, 1,
                               this, nullptr, &Mp4Muxer::on_bytes, nullptr));
  audio_packet_.reset(av_packet_alloc());
  if (!format_ || !io_ || !audio_packet_)
    return fail(Errc::internal, redact(file_.path()),
                "cannot start an MP4 file: out of memory or no mp4 muxer in this FFmpeg");
  io_->seekable = 0;
  format_->pb = io_.get();
  format_->avoid_negative_ts = 0;  // one clock for all streams: times are ours, none is shifted
  format_->strict_std_compliance = FF_COMPLIANCE_EXPERIMENTAL;  // FLAC in MP4, which browsers play
  TL_CHECK(add_streams(audio));

  // Every fragment states its absolute time (frag_discont), so a stream may start late or pause.
  av_opt_set(format_->priv_data, "movflags",
             "empty_moov+default_base_moof+frag_custom+frag_discont", 0);
  av_opt_set_int(format_->priv_data, "use_editlist", 0, 0);
  const int rc = avformat_write_header(format_.get(), nullptr);
  if (rc < 0) return mux_error(file_, "write the MP4 header", rc);
  avio_flush(io_.get());
  return {};
}

Status Mp4Muxer::add_streams(const AVCodecParameters* audio) {
  video_ = avformat_new_stream(format_.get(), nullptr);
  if (!video_ || avcodec_parameters_from_context(video_->codecpar, &encoder_) < 0)
    return fail(Errc::internal, redact(file_.path()), "out of memory");
  video_->time_base = encoder_.time_base;
  video_->avg_frame_rate = encoder_.framerate;
  video_->sample_aspect_ratio = encoder_.sample_aspect_ratio;
  if (!audio) return {};

  audio_ = avformat_new_stream(format_.get(), nullptr);
  if (!audio_ || avcodec_parameters_copy(audio_->codecpar, audio) < 0)
    return fail(Errc::internal, redact(file_.path()), "out of memory");
  auto& parameters = *audio_->codecpar;
  parameters.codec_tag = 0;
  parameters.initial_padding = 0;  // what sounds before 0 is left out by the writer
  audio_->time_base = {1, audio->sample_rate};
  if (needs_audio_specific_config(parameters)) set_audio_specific_config(parameters);
  return {};
}

Status Mp4Muxer::write_video(AVPacket& packet) {
  const std::int64_t elapsed = packet.dts - fragment_start_;
  const bool key = packet.flags & AV_PKT_FLAG_KEY;
  // Fragments that begin with a key frame are seek points: cut there when one is near.
  if (fragment_open_ && (elapsed >= fragment_ticks_ || (key && elapsed >= fragment_ticks_ / 2))) {
    TL_CHECK(mux_audio_until(av_rescale_q(packet.dts, {1, kVideoClock}, kNanoseconds)));
    TL_CHECK(end_fragment());
  }
  if (!fragment_open_) {
    fragment_open_ = true;
    fragment_start_ = packet.dts;
  }
  packet.stream_index = video_->index;
  av_packet_rescale_ts(&packet, {1, kVideoClock}, video_->time_base);
  packet.duration = std::min(packet.duration, kLongestStep);
  const int rc = av_write_frame(format_.get(), &packet);
  av_packet_unref(&packet);
  if (rc < 0) return mux_error(file_, "add a picture to the file", rc);
  return {};
}

Status Mp4Muxer::write_audio(const Packet& packet, Nanoseconds pts_ns) {
  if (!audio_) return {};
  waiting_bytes_ += packet.bytes.size();
  waiting_.push_back({packet.bytes, pts_ns, packet.duration_ns});
  if (waiting_bytes_ <= kMaxWaitingBytes && waiting_.size() <= kMaxWaitingPackets) return {};
  TL_CHECK(mux_audio_until(waiting_[waiting_.size() / 2].pts_ns));
  return end_fragment();
}

Status Mp4Muxer::mux_audio_until(Nanoseconds until_ns) {
  while (!waiting_.empty() && waiting_.front().pts_ns < until_ns) {
    TL_CHECK(mux_audio(waiting_.front()));
    waiting_bytes_ -= waiting_.front().bytes.size();
    waiting_.pop_front();
  }
  return {};
}

Status Mp4Muxer::mux_audio(Waiting& packet) {
  const auto body = without_adts_header(packet.bytes, *audio_->codecpar);
  AVPacket& av = *audio_packet_;
  av_packet_unref(&av);
  // Not reference counted: the muxer copies what it keeps.
  av.data = const_cast<std::uint8_t*>(body.data());
  av.size = static_cast<int>(body.size());
  av.stream_index = audio_->index;
  av.flags = AV_PKT_FLAG_KEY;
  av.duration = av_rescale_q(packet.duration_ns, kNanoseconds, audio_->time_base);
  // Rounding may make two packets meet; MP4 wants each to start later than the one before.
  av.dts =
      std::max(av_rescale_q(packet.pts_ns, kNanoseconds, audio_->time_base), last_audio_dts_ + 1);
  av.pts = av.dts;
  last_audio_dts_ = av.dts;
  const int rc = av_write_frame(format_.get(), &av);
  av.data = nullptr;
  av.size = 0;
  if (rc < 0) return mux_error(file_, "add audio to the file", rc);
  ++audio_packets_;
  return {};
}

Status Mp4Muxer::end_fragment() {
  fragment_open_ = false;
  const int rc = av_write_frame(format_.get(), nullptr);
  if (rc < 0) return mux_error(file_, "finish a fragment", rc);
  return commit();
}

Status Mp4Muxer::commit() {
  avio_flush(io_.get());
  if (pending_.empty()) return {};
  const auto status = file_.append(pending_.data(), pending_.size());
  pending_.clear();
  return status;
}

Status Mp4Muxer::close() {
  const auto ended = std::exchange(closed_, true) ? Status() : end();
  return ended ? file_.close() : ended;
}

Status Mp4Muxer::end() {
  TL_CHECK(mux_audio_until(std::numeric_limits<Nanoseconds>::max()));
  const int rc = av_write_trailer(format_.get());
  if (rc < 0) return mux_error(file_, "finish the file", rc);
  return commit();
}

}  // namespace touchline
