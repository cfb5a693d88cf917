#include "sink/jpeg_encoder.h"

#include <algorithm>
#include <cmath>

#include "kernels/jpeg_samples.h"

namespace touchline {
namespace {

/// libavcodec's scale (2 best .. 31) whose tables come nearest to those of the Independent JPEG
/// Group's quality 1..100.
int lambda_of(int quality) {
  const double scale = quality < 50 ? 50.0 / quality : 2 - quality / 50.0;
  return std::clamp(static_cast<int>(std::lround(8 * scale)), 2, 31) * FF_QP2LAMBDA;
}

}  // namespace

FrameInfo jpeg_info(const FrameInfo& info) {
  FrameInfo jpeg = info;
  jpeg.format = PixelFormat::i420;
  jpeg.colour.matrix = Colour::Matrix::bt601;
  jpeg.colour.range = Colour::Range::full;
  return jpeg;
}

Status check_jpeg(const VideoOptions& options, const FrameInfo& info) {
  if (info.format != PixelFormat::i420 && info.format != PixelFormat::nv12)
    return fail(Errc::usage, "video", "cannot encode {} frames: give i420 or nv12",
                format_info(info.format).name);
  if (options.jpeg_quality < 1 || options.jpeg_quality > 100)
    return fail(Errc::bad_config, "jpeg_quality", "{} is out of range: 1 (smallest) to 100 (best)",
                options.jpeg_quality);
  return {};
}

UniqueAVCodecContext jpeg_context(const VideoOptions& options, const MediaInfo& media,
                                  const FrameInfo& info) {
  UniqueAVCodecContext context(avcodec_alloc_context3(avcodec_find_encoder(AV_CODEC_ID_MJPEG)));
  if (!context) return context;
  context->codec_type = AVMEDIA_TYPE_VIDEO;
  context->codec_id = AV_CODEC_ID_MJPEG;
  describe_video(*context, options, media, jpeg_info(info).colour);
  context->width = info.width;
  context->height = info.height;
  context->pix_fmt = AV_PIX_FMT_YUVJ420P;
  return context;
}

Result<std::unique_ptr<JpegEncoder>> JpegEncoder::open(const VideoOptions& options,
                                                       const MediaInfo& media,
                                                       const FrameInfo& info) {
  TL_CHECK(check_jpeg(options, info));
  const AVCodec* codec = avcodec_find_encoder(AV_CODEC_ID_MJPEG);
  if (!codec)
    return fail(Errc::no_device, "mjpeg",
                "this FFmpeg has no MJPEG encoder; use video.codec=h264 or another FFmpeg");
  auto context = jpeg_context(options, media, info);
  if (!context) return fail(Errc::internal, "mjpeg", "out of memory");
  context->thread_count = options.threads;
  context->flags |= AV_CODEC_FLAG_QSCALE;
  context->global_quality = lambda_of(options.jpeg_quality);
  context->log_level_offset = 100;
  if (const int rc = avcodec_open2(context.get(), codec, nullptr); rc < 0)
    return fail(Errc::internal, "mjpeg", "cannot start the JPEG encoder for {}x{}: {}", info.width,
                info.height, libav_error_text(rc));
  return std::unique_ptr<JpegEncoder>(new JpegEncoder(std::move(context), info));
}

JpegEncoder::JpegEncoder(UniqueAVCodecContext context, const FrameInfo& info)
    : context_(std::move(context)),
      frame_(av_frame_alloc()),
      packet_(av_packet_alloc()),
      samples_(jpeg_info(info)),
      pool_(image_bytes(samples_)) {}

Status JpegEncoder::send(const Frame& frame, std::int64_t pts, std::int64_t duration) {
  if (!frame_ || !packet_) return fail(Errc::internal, "mjpeg", "out of memory");
  Image image(samples_, pool_);
  to_jpeg_samples(frame, image);
  for (int i = 0; i < 3; ++i) {
    frame_->data[i] = image.plane(i).data;
    frame_->linesize[i] = static_cast<int>(image.plane(i).pitch);
  }
  frame_->format = context_->pix_fmt;
  frame_->width = context_->width;
  frame_->height = context_->height;
  frame_->quality = context_->global_quality;
  frame_->pts = pts;
  duration_ = duration;
  // Without a reference of its own libav copies the planes, so `image` may go.
  const int rc = avcodec_send_frame(context_.get(), frame_.get());
  if (rc < 0)
    return fail(Errc::internal, "mjpeg", "the encoder refused the frame at {:.3f} s: {}",
                static_cast<double>(pts) / kVideoClock, libav_error_text(rc));
  return {};
}

Status JpegEncoder::finish() {
  const int rc = avcodec_send_frame(context_.get(), nullptr);
  if (rc < 0 && rc != AVERROR_EOF)
    return fail(Errc::internal, "mjpeg", "cannot flush the encoder: {}", libav_error_text(rc));
  return {};
}

Result<AVPacket*> JpegEncoder::receive() {
  const int rc = avcodec_receive_packet(context_.get(), packet_.get());
  if (rc == AVERROR(EAGAIN) || rc == AVERROR_EOF) return static_cast<AVPacket*>(nullptr);
  if (rc < 0) return fail(Errc::internal, "mjpeg", "encoding failed: {}", libav_error_text(rc));
  packet_->duration = duration_;
  packet_->flags |= AV_PKT_FLAG_KEY;
  return packet_.get();
}

}  // namespace touchline
