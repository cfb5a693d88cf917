// What a Letterbox works out once per shape of frame. Private to the letterbox files.
#pragma once

#include <array>

#include "kernels/letterbox.h"
#include "kernels/letterbox_avx512.h"
#include "kernels/letterbox_axis.h"

namespace touchline {

struct Letterbox::Plan {
  LetterboxSpec spec;
  FrameInfo info;
  LetterboxGeometry geometry;
  ResampleAxis luma_x, luma_y, chroma_x, chroma_y;  ///< chroma is empty for gray8
  std::array<ChannelAffine, 3> channel;
  std::array<float, 3> border{};
  LetterboxTables tables;  ///< empty where the fast way does not apply

  /// The functor for one frame and one tensor.
  [[nodiscard]] LetterboxPixel bind(const Frame& frame, float* input) const;
};

}  // namespace touchline
