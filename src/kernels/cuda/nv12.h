// Small operations on NV12 pictures in GPU memory.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/portable.h"
#include "image/frame.h"

namespace touchline {

/// One sample of ten bits in the upper bits of a 16-bit word (P010), rounded to eight.
TL_HD constexpr std::uint8_t to_eight_bits(std::uint16_t sample) {
  const unsigned ten = sample >> 6U;
  const unsigned eight = (ten + 2U) >> 2U;
  return static_cast<std::uint8_t>(eight > 255U ? 255U : eight);
}

/// A plane of P010 samples to 8 bits; chroma pairs are two samples.
struct NarrowSamples {
  const std::uint16_t* from = nullptr;
  std::ptrdiff_t from_pitch = 0;  ///< bytes
  std::uint8_t* to = nullptr;
  std::ptrdiff_t to_pitch = 0;
  int width = 0, height = 0;  ///< samples

  TL_HD void operator()(int x, int y) const {
    const auto* row = reinterpret_cast<const std::uint16_t*>(
        reinterpret_cast<const std::uint8_t*>(from) + y * from_pitch);
    to[y * to_pitch + x] = to_eight_bits(row[x]);
  }
};

/// Both planes of a decoder's P010 picture (device pointers, pitch in bytes) into NV12 `image`.
Status narrow_p010(const void* luma, std::ptrdiff_t luma_pitch, const void* chroma,
                   std::ptrdiff_t chroma_pitch, Image& image, cuda::Stream& stream);

}  // namespace touchline
