// H.264 in fragmented MP4 with the source's own times: a crash leaves a playable file.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "image/frame.h"
#include "records/media.h"

namespace touchline {

struct VideoOptions {
  std::string path;
  std::string preset = "veryfast";  ///< x264's
  int crf = 23;                     ///< x264's constant rate factor; lower is better and larger
  int threads = 1;
  double keyframe_s = 1.0;          ///< longest time between key frames
  double fragment_s = 0.5;          ///< a crash loses at most about this much, plus the encoder's delay
  bool audio = true;                ///< copy the source's audio
  bool operator==(const VideoOptions&) const = default;
};

struct VideoCounts {
  std::int64_t frames = 0, audio_packets = 0, bytes = 0;
  std::vector<std::string> degraded;  ///< named conditions, e.g. "audio dropped: pcm_s16le does not fit MP4"
};

class VideoWriter {
 public:
  /// Errc::io names the path and the reason. `info` is the shape of every frame to come.
  static Result<std::unique_ptr<VideoWriter>> open(const VideoOptions& options, const MediaInfo& media,
                                                   const FrameInfo& info);
  virtual ~VideoWriter() = default;
  /// Encodes one frame (I420 or NV12; odd sizes are handled). `pts_ns` increases from call to call.
  virtual Status write(const Frame& frame, Nanoseconds pts_ns, Nanoseconds duration_ns) = 0;
  /// Copies audio packets (their times share the frames' clock); a no-op without an audio stream.
  virtual Status write_audio(const std::vector<Packet>& packets) = 0;
  /// Flushes the encoder and finishes the file.
  virtual Result<VideoCounts> close() = 0;
};

}  // namespace touchline
