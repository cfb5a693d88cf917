#include "image/frame.h"

#include <algorithm>
#include <cstring>

#include "base/assert.h"

namespace touchline {
namespace {

/// Lays the planes of `info` out from `base`; returns the bytes used.
std::size_t lay_out(const FrameInfo& info, int rows, std::uint8_t* base,
                    std::array<Plane<std::uint8_t>, 3>& planes) {
  const auto& format = format_info(info.format);
  std::size_t offset = 0;
  for (int i = 0; i < format.planes; ++i) {
    const auto& layout = format.layout[static_cast<std::size_t>(i)];
    auto& plane = planes[static_cast<std::size_t>(i)];
    plane.width = subsampled(info.width, layout.shift_x);
    plane.height = subsampled(info.height, layout.shift_y);
    plane.pitch = static_cast<std::ptrdiff_t>(
        align_up(static_cast<std::size_t>(plane.width * layout.channels)));
    plane.data = base ? base + offset : nullptr;
    const int high = i == 0 ? std::max(rows, plane.height) : plane.height;
    offset += static_cast<std::size_t>(plane.pitch) * static_cast<std::size_t>(high);
  }
  return offset;
}

}  // namespace

std::size_t image_bytes(const FrameInfo& info, int rows) {
  std::array<Plane<std::uint8_t>, 3> planes{};
  return lay_out(info, rows, nullptr, planes);
}

Image::Image(const FrameInfo& info, Pool& pool, int rows) : info_(info), buffer_(pool.acquire()) {
  TL_ASSERT(image_bytes(info, rows) <= pool.bytes());
  if (buffer_) lay_out(info, rows, buffer_.get(), planes_);
}

Frame freeze(Image&& image, cuda::SharedEvent ready) {
  std::array<Plane<const std::uint8_t>, 3> planes{};
  for (std::size_t i = 0; i < planes.size(); ++i) {
    const auto& from = image.planes_[i];
    planes[i] = {from.data, from.width, from.height, from.pitch};
  }
  return Frame(image.info_, planes, std::move(image.buffer_), std::move(ready));
}

void copy_pixels(const Frame& frame, Image& image) {
  TL_ASSERT(frame.info().format == image.info().format && frame.width() == image.info().width &&
            frame.height() == image.info().height);
  const auto& format = format_info(frame.info().format);
  for (int i = 0; i < format.planes; ++i) {
    const auto& from = frame.plane(i);
    const auto& to = image.plane(i);
    const auto bytes =
        static_cast<std::size_t>(from.width * format.layout[static_cast<std::size_t>(i)].channels);
    for (int y = 0; y < from.height; ++y) std::memcpy(to.row(y), from.row(y), bytes);
  }
}

}  // namespace touchline
