// Touchline's public API for pictures that an application hands in itself.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace touchline {

/// How a picture's samples lie: three planes (i420), two (nv12), or one with the colours of each
/// pixel side by side. 8 bits a sample; full-range colours where red, green and blue are named,
/// video's limited range elsewhere.
enum class PixelLayout { i420, nv12, rgb24, bgr24, rgba, bgra };

/// What all pictures of a source have in common. Sizes of i420 and nv12 are even.
struct PictureFormat {
  int width = 0, height = 0;
  PixelLayout layout = PixelLayout::i420;
  double rate = 25;  ///< pictures a second, for the video's rate control only, never for time
};

/// One picture in memory of the caller's.
struct PictureView {
  std::int64_t pts_ns = 0;  ///< when it was taken; rises from picture to picture
  std::array<const std::uint8_t*, 3> planes{};
  std::array<std::ptrdiff_t, 3> pitches{};  ///< bytes from row to row of each plane
  /// Counted up where nothing of what was seen before holds any more, as after the camera was
  /// moved: tracks and measures then begin anew.
  int epoch = 0;
};

}  // namespace touchline
