#include "sink/live_muxer.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <limits>
#include <string_view>
#include <utility>

#include "base/address.h"
#include "base/file.h"
#include "sink/video_encoder.h"

namespace touchline {
namespace {

constexpr std::string_view kFolder = "hls:", kPlaylist = ".m3u8";

/// How what is sent to an address is packed, by libavformat's name.
struct Packing {
  std::string_view scheme;
  const char* muxer;
};
constexpr std::array<Packing, 5> kPackings{
    {{"rtmp", "flv"}, {"rtsp", "rtsp"}, {"srt", "mpegts"}, {"udp", "mpegts"}, {"tcp", "mpegts"}}};

struct Target {
  const char* muxer;
  std::string url;    ///< as libav wants it
  std::string shown;  ///< without secrets
  bool remote;
};

/// Whether libavformat would put a segment's number there: into a folder's name, too.
bool has_number_field(const std::string& name) {
  for (auto at = name.find('%'); at != std::string::npos; at = name.find('%', at + 1))
    if (name.find_first_of("d0123456789", at) == at + 1) return true;
  return false;
}

Result<Target> target_of(const std::string& path) {
  if (path.starts_with(kFolder) || path.ends_with(kPlaylist)) {
    const std::string list =
        path.starts_with(kFolder)
            ? (std::filesystem::path(path.substr(kFolder.size())) / "index.m3u8").string()
            : path;
    if (!parse_address(list)) {
      // From the root on: no part of it can be taken for a protocol, and old segments are found.
      std::error_code none;
      const auto whole = std::filesystem::absolute(list, none).string();
      if (has_number_field(whole))
        return fail(Errc::bad_config, list,
                    "{}: %d in a playlist's name stands for a segment's number; choose another",
                    list);
      return Target{"hls", whole, list, false};
    }
  }
  const std::string shown = redacted(path);
  remember_secrets(path);
  if (const auto why = ambiguity_of(path); !why.empty())
    return fail(Errc::bad_config, shown, "{}: {}", shown, why);
  const auto address = parse_address(path);
  const auto packing = std::find_if(kPackings.begin(), kPackings.end(), [&](const Packing& p) {
    return address && p.scheme == address->scheme;
  });
  if (packing == kPackings.end())
    return fail(Errc::bad_config, shown,
                "{}: video cannot be sent there; give an address that begins with rtmp://, "
                "rtsp://, srt://, udp:// or tcp://, a playlist's name (.m3u8) or hls:FOLDER",
                shown);
  return Target{packing->muxer, with_encoded_user(path), shown, true};
}

class LiveMuxer final : public Muxer {
 public:
  LiveMuxer(Target target, const AVCodecContext& video, const VideoOptions& options)
      : Muxer(video),
        target_(std::move(target)),
        patience_s_(options.patience_s),
        segment_s_(options.segment_s),
        window_s_(options.window_s) {}
  ~LiveMuxer() override {
    (void)end();
    format_.reset();
  }

  Status start(const std::optional<AudioInfo>& audio) {
    AVFormatContext* format = nullptr;
    avformat_alloc_output_context2(&format, nullptr, target_.muxer, target_.url.c_str());
    format_.reset(format);
    if (!format_)
      return fail(Errc::no_device, target_.shown, "{}: this build of FFmpeg does not write {}",
                  target_.shown, target_.muxer);
    format_->flags |= AVFMT_FLAG_FLUSH_PACKETS;  // nothing waits for a buffer to be full
    if (target_.remote) format_->interrupt_callback = {is_late, this};
    configure();
    if (!target_.remote) {
      // libavformat finds out with the first segment only; and nobody sees an older video's.
      TL_CHECK(File::create(target_.shown));
      format_->opaque = this;
      format_->io_close2 = close_file;
    }
    TL_CHECK(add_streams(accepts(audio, target_.muxer, target_.muxer)
                             ? static_cast<const AVCodecParameters*>(audio->parameters.get())
                             : nullptr));
    LibavErrorCapture capture;
    const int rc = connect();
    return rc < 0 ? opening_error(rc, capture.reason()) : Status();
  }

  Status write(AVPacket& packet) override {
    TL_CHECK(mux_audio_until(av_rescale_q(packet.dts, {1, kVideoClock}, kNanoseconds)));
    return mux_video(packet);
  }

  Status close() override {
    if (ended_) return {};
    TL_CHECK(mux_audio_until(std::numeric_limits<Nanoseconds>::max()));
    allow();
    const int rc = let_go();
    return rc < 0 ? error("end it", rc) : Status();
  }

  /// A playlist ends with what it has; a peer is told nothing, for that might take time.
  Status end() override {
    if (ended_) return {};
    deadline_ = 0;
    (void)let_go();
    return {};
  }

 private:
  void configure() {
    const auto set = [this](const char* key, const char* value) {
      av_opt_set(format_->priv_data, key, value, 0);
    };
    const std::string_view muxer = target_.muxer;
    if (muxer == "flv") set("flvflags", "no_duration_filesize");  // nobody can go back for them
    if (muxer == "rtsp") set("rtsp_transport", "tcp");
    if (muxer != "hls") return;
    set("hls_time", fmt::format("{}", segment_s_).c_str());
    const std::string flags = "independent_segments+temp_file";
    if (window_s_ > 0) {  // for as long as it takes: it must not grow
      set("hls_segment_type", "fmp4");
      const auto name = std::filesystem::path(target_.shown).stem().string();
      set("hls_fmp4_init_filename", (name + "_init.mp4").c_str());
      set("hls_list_size", fmt::format("{}", std::ceil(window_s_ / segment_s_)).c_str());
      set("hls_flags", (flags + "+program_date_time+delete_segments").c_str());
      return;
    }
    set("hls_list_size", "0");
    set("hls_playlist_type", "event");
    set("hls_flags", flags.c_str());
  }

