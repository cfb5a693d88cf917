// From video's YUV to JPEG's: full range, BT.601 (JFIF 1.02, section 7), chroma in planes of its
// own.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/portable.h"
#include "image/frame.h"

namespace touchline {

/// Factors times 65536 that take (Y - black, U - 128, V - 128) to JFIF's Y and to its U and V less
/// 128.
struct JpegColour {
  std::int32_t y[3], u[2], v[2];  ///< y: of Y, U, V; chroma: of U, V
  std::int32_t black;             ///< luma of black in the source
};

/// For a picture of this colour. Derived from ITU-T H.273's matrices; full-range BT.601 passes
/// unchanged.
JpegColour jpeg_colour(const Colour& colour);

/// One chroma sample and the four luma samples under it.
struct JpegBlock {
  const std::uint8_t *luma, *u, *v;
  std::ptrdiff_t luma_pitch, chroma_pitch;
  int chroma_step;    ///< 2 where U and V are interleaved
  int width, height;  ///< of the luma plane
  std::uint8_t *to_luma, *to_u, *to_v;
  std::ptrdiff_t to_luma_pitch, to_chroma_pitch;
  JpegColour colour;

  TL_HD static std::uint8_t rounded(std::int32_t times65536) {
    const std::int32_t value = (times65536 + 32768) >> 16;
    return static_cast<std::uint8_t>(value < 0 ? 0 : value > 255 ? 255 : value);
  }

  TL_HD void operator()(int x, int y) const {
    const std::int32_t cu = u[y * chroma_pitch + x * chroma_step] - 128,
                       cv = v[y * chroma_pitch + x * chroma_step] - 128;
    to_u[y * to_chroma_pitch + x] = rounded(colour.u[0] * cu + colour.u[1] * cv + (128 << 16));
    to_v[y * to_chroma_pitch + x] = rounded(colour.v[0] * cu + colour.v[1] * cv + (128 << 16));
    const std::int32_t shift = colour.y[1] * cu + colour.y[2] * cv;
    for (int j = 2 * y; j < 2 * y + 2 && j < height; ++j)
      for (int i = 2 * x; i < 2 * x + 2 && i < width; ++i)
        to_luma[j * to_luma_pitch + i] =
            rounded(colour.y[0] * (luma[j * luma_pitch + i] - colour.black) + shift);
  }
};

/// The block functor from `frame` (I420 or NV12) to `image` (I420 of the same size), wherever both
/// lie.
JpegBlock jpeg_block(const Frame& frame, const Image& image);

/// Converts a host picture.
void to_jpeg_samples(const Frame& frame, Image& image);
/// Converts a picture on the GPU.
Status to_jpeg_samples(const Frame& frame, Image& image, cuda::Stream& stream);

}  // namespace touchline
