// What every driver of the letterbox works out once per shape of frame, and crops share.
#pragma once

#include <array>

#include "kernels/letterbox.h"
#include "kernels/letterbox_axis.h"

namespace touchline {

/// Colour matrix, range, mean and std of `spec`'s channels in one, for frames like `info`.
std::array<ChannelAffine, 3> channel_affines(const LetterboxSpec& spec, const FrameInfo& info);
/// The pad's value in a channel, normalised like a pixel.
float border_value(const LetterboxSpec& spec, std::size_t channel);

/// A plane of `step` bytes from sample to sample, resampled by these axes, which outlive it;
/// without its data.
TapPlane tap_plane(int step, const ResampleAxis& x, const ResampleAxis& y);

struct LetterboxSampling {
  LetterboxSpec spec;
  FrameInfo info;
  LetterboxGeometry geometry;
  ResampleAxis luma_x, luma_y, chroma_x, chroma_y;  ///< chroma is empty for gray8
  std::array<ChannelAffine, 3> channel;
  std::array<float, 3> border{};  ///< the pad's value by channel

  LetterboxSampling(const LetterboxSpec& spec, const FrameInfo& info);
  /// The functor, without a frame or a tensor.
  [[nodiscard]] LetterboxPixel pixel() const;
};

/// Where the samples of `frame`, which lies anywhere, begin.
LetterboxPlanes letterbox_planes(const Frame& frame);

}  // namespace touchline
