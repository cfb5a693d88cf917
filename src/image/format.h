// Pixel formats as a table and colour as a value: no switch per place.
#pragma once

#include <array>

namespace touchline {

/// What the engine computes on. A source converts anything else (10-bit, 4:2:2, RGB) at the door
/// and says so.
enum class PixelFormat { i420, nv12, gray8 };

/// One plane of a format: `channels` interleaved bytes per sample, subsampled by 1 << shift.
struct PlaneLayout {
  int channels = 0, shift_x = 0, shift_y = 0;
};

struct FormatInfo {
  const char* name;
  int planes;
  std::array<PlaneLayout, 3> layout;
};

inline constexpr std::array<FormatInfo, 3> kFormats{{
    {"i420", 3, {{{1, 0, 0}, {1, 1, 1}, {1, 1, 1}}}},
    {"nv12", 2, {{{1, 0, 0}, {2, 1, 1}, {}}}},
    {"gray8", 1, {{{1, 0, 0}, {}, {}}}},
}};

constexpr const FormatInfo& format_info(PixelFormat format) {
  return kFormats[static_cast<std::size_t>(format)];
}

/// Samples along an axis of `size` pixels after subsampling; odd sizes round up.
constexpr int subsampled(int size, int shift) { return (size + (1 << shift) - 1) >> shift; }

/// How YUV maps to RGB. Names follow ITU-T H.273.
struct Colour {
  enum class Matrix { bt601, bt709, bt2020 } matrix = Matrix::bt709;
  enum class Range { limited, full } range = Range::limited;
  /// H.273 code points carried through to the encoder; 2 is "unspecified".
  int primaries = 2, transfer = 2;
  bool operator==(const Colour&) const = default;
};

}  // namespace touchline
