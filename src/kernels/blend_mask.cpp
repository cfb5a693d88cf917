#include <algorithm>
#include <cstring>

#include "base/assert.h"
#include "kernels/blend_avx512.h"
#include "kernels/blend_clones.h"
#include "kernels/blend_cpu.h"

namespace touchline {
namespace {

/// Blends `value` into every kStep-th sample from the first on.
template <int kStep>
inline void blend_row(std::uint8_t* row, const std::uint8_t* cover, int count, std::uint8_t value,
                      std::uint16_t opacity) {
#pragma GCC ivdep
  for (int x = 0; x < count; ++x)
    row[kStep * x] = blend_sample(row[kStep * x], value, blend_weight(cover[x], opacity));
}

/// The definition, block by block: what blend_avx512() does with whole vectors.
TL_CLONES void blend_portable(const MaskRows& rows, const YuvColour& colour) {
  constexpr int kHalf = kBlendBlock / 2;
  for (int x = rows.x0; x < rows.x1; x += kBlendBlock) {
    std::uint8_t* const mask = rows.mask + x;
    const int luma = std::clamp(rows.width - x, 0, kBlendBlock), chroma = (luma + 1) / 2;
    std::uint8_t half[kHalf];
    const HalveCoverage halve{mask, rows.mask_pitch, half, kHalf};
    for (int i = 0; i < kHalf; ++i) halve(i, 0);
    blend_row<1>(rows.top + x, mask, luma, colour.y, colour.opacity);
    if (rows.low)
      blend_row<1>(rows.low + x, mask + rows.mask_pitch, luma, colour.y, colour.opacity);
    if (rows.v) {
      blend_row<1>(rows.u + x / 2, half, chroma, colour.u, colour.opacity);
      blend_row<1>(rows.v + x / 2, half, chroma, colour.v, colour.opacity);
    } else {
      blend_row<2>(rows.u + x, half, chroma, colour.u, colour.opacity);
      blend_row<2>(rows.u + x + 1, half, chroma, colour.v, colour.opacity);
    }
    std::memset(mask, 0, kBlendBlock);
    std::memset(mask + rows.mask_pitch, 0, kBlendBlock);
  }
}

}  // namespace

void blend_mask(Image& image, const CoverageMask& mask, int first, int last,
                const YuvColour& colour, BlendWay way) {
  TL_ASSERT(mask.width % kBlendBlock == 0 && mask.height % 2 == 0 && mask.spans);
  const auto& luma = image.plane(0);
  TL_ASSERT(first >= 0 && last <= std::min(mask.height, luma.height + 1) / 2);
  const bool pairs = image.info().format == PixelFormat::nv12;
  for (int pair = first; pair < last; ++pair) {
    RowSpan& span = mask.spans[pair];
    const int x0 = span.first / kBlendBlock * kBlendBlock;
    const int x1 = (span.last + kBlendBlock - 1) / kBlendBlock * kBlendBlock;
    span = {mask.width, 0};
    if (x0 >= x1) continue;
    const MaskRows rows{luma.row(2 * pair),
                        2 * pair + 1 < luma.height ? luma.row(2 * pair + 1) : nullptr,
                        image.plane(1).row(pair),
                        pairs ? nullptr : image.plane(2).row(pair),
                        mask.data + 2 * pair * mask.width,
                        mask.width,
                        luma.width,
                        x0,
                        x1};
    if (way == BlendWay::avx512)
      blend_avx512(rows, colour);
    else
      blend_portable(rows, colour);
  }
}

}  // namespace touchline
