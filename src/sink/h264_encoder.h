// H.264 through libavcodec: frames in, packets out, times exact.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "image/frame.h"
#include "sink/video_encoder.h"

namespace touchline {

class H264Encoder final : public VideoEncoder {
 public:
  /// x264, for frames on the host: their pixels are not copied on the way in.
  static Result<std::unique_ptr<H264Encoder>> open(const VideoOptions& options,
                                                   const MediaInfo& media, const FrameInfo& info);
  /// NVENC, for frames on a GPU of even sizes. Errc::no_device when that has none.
  static Result<std::unique_ptr<H264Encoder>> open_nvenc(const VideoOptions& options,
                                                         const MediaInfo& media,
                                                         const FrameInfo& info);

  Status send(const Frame& frame, std::int64_t pts, std::int64_t duration) override;
  void want_key_frame() override { wants_key_ = true; }
  Status finish() override;
  Result<AVPacket*> receive() override;
  [[nodiscard]] const AVCodecContext& context() const override { return *context_; }
  [[nodiscard]] std::string name() const override { return name_; }

 private:
  /// A frame as the encoder takes it, until the next call.
  using Wrap = std::function<Result<AVFrame*>(const Frame&)>;
  H264Encoder(UniqueAVCodecContext context, Wrap wrap, std::string name,
              const VideoOptions& options);
  struct InFlight {
    std::int64_t pts, duration;
  };

  UniqueAVCodecContext context_;
  Wrap wrap_;
  std::string name_;
  UniqueAVPacket packet_;
  std::vector<InFlight> in_flight_;  ///< frames sent whose packets are still to come
  std::int64_t keyframe_ticks_, next_keyframe_ = 0;
  bool wants_key_ = true;
};

/// Errc::usage for frames that are not I420 or NV12, Errc::bad_config for options out of range.
Status check_h264(const VideoOptions& options, const FrameInfo& info);

}  // namespace touchline
