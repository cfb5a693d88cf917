#include "source/gpu_pictures.h"

// libav's header asks for CUDA's own only to name two opaque pointers.
#define CUDA_VERSION 13000
using CUcontext = void*;
using CUstream = void*;
extern "C" {
#include <libavutil/hwcontext_cuda.h>
}

#include "image/transfer.h"
#include "kernels/cuda/nv12.h"
#include "source/door.h"
#include "source/source.h"

namespace touchline {
namespace {

/// Surfaces that may wait for their copies: more keep NVDEC short of places to decode into.
constexpr std::size_t kMostBorrowed = 2;

/// Rows that decoders have of luma: whole blocks, of both fields, which is more than is shown.
constexpr int coded_rows(int height) { return (height + 31) / 32 * 32; }

/// After how many rows of luma a decoder's chroma follows, so that both are one block of rows; 0
/// where they are not.
int rows_to_chroma(const AVFrame& frame, int height) {
  const std::ptrdiff_t pitch = frame.linesize[0], apart = frame.data[1] - frame.data[0];
  if (pitch <= 0 || frame.linesize[1] != pitch || apart % pitch != 0) return 0;
  const std::ptrdiff_t rows = apart / pitch;
  return rows >= height && rows <= coded_rows(height) ? static_cast<int>(rows) : 0;
}

Error out_of_memory(const FrameInfo& info) {
  return fail(Errc::no_device, "device",
              "no GPU memory left for a picture of {}x{}; fewer sources need less", info.width,
              info.height);
}

}  // namespace

bool is_on_gpu(const AVFrame& frame) {
  return frame.format == AV_PIX_FMT_CUDA && frame.hw_frames_ctx != nullptr;
}

Result<std::unique_ptr<GpuPictures>> GpuPictures::create(cuda::SharedContext context) {
  std::unique_ptr<GpuPictures> pictures(new GpuPictures(std::move(context)));
  TL_ASSIGN(pictures->stream_, cuda::Stream::create(pictures->context_, cuda::Urgency::urgent));
  pictures->device_.reset(av_hwdevice_ctx_alloc(AV_HWDEVICE_TYPE_CUDA));
  if (!pictures->device_) {
    pictures->why_ = "this FFmpeg was built without CUDA";
    return pictures;
  }
  auto* device = reinterpret_cast<AVHWDeviceContext*>(pictures->device_->data);
  auto* cuda = static_cast<AVCUDADeviceContext*>(device->hwctx);
  cuda->cuda_ctx = pictures->context_->handle();
  cuda->stream = pictures->stream_->handle();
  const LibavErrorCapture capture;
  if (const int code = av_hwdevice_ctx_init(pictures->device_.get()); code < 0) {
    pictures->why_ =
        fmt::format("FFmpeg cannot use the GPU: {}{}", libav_error_text(code), capture.reason());
    pictures->device_.reset();
  }
  return pictures;
}

std::string gpu_decode_missing(const cuda::SharedContext& gpu) {
  const auto pictures = GpuPictures::create(gpu);
  return pictures ? (*pictures)->why() : pictures.error().message;
}

GpuPictures::~GpuPictures() {
  for (const auto& one : borrowed_)
    if (const auto waited = one.copied->wait(); !waited) break;
}

/// `together`: as one block of rows.
Status GpuPictures::copy(const AVFrame& from, bool together, Image& to) {
  if (format_of(from) == AV_PIX_FMT_P010)
    return narrow_p010(from.data[0], from.linesize[0], from.data[1], from.linesize[1], to,
                       *stream_);
  const auto &luma = to.plane(0), &chroma = to.plane(1);
  const auto row_bytes = static_cast<std::size_t>(2 * chroma.width);  // luma's, rounded up to pairs
  const auto copy_rows = [&](int i, std::ptrdiff_t rows) {
    const auto& plane = to.plane(i);
    return stream_->copy_rows(plane.data, static_cast<std::size_t>(plane.pitch), from.data[i],
                              static_cast<std::size_t>(from.linesize[i]), row_bytes,
                              static_cast<std::size_t>(rows));
  };
  if (together) return copy_rows(0, (chroma.data - luma.data) / luma.pitch + chroma.height);
  TL_CHECK(copy_rows(0, luma.height));
  return copy_rows(1, chroma.height);
}

void GpuPictures::make_pool(const FrameInfo& info) {
  pool_.emplace(image_bytes(info, coded_rows(info.height)), cuda::device_allocator(context_));
}

Status GpuPictures::reserve(const FrameInfo& info, int frames) {
  make_pool(info);
  return pool_->reserve(static_cast<std::size_t>(frames)) ? Status() : out_of_memory(info);
}

Result<Frame> GpuPictures::take(UniqueAVFrame pixels, const FrameInfo& info) {
  if (!pool_ || pool_->bytes() < image_bytes(info, coded_rows(info.height))) make_pool(info);
  if (!is_on_gpu(*pixels)) {
    FrameInfo host = info;
    host.device = {};
    return upload(view_of(std::move(pixels), host), *pool_, *stream_);
  }
  const int rows = rows_to_chroma(*pixels, info.height);
  Image image(info, *pool_, rows);
  if (!image) return out_of_memory(info);
  TL_CHECK(copy(*pixels, rows > 0, image));
  TL_ASSIGN(auto copied, stream_->record());
  while (!borrowed_.empty() &&
         (borrowed_.size() >= kMostBorrowed || borrowed_.front().copied->done())) {
    TL_CHECK(borrowed_.front().copied->wait());
    borrowed_.pop_front();
  }
  borrowed_.push_back({std::move(pixels), copied});
  return freeze(std::move(image), std::move(copied));
}

Result<UniqueAVFrame> GpuPictures::to_host(const AVFrame& frame) {
  UniqueAVFrame host(av_frame_alloc());
  int code = host ? av_hwframe_transfer_data(host.get(), &frame, 0) : AVERROR(ENOMEM);
  if (code >= 0) code = av_frame_copy_props(host.get(), &frame);
  if (code < 0)
    return fail(Errc::no_device, "device", "copying a decoded picture from the GPU: {}",
                libav_error_text(code));
  context_->count_frame_to_host();
  return host;
}

}  // namespace touchline
