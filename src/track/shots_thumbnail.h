// A frame reduced to a few thousand numbers: what a cut is judged by.
#pragma once

#include "kernels/glance.h"

namespace touchline {

struct Thumbnail : GlanceCells {
  float mean = 0;          ///< of luma
  float grass = 0;         ///< 0..1: cells of grass-like colour
  float green_middle = 0;  ///< the same in the middle third
};
Thumbnail thumbnail(const GlanceCells& cells);

/// Mean absolute difference of luma, cell by cell.
float difference(const Thumbnail& a, const Thumbnail& b);

/// 0: `now` is `before`, its parts moved by at most 6 x 4 cells; about 1: a part of `before` says
/// no more about `now` than a flat grey does. 48 blocks, each against its best place; brightness
/// that changed everywhere alike is taken out first.
float unexplained(const Thumbnail& before, const Thumbnail& now);

/// Half the summed difference of the two chroma histograms (16 x 16 bins, blurred), 0..1.
float colour_change(const Thumbnail& a, const Thumbnail& b);

/// Correlation of luma, -1..1.
float correlation(const Thumbnail& a, const Thumbnail& b);

/// Root mean square residual of `middle` against the best mix of the two ends, over that of the
/// nearer end alone: 0 a perfect dissolve, 1 no better than an end. Also the mix, 0 first..1 last.
float blend_residual(const Thumbnail& first, const Thumbnail& middle, const Thumbnail& last,
                     float& mix);

}  // namespace touchline
