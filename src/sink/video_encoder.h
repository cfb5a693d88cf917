// What turns pictures into packets: one interface over the codecs and over host and GPU.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "image/frame.h"
#include "libav/libav.h"
#include "sink/video_writer.h"

namespace touchline {

/// Ticks per second of every video time in the sink: MPEG's own clock, 11 us fine.
inline constexpr int kVideoClock = 90000;

class VideoEncoder {
 public:
  virtual ~VideoEncoder() = default;
  /// The encoder that options.codec asks for, for frames of `info`, which may lie on a GPU.
  static Result<std::unique_ptr<VideoEncoder>> open(const VideoOptions& options,
                                                    const MediaInfo& media, const FrameInfo& info);

  /// Times in ticks; `pts` increases from call to call, `duration` > 0.
  virtual Status send(const Frame& frame, std::int64_t pts, std::int64_t duration) = 0;
  /// The next frame becomes a key frame.
  virtual void want_key_frame() = 0;
  /// No more frames: what is left can be received.
  virtual Status finish() = 0;
  /// The next packet, valid until the next call, its times and duration in ticks; nullptr when more
  /// frames are needed or, after finish(), at the end.
  virtual Result<AVPacket*> receive() = 0;

  /// Codec parameters for the muxer; width and height are those of the file.
  [[nodiscard]] virtual const AVCodecContext& context() const = 0;
  /// "libx264 on the CPU", "nvJPEG on NVIDIA H200".
  [[nodiscard]] virtual std::string name() const = 0;
};

/// What every encoder tells the muxer: clock, expected rate, aspect, colour.
void describe_video(AVCodecContext& context, const VideoOptions& options, const MediaInfo& media,
                    const Colour& colour);

}  // namespace touchline
