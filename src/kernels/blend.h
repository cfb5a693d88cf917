// Coverage blending on 8-bit YUV planes: the arithmetic of one sample, the same for every backend.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/portable.h"

namespace touchline {

/// The copy in a GPU's memory of samples that stay the same from frame to frame. Kept by their
/// owner, filled in by the canvas that made the copy.
struct DeviceCopy {
  std::uint64_t atlas = 0;   ///< the memory it lies in; 0: there is none
  std::uint32_t offset = 0;  ///< into it, bytes
  bool outdated = false;     ///< the owner has changed the samples, for the next frame
};

/// How much of each pixel a shape covers, 0..255, at luma and at half (chroma) resolution.
/// Chroma sample (i, j) is the mean of the luma block (2i..2i+1, 2j..2j+1), so a view is always
/// placed on even pixels.
struct CoverageView {
  const std::uint8_t* luma = nullptr;
  const std::uint8_t* chroma = nullptr;  ///< width / 2 x height / 2
  int width = 0;                         ///< a multiple of kBlendBlock
  int height = 0;                        ///< even
  std::ptrdiff_t luma_pitch = 0, chroma_pitch = 0;
  DeviceCopy* copy = nullptr;  ///< null: not worth keeping on a GPU
};

/// Luma samples blended at a time by the CPU driver.
inline constexpr int kBlendBlock = 32;

/// Opacity 0..256 of one sample from its coverage 0..255 and the colour's opacity 0..256.
/// 255 with 256 is exactly 256, so an opaque shape leaves exactly its colour.
TL_HD constexpr std::uint16_t blend_weight(std::uint8_t coverage, std::uint16_t opacity) {
  const auto a =
      static_cast<std::uint16_t>(static_cast<std::uint16_t>(coverage * opacity + 128U) >> 8U);
  return static_cast<std::uint16_t>(a + (a >> 7U));
}

/// `from` mixed towards `to` by weight 0..256, rounded to nearest; weight 0 leaves `from`
/// untouched.
TL_HD constexpr std::uint8_t blend_sample(std::uint8_t from, std::uint8_t to,
                                          std::uint16_t weight) {
  const auto keep = static_cast<std::uint16_t>(256U - weight);
  return static_cast<std::uint8_t>(static_cast<std::uint16_t>(from * keep + to * weight + 128U) >>
                                   8U);
}

/// Blends one value into a plane of single samples (Y, or U or V of I420).
/// Plane coordinates; `coverage` points at the sample that belongs to (0, 0).
struct BlendSingle {
  std::uint8_t* plane;
  std::ptrdiff_t pitch;
  const std::uint8_t* coverage;
  std::ptrdiff_t coverage_pitch;
  std::uint16_t opacity;
  std::uint8_t value;

  void operator()(int x, int y) const {
    std::uint8_t& sample = plane[y * pitch + x];
    sample = blend_sample(sample, value, blend_weight(coverage[y * coverage_pitch + x], opacity));
  }
};

/// Blends two values into a plane of interleaved pairs (UV of NV12).
struct BlendPair {
  std::uint8_t* plane;
  std::ptrdiff_t pitch;
  const std::uint8_t* coverage;
  std::ptrdiff_t coverage_pitch;
  std::uint16_t opacity;
  std::uint8_t first, second;

  void operator()(int x, int y) const {
    std::uint8_t* pair = plane + y * pitch + 2 * x;
    const std::uint16_t weight = blend_weight(coverage[y * coverage_pitch + x], opacity);
    pair[0] = blend_sample(pair[0], first, weight);
    pair[1] = blend_sample(pair[1], second, weight);
  }
};

/// Blends a picture's plane into another of the same shape, both seen from where the picture lies.
/// kStep samples share one coverage: 2 where chroma is interleaved.
struct BlendPlane {
  std::uint8_t* plane;
  std::ptrdiff_t pitch;
  const std::uint8_t* picture;
  std::ptrdiff_t picture_pitch;
  const std::uint8_t* coverage;
  std::ptrdiff_t coverage_pitch;
  std::uint16_t opacity;

  template <int kStep>
  void row(int y, int x0, int x1) const {
    std::uint8_t* to = plane + y * pitch;
    const std::uint8_t* from = picture + y * picture_pitch;
    const std::uint8_t* cover = coverage + y * coverage_pitch;
#pragma GCC ivdep
    for (int x = x0; x < x1; ++x) {
      const std::uint16_t weight = blend_weight(cover[x], opacity);
      for (int i = 0; i < kStep; ++i)
        to[kStep * x + i] = blend_sample(to[kStep * x + i], from[kStep * x + i], weight);
    }
  }
};

/// Coverage of a chroma sample from that of its four luma samples.
TL_HD constexpr std::uint8_t mean_coverage(std::uint8_t a, std::uint8_t b, std::uint8_t c,
                                           std::uint8_t d) {
  return static_cast<std::uint8_t>((a + b + c + d + 2) >> 2);
}

/// Mean of each 2x2 luma block: coverage for chroma from coverage for luma.
struct HalveCoverage {
  const std::uint8_t* luma;
  std::ptrdiff_t luma_pitch;
  std::uint8_t* chroma;
  std::ptrdiff_t chroma_pitch;

  void operator()(int x, int y) const {
    const std::uint8_t* top = luma + 2 * y * luma_pitch + 2 * x;
    const std::uint8_t* low = top + luma_pitch;
    chroma[y * chroma_pitch + x] = mean_coverage(top[0], top[1], low[0], low[1]);
  }
};

}  // namespace touchline
