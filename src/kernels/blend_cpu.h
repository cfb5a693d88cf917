// CPU driver of the drawing functors: clipped blocks of rows.
#pragma once

#include "image/frame.h"
#include "kernels/blend.h"
#include "kernels/coverage_mask.h"

namespace touchline {

/// A colour ready for a frame's planes; `opacity` runs 0..256.
struct YuvColour {
  std::uint8_t y = 16, u = 128, v = 128;
  std::uint16_t opacity = 256;
  bool operator==(const YuvColour&) const = default;
};

/// The ways to blend. Both give the same bits.
enum class BlendWay { portable, avx512 };
/// True when this CPU can go this way.
bool blend_supports(BlendWay way);
BlendWay fastest_blend_way();

/// Blends `colour` over I420 or NV12 `image` where `shape` covers it. (x, y): the pixel of the
/// shape's top-left sample; both even, any part may lie outside the image. I420 and NV12 get
/// identical samples.
void blend(Image& image, const CoverageView& shape, int x, int y, const YuvColour& colour,
           BlendWay way = fastest_blend_way());

/// Blends `colour` over `image` where `mask` covers the pairs of rows [first, last), within each
/// one's span, then empties them: coverage 0, span {width, 0}. The mask starts at the image's
/// corner and may reach past its right and lower edges; its width is a multiple of kBlendBlock, its
/// height even. Chroma is covered by the mean of its four.
void blend_mask(Image& image, const CoverageMask& mask, int first, int last,
                const YuvColour& colour, BlendWay way = fastest_blend_way());

/// Blends `picture`, an image of the same format whose size is that of `shape`, over `image` where
/// the shape covers it, with `opacity` 0..256. (x, y) as for blend().
void blend_picture(Image& image, const Image& picture, const CoverageView& shape, int x, int y,
                   std::uint16_t opacity, BlendWay way = fastest_blend_way());

/// Fills `chroma` (width / 2 x height / 2, packed) from `luma` (width x height, both even).
void halve_coverage(const std::uint8_t* luma, std::ptrdiff_t pitch, int width, int height,
                    std::uint8_t* chroma);

}  // namespace touchline
