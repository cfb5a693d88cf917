#include "kernels/blend_cpu.h"

#include <algorithm>
#include <cstring>

#include "base/assert.h"
#include "kernels/blend_avx512.h"
#include "kernels/blend_clones.h"

namespace touchline {
namespace {

/// The samples of a plane to blend, and where the shape's (0, 0) falls.
struct Window {
  BlendWindow samples;
  int left, top;
};

Window window_of(int left, int top, int width, int height, int plane_width, int plane_height) {
  return {{std::max(left, 0), std::max(top, 0), std::min(left + width, plane_width),
           std::min(top + height, plane_height)},
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
void run_blocks(const Op op, const BlendWindow w) {
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

TL_CLONES void blend_portable(const BlendSingle& op, const BlendWindow& window) {
  if ((window.x1 - window.x0) % kBlendBlock == 0)
    run_blocks<kBlendBlock>(op, window);
  else
    run_blocks<kBlendBlock / 2>(op, window);
}
TL_CLONES void blend_portable(const BlendPair& op, const BlendWindow& window) {
  run_blocks<kBlendBlock / 2>(op, window);
}

template <class Op>
void run(const Op& op, const BlendWindow& window, BlendWay way) {
  if (way == BlendWay::avx512)
    blend_avx512(op, window);
  else
    blend_portable(op, window);
}

/// Where coverage would start if the shape reached back to the plane's (0, 0): functors index by
/// plane position.
const std::uint8_t* rebase(const std::uint8_t* coverage, const Window& w, std::ptrdiff_t pitch) {
  return coverage - w.top * pitch - w.left;
}

TL_CLONES void blend_plane(const BlendPlane& op, const BlendWindow& w, int step) {
  for (int y = w.y0; y < w.y1; ++y) {
    if (step == 2)
      op.row<2>(y, w.x0, w.x1);
    else
      op.row<1>(y, w.x0, w.x1);
  }
}

}  // namespace

bool blend_supports(BlendWay way) { return way == BlendWay::portable || blend_avx512_supported(); }

BlendWay fastest_blend_way() {
  static const BlendWay way = blend_avx512_supported() ? BlendWay::avx512 : BlendWay::portable;
  return way;
}

void blend(Image& image, const CoverageView& shape, int x, int y, const YuvColour& colour,
           BlendWay way) {
  TL_ASSERT(x % 2 == 0 && y % 2 == 0 && shape.width % kBlendBlock == 0 && shape.height % 2 == 0);
  const auto& luma = image.plane(0);
  const Window lw = window_of(x, y, shape.width, shape.height, luma.width, luma.height);
  const BlendWindow& seen = lw.samples;
  if (seen.x0 >= seen.x1 || seen.y0 >= seen.y1 || colour.opacity == 0) return;
  run(BlendSingle{luma.data, luma.pitch, rebase(shape.luma, lw, shape.luma_pitch), shape.luma_pitch,
                  colour.opacity, colour.y},
      seen, way);

  const auto& chroma = image.plane(1);
  const std::ptrdiff_t pitch = shape.chroma_pitch;
  const Window cw =
      window_of(x / 2, y / 2, shape.width / 2, shape.height / 2, chroma.width, chroma.height);
  const std::uint8_t* coverage = rebase(shape.chroma, cw, pitch);
  if (image.info().format == PixelFormat::nv12) {
    run(BlendPair{chroma.data, chroma.pitch, coverage, pitch, colour.opacity, colour.u, colour.v},
        cw.samples, way);
    return;
  }
  const auto& last = image.plane(2);
  run(BlendSingle{chroma.data, chroma.pitch, coverage, pitch, colour.opacity, colour.u}, cw.samples,
      way);
  run(BlendSingle{last.data, last.pitch, coverage, pitch, colour.opacity, colour.v}, cw.samples,
      way);
}

void blend_picture(Image& image, const Image& picture, const CoverageView& shape, int x, int y,
                   std::uint16_t opacity, BlendWay way) {
  TL_ASSERT(x % 2 == 0 && y % 2 == 0 && image.info().format == picture.info().format);
  const bool pairs = image.info().format == PixelFormat::nv12;
  for (int i = 0; i < format_info(image.info().format).planes; ++i) {
    const auto& to = image.plane(i);
    const auto& from = picture.plane(i);
    const int half = i == 0 ? 1 : 2;
    const Window w = window_of(x / half, y / half, from.width, from.height, to.width, to.height);
    const BlendWindow& seen = w.samples;
    if (seen.x0 >= seen.x1 || seen.y0 >= seen.y1) return;
    const int step = i > 0 && pairs ? 2 : 1;
    const std::ptrdiff_t pitch = i == 0 ? shape.luma_pitch : shape.chroma_pitch;
    const BlendPlane op{to.data,
                        to.pitch,
                        from.data - w.top * from.pitch - step * w.left,
                        from.pitch,
                        rebase(i == 0 ? shape.luma : shape.chroma, w, pitch),
                        pitch,
                        opacity};
    if (way == BlendWay::avx512)
      blend_avx512(op, seen, step);
    else
      blend_plane(op, seen, step);
  }
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
