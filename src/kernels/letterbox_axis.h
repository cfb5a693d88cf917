// Resampling weights of one axis: which source samples one output sample is made of.
#pragma once

#include <cstdint>
#include <vector>

namespace touchline {

/// One axis of a separable resampler. The rule for every scale: a source sample weighs as much as
/// it overlaps a box of max(scale, 1) source pixels around the output pixel's centre. That is area
/// averaging when shrinking, linear interpolation when enlarging and a copy at scale 1, with no
/// step between them.
struct ResampleAxis {
  int taps = 0;  ///< source samples per output sample, the same for all
  std::vector<std::int32_t>
      first;  ///< per output: index of its first source sample; first + taps <= samples
  std::vector<std::int16_t>
      weights;  ///< taps per output; those of one output add up to `total` exactly
  int total = 0;

  [[nodiscard]] const std::int16_t* of(int output) const {
    return weights.data() + static_cast<std::ptrdiff_t>(output) * taps;
  }
};

/// A part of an axis of pixels, and the grids it is read from and written to. Either may be
/// subsampled by 1 << shift, centred: the middle of a chroma sample lies between its two pixels.
struct ResampleSpan {
  std::int64_t begin = 0, length = 0;  ///< of the part, in 1 / unit pixels
  int unit = 1;
  int shift = 0;      ///< of the grid that is read
  int outputs = 0;    ///< pixels that the part becomes
  int out_shift = 0;  ///< of the grid that is written: subsampled(outputs, out_shift) samples
};

/// For a plane of `samples` samples. Past its ends the outermost sample goes on. All bounds are
/// exact integers.
ResampleAxis make_resample_axis(const ResampleSpan& span, int samples, int total);

/// `size` luma pixels seen through a plane of `samples` samples (subsampled by 1 << shift, centred:
/// the middle of a chroma sample lies between its two luma pixels), resampled to `outputs`. A
/// mirrored input gives mirrored weights when `size` is a multiple of 1 << shift: all bounds are
/// exact integers.
ResampleAxis make_resample_axis(int size, int samples, int shift, int outputs, int total);

}  // namespace touchline
