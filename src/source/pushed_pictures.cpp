#include "source/pushed_pictures.h"

extern "C" {
#include <libavutil/imgutils.h>
}

#include <algorithm>
#include <cstdlib>
#include <new>

#include "source/source.h"

namespace touchline {
namespace {

constexpr int kRowAlignment = 64;

AVPixelFormat format_of(PixelLayout layout) {
  switch (layout) {
    case PixelLayout::i420:
      return AV_PIX_FMT_YUV420P;
    case PixelLayout::nv12:
      return AV_PIX_FMT_NV12;
    case PixelLayout::rgb24:
      return AV_PIX_FMT_RGB24;
    case PixelLayout::bgr24:
      return AV_PIX_FMT_BGR24;
    case PixelLayout::rgba:
      return AV_PIX_FMT_RGBA;
    case PixelLayout::bgra:
      return AV_PIX_FMT_BGRA;
  }
  return AV_PIX_FMT_NONE;
}

/// Bytes of a row of each plane; 0 where there is none.
std::array<std::ptrdiff_t, 3> row_bytes(const PictureFormat& format) {
  std::array<int, 4> sizes{};
  av_image_fill_linesizes(sizes.data(), format_of(format.layout), format.width);
  return {sizes[0], sizes[1], sizes[2]};
}

}  // namespace

PushedPictures::PushedPictures(const PictureFormat& format, std::string id, AVBufferPool* pool)
    : format_(format), id_(std::move(id)), pool_(pool) {}

Result<std::shared_ptr<PushedPictures>> PushedPictures::create(const PictureFormat& format,
                                                               std::string id) {
  const auto& [width, height, layout, rate] = format;
  const AVPixelFormat pixels = format_of(layout);
  const bool halved = layout == PixelLayout::i420 || layout == PixelLayout::nv12;
  const bool sized = width >= 16 && height >= 16 && width <= kMaxPictureSide &&
                     height <= kMaxPictureSide && !(halved && (width % 2 || height % 2));
  if (pixels == AV_PIX_FMT_NONE || !sized || !(rate > 0 && rate <= 1000))
    return fail(Errc::usage, id,
                "{}: pictures of {}x{} at {} a second cannot be pushed: sides of 16 to {} pixels "
                "(even ones for i420 and nv12) and a rate of up to 1000 can",
                id, width, height, rate, kMaxPictureSide);
  const int bytes = av_image_get_buffer_size(pixels, width, height, kRowAlignment);
  AVBufferPool* pool = av_buffer_pool_init(static_cast<std::size_t>(bytes), nullptr);
  if (!pool) return fail(Errc::internal, id, "{}: no memory for its pictures", id);
  return std::shared_ptr<PushedPictures>(new PushedPictures(format, std::move(id), pool));
}

UniqueAVFrame PushedPictures::blank() const {
  UniqueAVFrame frame(av_frame_alloc());
  if (!frame) throw std::bad_alloc();
  frame->format = format_of(format_.layout);
  frame->width = format_.width;
  frame->height = format_.height;
  return frame;
}

Status PushedPictures::check(const PictureView& picture) const {
  if (last_pts_ && picture.pts_ns <= *last_pts_)
    return fail(Errc::usage, id_, "{}: a picture's time is {} ns, and the one before has {} ns",
                id_, picture.pts_ns, *last_pts_);
  if (picture.epoch < last_epoch_)
    return fail(Errc::usage, id_, "{}: a picture's epoch is {}, and the one before has {}", id_,
                picture.epoch, last_epoch_);
  const auto rows = row_bytes(format_);
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i] > 0 && (!picture.planes[i] || std::abs(picture.pitches[i]) < rows[i]))
      return fail(Errc::usage, id_,
                  "{}: plane {} of a picture is missing, or its pitch of {} bytes is less than the "
                  "{} of a row",
                  id_, i, picture.pitches[i], rows[i]);
  return {};
}

Result<UniqueAVFrame> PushedPictures::copy(const PictureView& picture) const {
  auto frame = blank();
  frame->buf[0] = av_buffer_pool_get(pool_.get());
  if (!frame->buf[0]) return fail(Errc::internal, id_, "{}: no memory for a picture", id_);
  const auto format = static_cast<AVPixelFormat>(frame->format);
  av_image_fill_arrays(frame->data, frame->linesize, frame->buf[0]->data, format, frame->width,
                       frame->height, kRowAlignment);
  const auto rows = row_bytes(format_);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i] == 0) continue;
    const int height = i == 0 ? frame->height : frame->height / 2;
    for (int y = 0; y < height; ++y)
      std::copy_n(picture.planes[i] + y * picture.pitches[i], rows[i],
                  frame->data[i] + std::ptrdiff_t{y} * frame->linesize[i]);
  }
  return frame;
}

Status PushedPictures::push(const PictureView& picture) {
  const std::lock_guard lock(order_);
  TL_CHECK(check(picture));
  TL_ASSIGN(auto pixels, copy(picture));
  if (!waiting_.push({std::move(pixels), picture.pts_ns, picture.epoch}))
    return fail(Errc::usage, id_, "{}: the source has ended, nothing more can be pushed", id_);
  last_pts_ = picture.pts_ns;
  last_epoch_ = picture.epoch;
  return {};
}

}  // namespace touchline
