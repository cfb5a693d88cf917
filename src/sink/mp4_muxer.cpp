#include "sink/mp4_muxer.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <utility>

#include "base/log.h"
#include "sink/mp4_ordinary.h"
#include "sink/video_encoder.h"

namespace touchline {
namespace {

constexpr int kIoBuffer = 1 << 16;

}  // namespace

int Mp4Muxer::on_bytes(void* opaque, IoByte* data, int size) {
  auto& pending = static_cast<Mp4Muxer*>(opaque)->pending_;
  pending.insert(pending.end(), data, data + size);
  return size;
}

Mp4Muxer::Mp4Muxer(File file, const AVCodecContext& video, double fragment_s)
    : Muxer(video),
      file_(std::move(file)),
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
  if (muxer->accepts(audio, "mp4", "MP4")) {
    const auto* parameters = static_cast<const AVCodecParameters*>(audio->parameters.get());
    const auto status = muxer->start(parameters);
    started = status.has_value();
    if (!started)
      muxer->muxed_.degraded.push_back(
          fmt::format("audio dropped: MP4 cannot start with this {} stream ({})", audio->codec,
                      status.error().message));
  }
  if (!started) TL_CHECK(muxer->start(nullptr));
  TL_CHECK(muxer->commit());
  return muxer;
}

Status Mp4Muxer::start(const AVCodecParameters* audio) {
  pending_.clear();
  AVFormatContext* format = nullptr;
  avformat_alloc_output_context2(&format, nullptr, "mp4", nullptr);
  format_.reset(format);
  io_.reset(avio_alloc_context(static_cast<unsigned char*>(av_malloc(kIoBuffer)), kIoBuffer, 1,
                               this, nullptr, &Mp4Muxer::on_bytes, nullptr));
  if (!format_ || !io_)
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
  if (rc < 0) return error("write the MP4 header", rc);
  avio_flush(io_.get());
  return {};
}

Status Mp4Muxer::write(AVPacket& packet) {
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
  return mux_video(packet);
}

Status Mp4Muxer::end_fragment() {
  fragment_open_ = false;
  const int rc = av_write_frame(format_.get(), nullptr);
  if (rc < 0) return error("finish a fragment", rc);
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
  if (std::exchange(closed_, true)) return file_.close();
  TL_CHECK(finish());
  return end();
}

Status Mp4Muxer::finish() {
  TL_CHECK(mux_audio_until(std::numeric_limits<Nanoseconds>::max()));
  const int rc = av_write_trailer(format_.get());
  if (rc < 0) return error("finish the file", rc);
  return commit();
}

Status Mp4Muxer::end() {
  closed_ = true;
  auto closed = file_.close();
  if (!std::exchange(ended_, true)) make_ordinary();
  return closed;
}

/// The fragments were for whoever watches, and for a crash; a finished file is for everybody.
void Mp4Muxer::make_ordinary() {
  muxed_.bytes = static_cast<std::int64_t>(file_.size());
  const auto made = make_ordinary_mp4(file_.path());
  if (!made) {
    muxed_.degraded.push_back(
        fmt::format("{} stays fragmented, which editors may not show the length of: {}",
                    std::filesystem::path(file_.path()).filename().string(), made.error().message));
    return;
  }
  muxed_.pictures = made->pictures;
  muxed_.sounds = made->sounds;
  muxed_.bytes = made->bytes;
}

Error Mp4Muxer::error(const char* tried, int code) const {
  return fail(Errc::internal, redact(file_.path()), "cannot {}: {}", tried, libav_error_text(code));
}

}  // namespace touchline
