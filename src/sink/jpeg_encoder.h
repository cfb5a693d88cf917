// JPEG pictures through libavcodec: every frame for itself, full range, BT.601.
#pragma once

#include "memory/pool.h"
#include "sink/frame_wrapper.h"
#include "sink/video_encoder.h"

namespace touchline {

/// The shape and colour of pictures as JPEG has them (JFIF).
FrameInfo jpeg_info(const FrameInfo& info);
/// The muxer's parameters of a stream of such pictures.
UniqueAVCodecContext jpeg_context(const VideoOptions& options, const MediaInfo& media,
                                  const FrameInfo& info);
/// Errc::bad_config when the quality is out of range, Errc::usage for other frames than I420 and
/// NV12.
Status check_jpeg(const VideoOptions& options, const FrameInfo& info);

class JpegEncoder final : public VideoEncoder {
 public:
  static Result<std::unique_ptr<JpegEncoder>> open(const VideoOptions& options,
                                                   const MediaInfo& media, const FrameInfo& info);
  Status send(const Frame& frame, std::int64_t pts, std::int64_t duration) override;
  void want_key_frame() override {}  // every one is
  Status finish() override;
  Result<AVPacket*> receive() override;
  [[nodiscard]] const AVCodecContext& context() const override { return *context_; }
  [[nodiscard]] std::string name() const override { return "libavcodec's mjpeg on the CPU"; }

 private:
  JpegEncoder(UniqueAVCodecContext context, const FrameInfo& info);

  UniqueAVCodecContext context_;
  UniqueAVFrame frame_;
  UniqueAVPacket packet_;
  FrameInfo samples_;
  Pool pool_;
  std::int64_t duration_ = 0;  ///< of the frame in the encoder
};

}  // namespace touchline
