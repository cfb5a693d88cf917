// x264 through libavcodec: frames in, packets out, times exact, pixels not copied on the way in.
#pragma once

#include <memory>
#include <vector>

#include "base/result.h"
#include "image/frame.h"
#include "sink/frame_wrapper.h"
#include "sink/video_encoder.h"

namespace touchline {

class H264Encoder final : public VideoEncoder {
 public:
  static Result<std::unique_ptr<H264Encoder>> open(const VideoOptions& options,
                                                   const MediaInfo& media, const FrameInfo& info);

  Status send(const Frame& frame, std::int64_t pts, std::int64_t duration) override;
  Status finish() override;
  Result<AVPacket*> receive() override;
  [[nodiscard]] const AVCodecContext& context() const override { return *context_; }
  [[nodiscard]] std::string name() const override { return "libx264 on the CPU"; }

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
