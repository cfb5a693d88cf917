// Fragmented MP4: a header, then self-contained fragments, each written to the file in one piece.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "libav/libav.h"
#include "records/media.h"

namespace touchline {

class Mp4Muxer {
 public:
  /// Writes the header. `video` is an open encoder with a time base of 1 / kVideoClock. Audio that
  /// does not fit is left out and named in degraded().
  static Result<std::unique_ptr<Mp4Muxer>> open(const std::string& path,
                                                const AVCodecContext& video,
                                                const std::optional<AudioInfo>& audio,
                                                double fragment_s);

  /// Takes the packet's data; its times are in ticks of kVideoClock.
  Status write_video(AVPacket& packet);
  /// Times relative to the file's 0. Audio waits until the pictures have caught up, within a bound.
  Status write_audio(const Packet& packet, Nanoseconds pts_ns);
  /// Writes what waits and the index. Closing twice is harmless.
  Status close();
  /// After an error: nothing more is written, so that nothing lies behind a hole.
  Status close_as_it_is() {
    closed_ = true;
    return file_.close();
  }

  [[nodiscard]] bool has_audio() const { return audio_ != nullptr; }
  [[nodiscard]] std::int64_t audio_packets() const { return audio_packets_; }
  [[nodiscard]] std::int64_t bytes() const { return static_cast<std::int64_t>(file_.size()); }
  [[nodiscard]] const std::vector<std::string>& degraded() const { return degraded_; }

 private:
  struct Waiting {
    std::vector<std::uint8_t> bytes;
    Nanoseconds pts_ns, duration_ns;
  };

  Mp4Muxer(File file, const AVCodecContext& video, double fragment_s);
  Status start(const AVCodecParameters* audio);
  Status add_streams(const AVCodecParameters* audio);
  /// Adds the audio stream; false (and a named degradation) when MP4 cannot carry it.
  bool accepts(const std::optional<AudioInfo>& audio);
  Status mux_audio(Waiting& packet);
  /// Muxes waiting audio that sounds before `until_ns`.
  Status mux_audio_until(Nanoseconds until_ns);
  Status end_fragment();
  Status end();
  /// Moves what the muxer produced into the file, whole or not at all.
  Status commit();
  static int on_bytes(void* opaque, IoByte* data, int size);

  File file_;
  const AVCodecContext& encoder_;
  std::vector<std::uint8_t> pending_;  ///< bytes the muxer produced since the last commit()
  UniqueAVIOContext io_;
  UniqueOutputFormat format_;
  UniqueAVPacket audio_packet_;
  AVStream* video_ = nullptr;
  AVStream* audio_ = nullptr;
  std::int64_t fragment_ticks_ = 0, fragment_start_ = 0;
  bool fragment_open_ = false, closed_ = false;
  std::deque<Waiting> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::int64_t audio_packets_ = 0, last_audio_dts_ = -1;
  std::vector<std::string> degraded_;
};

}  // namespace touchline
