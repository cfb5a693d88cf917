#include "kernels/blend_cpu.h"

#include <algorithm>
#include <cstring>

#include "base/assert.h"
#include "kernels/blend_clones.h"

namespace touchline {
namespace {

/// Samples [x0, x1) x [y0, y1) of a plane, and where the shape's (0, 0) falls.
struct Window {
  int x0, y0, x1, y1;
  int left, top;
};

Window window_of(int left, int top, int width, int height, int plane_width, int plane_height) {
  return {std::max(left, 0),
          std::max(top, 0),
          std::min(left + width, plane_width),
          std::min(top + height, plane_height),
          left,
          top};
}

template <int kBytes>
bool any_set(const std::uint8_t* bytes) {
  std::uint64_t words[kBytes / 8];
  std::memcpy(words, bytes, kBytes);
  std::uint64_t all = 0;
  for (const std::uint64_t word : words) all |= word;
  return all != 0;
}

/// Runs `op` over the window: whole blocks, empty ones skipped, then what is left of each row at
/// the image's edge.
template <int kBlock, class Op>
void run_blocks(const Op op, const Window w) {
  for (int y = w.y0; y < w.y1; ++y) {
    const std::uint8_t* coverage = op.coverage + y * op.coverage_pitch;
    int x = w.x0;
    for (; x + kBlock <= w.x1; x += kBlock) {
      if (!any_set<kBlock>(coverage + x)) continue;
#pragma GCC ivdep
      for (int i = 0; i < kBlock; ++i) op(x + i, y);
    }
    for (; x < w.x1; ++x) op(x, y);
  }
}

TL_CLONES void blend_single(const BlendSingle& op, const Window& window, bool chroma) {
  if (chroma)
    run_blocks<kBlendBlock / 2>(op, window);
  else
    run_blocks<kBlendBlock>(op, window);
}

TL_CLONES void blend_pair(const BlendPair& op, const Window& window) {
  run_blocks<kBlendBlock / 2>(op, window);
}

/// Where coverage would start if the shape reached back to the plane's (0, 0): functors index by
/// plane position.
const std::uint8_t* rebase(const std::uint8_t* coverage, const Window& w, std::ptrdiff_t pitch) {
  return coverage - w.top * pitch - w.left;
}

}  // namespace

void blend(Image& image, const CoverageView& shape, int x, int y, const YuvColour& colour) {
  TL_ASSERT(x % 2 == 0 && y % 2 == 0 && shape.width % kBlendBlock == 0 && shape.height % 2 == 0);
  const auto& luma = image.plane(0);
  const Window lw = window_of(x, y, shape.width, shape.height, luma.width, luma.height);
  if (lw.x0 >= lw.x1 || lw.y0 >= lw.y1 || colour.opacity == 0) return;
  blend_single({luma.data, luma.pitch, rebase(shape.luma, lw, shape.luma_pitch), shape.luma_pitch,
                colour.opacity, colour.y},
               lw, false);

  const auto& chroma = image.plane(1);
  const std::ptrdiff_t pitch = shape.chroma_pitch;
  const Window cw =
      window_of(x / 2, y / 2, shape.width / 2, shape.height / 2, chroma.width, chroma.height);
  const std::uint8_t* coverage = rebase(shape.chroma, cw, pitch);
  if (image.info().format == PixelFormat::nv12) {
    blend_pair({chroma.data, chroma.pitch, coverage, pitch, colour.opacity, colour.u, colour.v},
               cw);
    return;
  }
  const auto& last = image.plane(2);
  blend_single({chroma.data, chroma.pitch, coverage, pitch, colour.opacity, colour.u}, cw, true);
  blend_single({last.data, last.pitch, coverage, pitch, colour.opacity, colour.v}, cw, true);
}

TL_CLONES void halve_coverage(const std::uint8_t* luma, std::ptrdiff_t pitch, int width, int height,
                              std::uint8_t* chroma) {
  const HalveCoverage op{luma, pitch, chroma, width / 2};
  for (int y = 0; y < height / 2; ++y) {
#pragma GCC ivdep
    for (int x = 0; x < width / 2; ++x) op(x, y);
  }
}

}  // namespace touchline
