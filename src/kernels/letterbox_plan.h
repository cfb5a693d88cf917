// What a Letterbox works out once per shape of frame. Private to the letterbox files.
#pragma once

#include "kernels/letterbox_avx2.h"
#include "kernels/letterbox_avx512.h"
#include "kernels/letterbox_sampling.h"

namespace touchline {

struct Letterbox::Plan : LetterboxSampling {
  using LetterboxSampling::LetterboxSampling;

  LetterboxWay way = LetterboxWay::portable;
  LetterboxTables avx512;  ///< tables of the way taken only
  PairTables avx2;

  /// Takes the fastest way up to `most` whose tables can be made.
  void choose(LetterboxWay most);

  /// The functor for one frame and one tensor.
  [[nodiscard]] LetterboxPixel bind(const Frame& frame, float* input) const;
};

}  // namespace touchline
