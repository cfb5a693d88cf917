#include "image/transfer.h"

#include "base/assert.h"

namespace touchline {
namespace {

/// Same pixels, elsewhere: rows keep their order, the pitch may differ.
FrameInfo moved(FrameInfo info, const Device& device) {
  info.device = device;
  return info;
}

Result<Image> image_in(const FrameInfo& info, Pool& pool) {
  Image image(info, pool);
  if (image) return image;
  return fail(Errc::no_device, "device",
              "no memory left for pictures of {}x{} on {}; fewer sources or a smaller "
              "detect.max_batch need less",
              info.width, info.height, to_string(info.device));
}

std::size_t row_bytes(const Plane<const std::uint8_t>& plane, const FrameInfo& info, int index) {
  return static_cast<std::size_t>(
      plane.width * format_info(info.format).layout[static_cast<std::size_t>(index)].channels);
}

}  // namespace

Pool picture_pool(const FrameInfo& info, const cuda::SharedContext& context) {
  return Pool(image_bytes(info), cuda::device_allocator(context));
}

Pool pinned_picture_pool(const FrameInfo& info, const cuda::SharedContext& context) {
  return Pool(image_bytes(info), cuda::pinned_allocator(context));
}

Result<Frame> grey_picture(FrameInfo info, const cuda::SharedContext& context) {
  info.device = {Device::Kind::cuda, context->info().index};
  Pool pool = picture_pool(info, context);
  TL_ASSIGN(Image image, image_in(info, pool));
  TL_ASSIGN(const auto stream, cuda::Stream::create(context));
  TL_CHECK(stream->fill(image.plane(0).data, 128, image_bytes(info)));
  TL_CHECK(stream->synchronize());
  return freeze(std::move(image));
}

Result<Frame> upload(const Frame& frame, Pool& pool, cuda::Stream& stream) {
  TL_ASSERT(!frame.info().device.is_cuda());
  const Device device{Device::Kind::cuda, stream.context()->info().index};
  TL_ASSIGN(Image image, image_in(moved(frame.info(), device), pool));
  for (int i = 0; i < frame.planes(); ++i) {
    const auto& from = frame.plane(i);
    const auto& to = image.plane(i);
    TL_CHECK(stream.rows_to_device(to.data, static_cast<std::size_t>(to.pitch), from.data,
                                   static_cast<std::size_t>(from.pitch),
                                   row_bytes(from, frame.info(), i),
                                   static_cast<std::size_t>(from.height)));
  }
  stream.context()->count_frame_to_device();
  TL_ASSIGN(auto ready, stream.record());
  TL_CHECK(ready->wait());
  return freeze(std::move(image), std::move(ready));
}

Result<Frame> download(const Frame& frame, Pool& pool, cuda::Stream& stream) {
  TL_ASSERT(frame.info().device.is_cuda());
  TL_ASSIGN(Image image, image_in(moved(frame.info(), {}), pool));
  TL_CHECK(stream.wait_for(frame.ready()));
  for (int i = 0; i < frame.planes(); ++i) {
    const auto& from = frame.plane(i);
    const auto& to = image.plane(i);
    TL_CHECK(stream.rows_to_host(to.data, static_cast<std::size_t>(to.pitch), from.data,
                                 static_cast<std::size_t>(from.pitch),
                                 row_bytes(from, frame.info(), i),
                                 static_cast<std::size_t>(from.height)));
  }
  stream.context()->count_frame_to_host();
  TL_CHECK(stream.synchronize());
  return freeze(std::move(image));
}

Result<Image> duplicate(const Frame& frame, Pool& pool, cuda::Stream& stream) {
  TL_ASSIGN(Image image, image_in(frame.info(), pool));
  TL_CHECK(stream.wait_for(frame.ready()));
  for (int i = 0; i < frame.planes(); ++i) {
    const auto& from = frame.plane(i);
    const auto& to = image.plane(i);
    TL_CHECK(stream.copy_rows(to.data, static_cast<std::size_t>(to.pitch), from.data,
                              static_cast<std::size_t>(from.pitch),
                              row_bytes(from, frame.info(), i),
                              static_cast<std::size_t>(from.height)));
  }
  return image;
}

}  // namespace touchline
