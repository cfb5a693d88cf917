// H.264 on the GPU that the frames lie on. libavcodec's NVENC takes pictures of a pool of its own,
// so each frame is copied once, within GPU memory.
#define CUDA_VERSION 13000  // libav's header asks for CUDA's own only to name two opaque pointers
using CUcontext = void*;
using CUstream = void*;
extern "C" {
#include <libavutil/hwcontext.h>
#include <libavutil/hwcontext_cuda.h>
}

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <mutex>

#include "image/transfer.h"
#include "sink/h264_encoder.h"

namespace touchline {
namespace {

Error refused(const cuda::Context& gpu, const char* doing, int code) {
  return fail(Errc::no_device, "nvenc",
              "NVENC on {}: FFmpeg cannot {}: {}; it needs a GPU that has NVENC and the driver's "
              "libnvidia-encode; video.encoder=x264 encodes on the CPU",
              gpu.info().name, doing, libav_error_text(code));
}

/// NVENC's effort for x264's: `preset` p1 (fastest) to p7.
const char* effort(const std::string& preset) {
  constexpr std::array<std::pair<const char*, const char*>, 7> kEfforts{{{"ultrafast", "p1"},
                                                                         {"superfast", "p2"},
                                                                         {"veryfast", "p3"},
                                                                         {"faster", "p3"},
                                                                         {"fast", "p4"},
                                                                         {"medium", "p5"},
                                                                         {"slow", "p6"}}};
  for (const auto& [name, own] : kEfforts)
    if (preset == name) return own;
  return "p7";
}

/// Frames copied into pictures that NVENC knows.
class Pictures {
 public:
  static Result<std::shared_ptr<Pictures>> create(const FrameInfo& info) {
    TL_ASSIGN(auto gpu, cuda::Context::open(info.device.index));
    auto pictures = std::make_shared<Pictures>();
    TL_ASSIGN(pictures->stream_, cuda::Stream::create(gpu, cuda::Urgency::urgent));
    const UniqueAVBufferRef device(av_hwdevice_ctx_alloc(AV_HWDEVICE_TYPE_CUDA));
    if (!device) return refused(*gpu, "use CUDA", AVERROR(ENOSYS));
    auto* cuda = static_cast<AVCUDADeviceContext*>(
        reinterpret_cast<AVHWDeviceContext*>(device->data)->hwctx);
    cuda->cuda_ctx = gpu->handle();
    cuda->stream = pictures->stream_->handle();
    if (const int code = av_hwdevice_ctx_init(device.get()); code < 0)
      return refused(*gpu, "use CUDA", code);
    pictures->pool_.reset(av_hwframe_ctx_alloc(device.get()));
    pictures->picture_.reset(av_frame_alloc());
    if (!pictures->pool_ || !pictures->picture_) return refused(*gpu, "start", AVERROR(ENOMEM));
    auto* frames = reinterpret_cast<AVHWFramesContext*>(pictures->pool_->data);
    frames->format = AV_PIX_FMT_CUDA;
    frames->sw_format = info.format == PixelFormat::nv12 ? AV_PIX_FMT_NV12 : AV_PIX_FMT_YUV420P;
    frames->width = info.width, frames->height = info.height;
    if (const int code = av_hwframe_ctx_init(pictures->pool_.get()); code < 0)
      return refused(*gpu, "make pictures", code);
    return pictures;
  }

  /// Waits for the copy: the frame may go then.
  Result<AVFrame*> wrap(const Frame& frame) {
    av_frame_unref(picture_.get());
    if (const int code = av_hwframe_get_buffer(pool_.get(), picture_.get(), 0); code < 0)
      return refused(*stream_->context(), "make a picture", code);
    TL_CHECK(stream_->wait_for(frame.ready()));
    for (int i = 0; i < frame.planes(); ++i) {
      const auto& plane = frame.plane(i);
      const int channels =
          format_info(frame.info().format).layout[static_cast<std::size_t>(i)].channels;
      TL_CHECK(stream_->copy_rows(
          picture_->data[i], static_cast<std::size_t>(picture_->linesize[i]), plane.data,
          static_cast<std::size_t>(plane.pitch), static_cast<std::size_t>(plane.width * channels),
          static_cast<std::size_t>(plane.height)));
    }
    TL_ASSIGN(const auto copied, stream_->record());
    TL_CHECK(copied->wait());
    return picture_.get();
  }

