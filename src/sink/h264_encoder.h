// x264 through libavcodec: frames in, packets out, times exact, pixels not copied on the way in.
#pragma once

#include <memory>
#include <vector>

#include "base/result.h"
#include "image/frame.h"
#include "sink/frame_wrapper.h"
#include "sink/libav.h"
#include "sink/video_writer.h"

namespace touchline {

/// Ticks per second of every video time in the sink: MPEG's own clock, 11 us fine.
inline constexpr int kVideoClock = 90000;

class H264Encoder {
 public:
  static Result<std::unique_ptr<H264Encoder>> open(const VideoOptions& options,
                                                   const MediaInfo& media, const FrameInfo& info);

  /// Times in ticks; `pts` increases from call to call, `duration` > 0.
  Status send(const Frame& frame, std::int64_t pts, std::int64_t duration);
  /// No more frames: what is left can be received.
  Status finish();
  /// The next packet, valid until the next call, its times and duration in ticks; nullptr when more
  /// frames are needed or, after finish(), at the end.
  Result<AVPacket*> receive();

  /// Codec parameters for the muxer; width and height are those of the file.
  [[nodiscard]] const AVCodecContext& context() const { return *context_; }

 private:
  H264Encoder(UniqueAVCodecContext context, const VideoOptions& options, const FrameInfo& info);
  struct InFlight {
    std::int64_t pts, duration;
  };

  UniqueAVCodecContext context_;
  FrameWrapper wrapper_;
  UniqueAVPacket packet_;
  std::vector<InFlight> in_flight_;  ///< frames sent whose packets are still to come
  std::int64_t keyframe_ticks_, next_keyframe_ = 0;
  bool started_ = false;
};

}  // namespace touchline
