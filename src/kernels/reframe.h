// A virtual camera: a window of a frame, scaled to a picture of the same format, from planes to
// planes.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>

#include "base/portable.h"
#include "image/frame.h"
#include "kernels/letterbox.h"
#include "kernels/letterbox_axis.h"

namespace touchline {

/// A part of a frame in its pixels; edges count: (0, 0) is the upper left corner of the first
/// pixel. Where it reaches beyond the frame, the frame's edge goes on.
struct Window {
  double x = 0, y = 0, width = 0, height = 0;
};

/// Weights of an output add up to 256 along x and to 2^14 along y, so that what 8 bits hold is a
/// shift away.
inline constexpr int kReframeTotalX = 256, kReframeTotalY = 1 << 14, kReframeShift = 22;

/// The definition of the operation: sample (x, y) of one channel of the picture, rounded to
/// nearest.
struct ReframeChannel {
  TapPlane from;
  std::uint8_t* to = nullptr;  ///< as many bytes from sample to sample as `from`
  std::ptrdiff_t pitch = 0;
  int width = 0, height = 0;  ///< samples of the picture

  TL_HD void operator()(int x, int y) const {
    constexpr std::int32_t kHalf = 1 << (kReframeShift - 1);
    to[y * pitch + x * from.step] =
        static_cast<std::uint8_t>((from.sum(x, y) + kHalf) >> kReframeShift);
  }
};

/// Weights for one window of a frame: area averaging where the picture shrinks, bilinear where it
/// grows, a copy where it does neither. Chroma is centred, so it stays in register with luma.
struct ReframeAxes {
  ResampleAxis luma_x, luma_y, chroma_x, chroma_y;  ///< chroma is empty for gray8

  /// The window counts in 1/4096 of a pixel.
  ReframeAxes(const FrameInfo& source, const FrameInfo& out, const Window& window);
};

/// Luma, and for frames that have them U and V.
struct ReframeChannels {
  std::array<ReframeChannel, 3> of;
  int count = 0;
  [[nodiscard]] std::span<const ReframeChannel> all() const& {
    return {of.data(), static_cast<std::size_t>(count)};
  }
};

/// The functors from `frame` to `image`, wherever both lie; `axes` must outlive them.
ReframeChannels reframe_channels(const ReframeAxes& axes, const Frame& frame, const Image& image);

/// Reframes host frames of one shape. It keeps its memory; one thread at a time.
class Reframe {
 public:
  /// Pictures of width x height pixels.
  Reframe(const FrameInfo& source, int width, int height);
  ~Reframe();
  Reframe(Reframe&&) noexcept;
  Reframe& operator=(Reframe&&) noexcept;

  /// Of the pictures: format and colour are the source's.
  [[nodiscard]] const FrameInfo& info() const { return info_; }

  /// Writes what `frame`, of the source's info, shows in `window` into `image`, of info().
  void sample(const Frame& frame, const Window& window, Image& image);
  /// The same, by the functor: the definition that every other way must equal bit for bit.
  void sample_reference(const Frame& frame, const Window& window, Image& image) const;
  /// "avx2" or "portable".
  [[nodiscard]] const char* backend() const;

 private:
  struct Work;
  FrameInfo source_, info_;
  std::unique_ptr<Work> work_;
};

}  // namespace touchline