  [[nodiscard]] AVBufferRef* pool() const { return pool_.get(); }
  [[nodiscard]] const cuda::Context& gpu() const { return *stream_->context(); }

 private:
  std::unique_ptr<cuda::Stream> stream_;
  UniqueAVBufferRef pool_;
  UniqueAVFrame picture_;
};

void configure(AVCodecContext& context, const VideoOptions& options, const MediaInfo& media,
               const FrameInfo& info, const Pictures& pictures) {
  describe_video(context, options, media, info.colour);
  context.width = info.width, context.height = info.height;
  context.pix_fmt = AV_PIX_FMT_CUDA;
  context.hw_frames_ctx = av_buffer_ref(pictures.pool());
  // Key frames are forced by time; the count is only there should that fail.
  context.gop_size =
      static_cast<int>(std::ceil(4 * options.keyframe_s * av_q2d(context.framerate)));
  context.max_b_frames = 0;  // as of x264: packets leave in the order they are shown
  context.flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  context.log_level_offset = 100;  // errors come back as values; the library never prints
  void* nvenc = context.priv_data;
  av_opt_set(nvenc, "preset", effort(options.preset), 0);
  av_opt_set(nvenc, "profile", "high", 0);
  av_opt_set(nvenc, "rc", "vbr", 0);
  av_opt_set_double(nvenc, "cq", options.crf, 0);  // the same scale, about the same quality
  av_opt_set_int(nvenc, "forced-idr", 1, 0);
  av_opt_set_int(nvenc, "delay", 0, 0);
}

/// One picture through the whole way, as networks are tried.
Status try_once(const Device& device) {
  const FrameInfo info{PixelFormat::nv12, 320, 192, {}, device};
  TL_ASSIGN(auto encoder, H264Encoder::open_nvenc({}, {}, info));
  TL_ASSIGN(auto context, cuda::Context::open(device.index));
  TL_ASSIGN(const Frame grey, grey_picture(info, context));
  TL_CHECK(encoder->send(grey, 0, kVideoClock / 25));
  TL_CHECK(encoder->finish());
  TL_ASSIGN(const AVPacket* packet, encoder->receive());
  if (packet && packet->size > 0) return {};
  return fail(Errc::no_device, "nvenc", "NVENC on {} gave no packet", context->info().name);
}

}  // namespace

Result<std::unique_ptr<H264Encoder>> H264Encoder::open_nvenc(const VideoOptions& options,
                                                             const MediaInfo& media,
                                                             const FrameInfo& info) {
  TL_CHECK(check_h264(options, info));
  const AVCodec* codec = avcodec_find_encoder_by_name("h264_nvenc");
  if (!codec)
    return fail(Errc::no_device, "nvenc", "this FFmpeg (libavcodec {}) was built without NVENC",
                AV_STRINGIFY(LIBAVCODEC_VERSION));
  TL_ASSIGN(auto pictures, Pictures::create(info));
  UniqueAVCodecContext context(avcodec_alloc_context3(codec));
  if (!context) return fail(Errc::internal, "nvenc", "out of memory");
  configure(*context, options, media, info, *pictures);
  if (const int code = avcodec_open2(context.get(), codec, nullptr); code < 0)
    return refused(pictures->gpu(), "start it", code);
  auto name = "NVENC on " + pictures->gpu().info().name;
  const auto wrap = [pictures](const Frame& frame) { return pictures->wrap(frame); };
  return std::unique_ptr<H264Encoder>(
      new H264Encoder(std::move(context), wrap, std::move(name), options));
}

std::string gpu_h264_missing(const Device& device) {
  static std::mutex mutex;
  static std::map<int, std::string> known;
  std::lock_guard lock(mutex);
  const auto at = known.find(device.index);
  if (at != known.end()) return at->second;
  const auto tried = try_once(device);
  return known[device.index] = tried ? "" : tried.error().message;
}

}  // namespace touchline
