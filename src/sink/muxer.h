// Where coded pictures and sound go: a file, or whoever watches. One interface over libavformat's
// containers.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "libav/libav.h"
#include "records/media.h"
#include "sink/packet_sink.h"
#include "sink/video_writer.h"

namespace touchline {

class Muxer : public PacketSink {
 public:
  /// Writes the header to where options.path says (see VideoOptions). `video` is an open encoder
  /// with a time base of 1 / kVideoClock. Sound that does not fit is left out and named in
  /// muxed().degraded. Errc::io names the target, without its secrets, the reason and what to do.
  static Result<std::unique_ptr<Muxer>> open(const VideoOptions& options,
                                             const AVCodecContext& video,
                                             const std::optional<AudioInfo>& audio);
  /// Why sound goes to `path` encoded to AAC; empty: as it is.
  static std::string why_encode(const std::string& path, const AVCodecParameters& sound);

  /// Sound waits until the pictures have caught up, within a bound.
  Status write_audio(const Packet& packet, Nanoseconds pts_ns) override;

  [[nodiscard]] bool has_audio() const override { return audio_ != nullptr; }
  [[nodiscard]] Muxed muxed() const override { return muxed_; }

 protected:
  explicit Muxer(const AVCodecContext& video) : encoder_(video) {}
  /// Whether libavformat's `muxer` can carry this sound; else it is named as dropped.
  bool accepts(const std::optional<AudioInfo>& audio, const char* muxer, const char* name);
  /// Adds the streams to format_. `audio`: null without one.
  Status add_streams(const AVCodecParameters* audio);
  Status mux_video(AVPacket& packet);
  /// Muxes waiting sound that is heard before `until_ns`.
  Status mux_audio_until(Nanoseconds until_ns);
  /// More sound waits than may: some was muxed, and can be let go.
  virtual Status relieve() { return {}; }
  /// To libavformat.
  virtual int put(AVPacket* packet) { return av_write_frame(format_.get(), packet); }
  [[nodiscard]] virtual Error error(const char* tried, int code) const = 0;

  UniqueOutputFormat format_;
  const AVCodecContext& encoder_;
  AVStream* audio_ = nullptr;
  Muxed muxed_;

 private:
  struct Waiting {
    std::vector<std::uint8_t> bytes;
    Nanoseconds pts_ns, duration_ns;
  };
  Status mux_audio(const Waiting& packet);

  AVStream* video_ = nullptr;
  UniqueAVPacket audio_packet_;
  std::deque<Waiting> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::int64_t last_audio_dts_ = -1;
};

}  // namespace touchline