  int connect() {
    allow();
    if (!(format_->oformat->flags & AVFMT_NOFILE)) {
      AVDictionary* settings = nullptr;
      av_dict_set(&settings, "pkt_size", "1316", 0);  // of datagrams: whole packets of MPEG-TS
      AVIOContext* io = nullptr;
      const int rc = avio_open2(&io, target_.url.c_str(), AVIO_FLAG_WRITE,
                                &format_->interrupt_callback, &settings);
      av_dict_free(&settings);
      connection_.reset(io);
      if (rc < 0) return rc;
      format_->pb = io;
    }
    const int rc = avformat_write_header(format_.get(), nullptr);
    begun_ = rc >= 0;
    return rc;
  }

  /// What is to be written may fail, what is to be freed is.
  int let_go() {
    ended_ = true;
    const int written = begun_ ? av_write_trailer(format_.get()) : 0;
    format_->pb = nullptr;
    const int closed = connection_ ? avio_close(connection_.release()) : 0;
    return with_unsaid(written < 0 ? written : closed);
  }

  int put(AVPacket* packet) override {
    allow();
    return with_unsaid(Muxer::put(packet));
  }

  /// libavformat's RTSP does not say that a packet was not sent, its HLS not that a disk is full.
  [[nodiscard]] int with_unsaid(int rc) const {
    return rc < 0 ? rc : late_ ? AVERROR_EXIT : file_error_;
  }
  static int close_file(AVFormatContext* format, AVIOContext* io) {
    avio_flush(io);
    const int failed = io->error;
    const int closed = avio_close(io);
    auto& muxer = *static_cast<LiveMuxer*>(format->opaque);
    if (muxer.file_error_ == 0) muxer.file_error_ = std::min({failed, closed, 0});
    return 0;  // or it would try again
  }

  void allow() {
    deadline_ = wall_now() + from_seconds(patience_s_);
    late_ = false;
  }
  static int is_late(void* self) {
    auto& muxer = *static_cast<LiveMuxer*>(self);
    if (wall_now() < muxer.deadline_) return 0;
    muxer.late_ = true;
    return 1;
  }

  [[nodiscard]] Error opening_error(int code, const std::string& reason) const {
    if (!target_.remote) return error("write the playlist", code);
    if (late_)
      return fail(Errc::io, target_.shown,
                  "{}: no answer within {} s; check that it is running and reachable",
                  target_.shown, patience_s_);
    const auto advice = connection_advice(code);
    return fail(Errc::io, target_.shown, "{}: cannot be opened for writing: {}{}; {}",
                target_.shown, libav_error_text(code), reason,
                advice.empty() ? "check the address, and what the other side's log says" : advice);
  }

  [[nodiscard]] Error error(const char* tried, int code) const override {
    if (!target_.remote) return io_error(target_.shown, tried, AVUNERROR(code));
    if (late_)
      return fail(Errc::io, target_.shown,
                  "{}: took nothing for {} s; check the connection, and that whoever receives it "
                  "keeps up",
                  target_.shown, patience_s_);
    return fail(Errc::io, target_.shown,
                "{}: cannot {}: {}; check the connection, and what the other side's log says",
                target_.shown, tried, libav_error_text(code));
  }

  Target target_;
  double patience_s_, segment_s_, window_s_;
  std::atomic<Nanoseconds> deadline_ = 0;
  std::atomic<bool> late_ = false;
  std::unique_ptr<AVIOContext, LibavFree<avio_closep>> connection_;
  int file_error_ = 0;
  bool begun_ = false, ended_ = false;
};

}  // namespace

bool is_live(const std::string& path) {
  if (path.ends_with(".mp4")) return false;
  return path.starts_with(kFolder) || path.ends_with(kPlaylist) || parse_address(path).has_value();
}

Result<bool> is_remote(const std::string& path) {
  if (path.ends_with(".mp4")) return false;
  TL_ASSIGN(const Target target, target_of(path));
  return target.remote;
}

Result<std::unique_ptr<Muxer>> open_live(const VideoOptions& options, const AVCodecContext& video,
                                         const std::optional<AudioInfo>& audio) {
  if (!(options.patience_s > 0) || !(options.segment_s > 0))
    return fail(Errc::bad_config, "patience_s, segment_s", "{} and {} must both be above 0",
                options.patience_s, options.segment_s);
  if (video.codec_id != AV_CODEC_ID_H264)
    return fail(Errc::bad_config, "video.codec", "what is watched live is H.264; set it to h264");
  TL_ASSIGN(Target target, target_of(options.path));
  auto muxer = std::make_unique<LiveMuxer>(std::move(target), video, options);
  TL_CHECK(muxer->start(audio));
  return std::unique_ptr<Muxer>(std::move(muxer));
}

}  // namespace touchline
