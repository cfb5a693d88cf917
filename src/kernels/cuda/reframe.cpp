#include "kernels/cuda/reframe.h"

#include <bit>
#include <cstring>
#include <vector>

#include "kernels/cuda/launch.h"

namespace touchline {
namespace {

std::size_t bytes_of(const ResampleAxis& axis) {
  return align_up(axis.first.size() * sizeof axis.first[0]) +
         align_up(axis.weights.size() * sizeof axis.weights[0]);
}

/// Where tables go: written at `host`, read at `device`.
struct Place {
  std::uint8_t *host, *device;

  template <class T>
  const T* put(const std::vector<T>& table) {
    const std::size_t bytes = table.size() * sizeof(T);
    if (bytes > 0) std::memcpy(host, table.data(), bytes);
    const auto* there = reinterpret_cast<const T*>(device);
    host += align_up(bytes);
    device += align_up(bytes);
    return there;
  }
};

struct DeviceAxis {
  const std::int32_t* first;
  const std::int16_t* weights;
};
DeviceAxis put(Place& place, const ResampleAxis& axis) {
  const auto* first = place.put(axis.first);
  return {first, place.put(axis.weights)};
}

void point(TapPlane& plane, const DeviceAxis& x, const DeviceAxis& y) {
  plane.first_x = x.first;
  plane.first_y = y.first;
  plane.weights_x = x.weights;
  plane.weights_y = y.weights;
}

}  // namespace

Result<DeviceReframe> DeviceReframe::create(const FrameInfo& source, int width, int height,
                                            cuda::Stream& stream) {
  if (source.width < 1 || source.height < 1 || width < 1 || height < 1)
    return fail(Errc::usage, "reframe", "no pictures of {}x{} can be made of frames of {}x{}",
                width, height, source.width, source.height);
  DeviceReframe made(source, stream);
  made.info_.width = width;
  made.info_.height = height;
  TL_ASSIGN(made.kernel_, cuda::find_kernel(stream.context(), kernel_image("reframe"), "reframe"));
  return made;
}

/// Waits until they are free, and sees to their size.
Status DeviceReframe::reserve(Tables& tables, std::size_t bytes) const {
  if (tables.copied) TL_CHECK(tables.copied->wait());
  if (bytes <= tables.bytes) return {};
  const std::size_t capacity = std::bit_ceil(bytes);
  // The old ones may be read by what is under way still.
  TL_CHECK(stream_->synchronize());
  tables.host = Pool(capacity, cuda::pinned_allocator(stream_->context())).acquire();
  tables.device = Pool(capacity, cuda::device_allocator(stream_->context())).acquire();
  tables.bytes = tables.host && tables.device ? capacity : 0;
  if (tables.bytes > 0) return {};
  return fail(Errc::no_device, "reframe", "no GPU memory for {} bytes of resampling tables",
              capacity);
}

Result<Frame> DeviceReframe::sample(const Frame& frame, const Window& window, Pool& pictures) {
  if (!(frame.info() == source_))
    return fail(Errc::usage, "reframe", "a frame of {}x{} on {} is not one of {}x{} on {}",
                frame.width(), frame.height(), to_string(frame.info().device), source_.width,
                source_.height, to_string(source_.device));
  Image image(info_, pictures);
  if (!image)
    return fail(Errc::no_device, "reframe", "no GPU memory for a picture of {}x{}", info_.width,
                info_.height);
  const ReframeAxes axes(source_, info_, window);
  Tables& tables = tables_[turn_++ % tables_.size()];
  const std::size_t bytes = bytes_of(axes.luma_x) + bytes_of(axes.luma_y) +
                            bytes_of(axes.chroma_x) + bytes_of(axes.chroma_y);
  TL_CHECK(reserve(tables, bytes));
  Place place{tables.host.get(), tables.device.get()};
  const DeviceAxis luma_x = put(place, axes.luma_x), luma_y = put(place, axes.luma_y),
                   chroma_x = put(place, axes.chroma_x), chroma_y = put(place, axes.chroma_y);
  const ReframeChannels channels = reframe_channels(axes, frame, image);
  ReframeArgs args;
  for (std::size_t c = 0; c < channels.all().size(); ++c) {
    args.of[c] = channels.of[c];
    point(args.of[c].from, c == 0 ? luma_x : chroma_x, c == 0 ? luma_y : chroma_y);
  }
  TL_CHECK(stream_->to_device(tables.device.get(), tables.host.get(), bytes));
  TL_ASSIGN(tables.copied, stream_->record());
  TL_CHECK(stream_->wait_for(frame.ready()));
  TL_CHECK(stream_->launch(kernel_, tiles(info_.width, info_.height, channels.count), kTile, args));
  TL_ASSIGN(auto ready, stream_->record());
  return freeze(std::move(image), std::move(ready));
}

}  // namespace touchline
