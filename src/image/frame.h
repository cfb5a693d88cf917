// Frame: an immutable picture, cheap to copy. Image: its mutable, move-only maker.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "image/format.h"
#include "memory/cuda.h"
#include "memory/device.h"
#include "memory/pool.h"

namespace touchline {

/// A view of one plane. `pitch` is in bytes; `width` counts samples (two bytes each in NV12's
/// chroma plane).
template <class T>
struct Plane {
  T* data = nullptr;
  int width = 0, height = 0;
  std::ptrdiff_t pitch = 0;
  [[nodiscard]] T* row(int y) const { return data + y * pitch; }
};

struct FrameInfo {
  PixelFormat format = PixelFormat::i420;
  int width = 0, height = 0;
  Colour colour;
  Device device;
  bool operator==(const FrameInfo&) const = default;
};

class Frame {
 public:
  Frame() = default;
  /// `owner` keeps the memory behind `planes` alive (a decoder's frame, a pool's buffer). `ready`:
  /// the GPU work that fills them; null: they are filled.
  Frame(const FrameInfo& info, const std::array<Plane<const std::uint8_t>, 3>& planes,
        std::shared_ptr<const void> owner, cuda::SharedEvent ready = nullptr)
      : info_(info), planes_(planes), owner_(std::move(owner)), ready_(std::move(ready)) {}

  [[nodiscard]] const FrameInfo& info() const { return info_; }
  [[nodiscard]] int width() const { return info_.width; }
  [[nodiscard]] int height() const { return info_.height; }
  [[nodiscard]] int planes() const { return format_info(info_.format).planes; }
  /// On a GPU: what a stream must wait for before it reads the planes; may be null.
  [[nodiscard]] const cuda::Event* ready() const { return ready_.get(); }
  [[nodiscard]] const Plane<const std::uint8_t>& plane(int index) const {
    return planes_[static_cast<std::size_t>(index)];
  }
  explicit operator bool() const { return owner_ != nullptr; }

 private:
  FrameInfo info_;
  std::array<Plane<const std::uint8_t>, 3> planes_{};
  std::shared_ptr<const void> owner_;
  cuda::SharedEvent ready_;
};

class Image {
 public:
  Image() = default;
  /// Uninitialised planes in one buffer of `pool`, whose buffers must hold image_bytes(info, rows)
  /// and lie on info.device. False when the pool has no more.
  Image(const FrameInfo& info, Pool& pool, int rows = 0);
  Image(Image&&) = default;
  Image& operator=(Image&&) = default;

  [[nodiscard]] const FrameInfo& info() const { return info_; }
  [[nodiscard]] const Plane<std::uint8_t>& plane(int index) const {
    return planes_[static_cast<std::size_t>(index)];
  }
  explicit operator bool() const { return buffer_ != nullptr; }

 private:
  friend Frame freeze(Image&& image, cuda::SharedEvent ready);
  FrameInfo info_;
  std::array<Plane<std::uint8_t>, 3> planes_{};
  Buffer buffer_;
};

/// Bytes an Image of this shape needs: aligned rows, planes one after another. The second plane
/// begins after so many `rows` of the first, if those are more than it has.
std::size_t image_bytes(const FrameInfo& info, int rows = 0);

/// Makes an image immutable without copying a pixel. `ready`: the GPU work that fills it.
Frame freeze(Image&& image, cuda::SharedEvent ready = nullptr);

/// Copies the pixels of `frame` into `image`; both on the host, of the same format and size.
void copy_pixels(const Frame& frame, Image& image);

}  // namespace touchline
