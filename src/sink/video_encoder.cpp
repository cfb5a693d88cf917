#include "sink/video_encoder.h"

#include <algorithm>

#include "base/log.h"
#include "image/transfer.h"
#include "sink/h264_encoder.h"
#include "sink/jpeg_encoder.h"
#include "sink/nvjpeg_encoder.h"

namespace touchline {
namespace {

/// Frames on a GPU for an encoder on the host: one pinned copy each, counted in Traffic.
class Downloading final : public VideoEncoder {
 public:
  static Result<std::unique_ptr<VideoEncoder>> around(std::unique_ptr<VideoEncoder> encoder,
                                                      const FrameInfo& info) {
    TL_ASSIGN(auto context, cuda::Context::open(info.device.index));
    TL_ASSIGN(auto stream, cuda::Stream::create(context, cuda::Urgency::urgent));
    return std::unique_ptr<VideoEncoder>(
        new Downloading(std::move(encoder), std::move(stream), pinned_picture_pool(info, context)));
  }

  Status send(const Frame& frame, std::int64_t pts, std::int64_t duration) override {
    TL_ASSIGN(const Frame host, download(frame, pinned_, *stream_));
    return encoder_->send(host, pts, duration);
  }
  void want_key_frame() override { encoder_->want_key_frame(); }
  Status finish() override { return encoder_->finish(); }
  Result<AVPacket*> receive() override { return encoder_->receive(); }
  [[nodiscard]] const AVCodecContext& context() const override { return encoder_->context(); }
  [[nodiscard]] std::string name() const override {
    return encoder_->name() + ", pictures copied from the GPU";
  }

 private:
  Downloading(std::unique_ptr<VideoEncoder> encoder, std::unique_ptr<cuda::Stream> stream,
              Pool pinned)
      : encoder_(std::move(encoder)), stream_(std::move(stream)), pinned_(std::move(pinned)) {}

  std::unique_ptr<VideoEncoder> encoder_;
  std::unique_ptr<cuda::Stream> stream_;
  Pool pinned_;
};

Result<std::unique_ptr<VideoEncoder>> open_on_host(const VideoOptions& options,
                                                   const MediaInfo& media, const FrameInfo& info) {
  if (options.codec == VideoCodec::mjpeg) {
    TL_ASSIGN(auto encoder, JpegEncoder::open(options, media, info));
    return std::unique_ptr<VideoEncoder>(std::move(encoder));
  }
  TL_ASSIGN(auto encoder, H264Encoder::open(options, media, info));
  return std::unique_ptr<VideoEncoder>(std::move(encoder));
}

/// Also a GPU that has NVENC may have no session left for this video.
Result<std::unique_ptr<VideoEncoder>> open_nvenc(const VideoOptions& options,
                                                 const MediaInfo& media, const FrameInfo& info) {
  if (info.width % 2 != 0 || info.height % 2 != 0)
    return fail(Errc::no_device, "nvenc",
                "NVENC takes even sizes, not {}x{}; use video.encoder=x264", info.width,
                info.height);
  if (const auto why = gpu_h264_missing(info.device); !why.empty())
    return fail(Errc::no_device, "nvenc", "{}", why);
  TL_ASSIGN(auto encoder, H264Encoder::open_nvenc(options, media, info));
  return std::unique_ptr<VideoEncoder>(std::move(encoder));
}

double expected_rate(const VideoOptions& options, const MediaInfo& media) {
  const double rate = options.frame_rate > 0 ? options.frame_rate : media.nominal_rate.value();
  // Some containers state a clock (90000) where a rate belongs.
  return rate > 0 && rate <= 480 ? std::max(rate, 0.1) : 25.0;
}

}  // namespace

void describe_video(AVCodecContext& context, const VideoOptions& options, const MediaInfo& media,
                    const Colour& colour) {
  context.time_base = {1, kVideoClock};
  context.framerate = av_d2q(expected_rate(options, media), 60000);
  av_reduce(&context.sample_aspect_ratio.num, &context.sample_aspect_ratio.den,
            media.sample_aspect.num, media.sample_aspect.den, 65535);
  switch (colour.matrix) {
    case Colour::Matrix::bt601:
      context.colorspace = AVCOL_SPC_SMPTE170M;
      break;
    case Colour::Matrix::bt709:
      context.colorspace = AVCOL_SPC_BT709;
      break;
    case Colour::Matrix::bt2020:
      context.colorspace = AVCOL_SPC_BT2020_NCL;
      break;
  }
  context.color_range = colour.range == Colour::Range::full ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
  // Code points that libav does not know would be written as they are and confuse players.
  const auto primaries = static_cast<AVColorPrimaries>(colour.primaries);
  const auto transfer = static_cast<AVColorTransferCharacteristic>(colour.transfer);
  context.color_primaries = av_color_primaries_name(primaries) ? primaries : AVCOL_PRI_UNSPECIFIED;
  context.color_trc = av_color_transfer_name(transfer) ? transfer : AVCOL_TRC_UNSPECIFIED;
}

Result<std::unique_ptr<VideoEncoder>> VideoEncoder::open(const VideoOptions& options,
                                                         const MediaInfo& media,
                                                         const FrameInfo& info) {
  if (!info.device.is_cuda()) {
    if (options.codec == VideoCodec::h264 && options.encoder == H264Choice::nvenc)
      return fail(Errc::no_device, "nvenc",
                  "video.encoder=nvenc needs frames on a GPU; use --device cuda:0, or "
                  "video.encoder=x264");
    return open_on_host(options, media, info);
  }
  if (options.codec == VideoCodec::mjpeg && gpu_jpeg_missing().empty()) {
    TL_ASSIGN(auto encoder, NvjpegEncoder::open(options, media, info));
    return std::unique_ptr<VideoEncoder>(std::move(encoder));
  }
  if (options.codec == VideoCodec::h264 && options.encoder != H264Choice::x264) {
    auto encoder = open_nvenc(options, media, info);
    if (encoder || options.encoder == H264Choice::nvenc) return encoder;
    log()->info("H.264 on the CPU: {}", encoder.error().message);
  }
  FrameInfo host = info;
  host.device = {};
  TL_ASSIGN(auto encoder, open_on_host(options, media, host));
  return Downloading::around(std::move(encoder), info);
}

}  // namespace touchline
