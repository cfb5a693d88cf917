// A part of a frame, turned and scaled, as a network's input: one person for a network of poses or
// appearances. Like the letterbox it goes straight from the planes to the planar tensor.
#pragma once

#include <cmath>

#include "geometry/box.h"
#include "image/frame.h"
#include "kernels/letterbox.h"
#include "kernels/yuv_reader.h"

namespace touchline {

/// Where a crop's pixels lie in the frame: an affine map of points, pixel centres at +0.5.
struct CropMap {
  float xx = 1, xy = 0, x0 = 0, yx = 0, yy = 1, y0 = 0;

  [[nodiscard]] TL_HD Vec2f operator()(float u, float v) const {
    return {fmaf(xx, u, fmaf(xy, v, x0)), fmaf(yx, u, fmaf(yy, v, y0))};
  }
};

/// The same part of the frame with left and right of the crop, `width` pixels wide, exchanged.
inline CropMap mirrored(const CropMap& map, int width) {
  const auto w = static_cast<float>(width);
  return {-map.xx, map.xy, map.x0 + map.xx * w, -map.yx, map.yy, map.y0 + map.yx * w};
}

/// The map of `box`, in pixels of the frame, grown about its centre by `margin` (1: as it is), to
/// the whole input of `spec`. Fit::stretch: the box fills the input; else the box is first widened
/// or heightened to the input's shape. `turn_rad`: the part of the frame that is shown is turned by
/// so much, clockwise in the picture.
CropMap crop_map(const LetterboxSpec& spec, const Box& box, float margin = 1, float turn_rad = 0);

/// Four neighbours of a grid and the shares of the right and the lower ones.
struct CropTaps {
  int left, right, top, bottom;
  float x, y;

  /// `at` in the grid's own pixels; beyond the outermost centres the edge goes on.
  [[nodiscard]] static TL_HD CropTaps at(Vec2f at, int width, int height) {
    const float px = at.x - 0.5F, py = at.y - 0.5F, fx = floorf(px), fy = floorf(py);
    const int x = static_cast<int>(fx), y = static_cast<int>(fy);
    return {inside(x, width),  inside(x + 1, width),
            inside(y, height), inside(y + 1, height),
            px - fx,           py - fy};
  }
  [[nodiscard]] TL_HD float mix(int a, int b, int c, int d) const {
    const auto upper = fmaf(x, static_cast<float>(b - a), static_cast<float>(a));
    const auto lower = fmaf(x, static_cast<float>(d - c), static_cast<float>(c));
    return fmaf(y, lower - upper, upper);
  }

 private:
  static TL_HD int inside(int i, int size) { return i < 0 ? 0 : i < size ? i : size - 1; }
};

/// The definition of the operation: bilinear in each plane; what lies outside the frame is the pad.
struct CropPixel {
  YuvReader frame;
  ChannelAffine channel[3];
  float border[3] = {};

  CropPixel() = default;
  /// Of `picture`, wherever it lies.
  CropPixel(const LetterboxSpec& spec, const Frame& picture);

  /// The three channels of the crop's pixel (u, v).
  TL_HD void colour(const CropMap& map, int u, int v, float (&value)[3]) const {
    const Vec2f at = map(static_cast<float>(u) + 0.5F, static_cast<float>(v) + 0.5F);
    const auto width = static_cast<float>(frame.width()),
               height = static_cast<float>(frame.height());
    if (!(at.x >= 0 && at.x < width && at.y >= 0 && at.y < height)) {
      for (int c = 0; c < 3; ++c) value[c] = border[c];
      return;
    }
    constexpr float kTotal = float{kWeightTotalX} * kWeightTotalY;  // ChannelAffine's unit
    const auto luma = CropTaps::at(at, frame.width(), frame.height());
    const float y =
        luma.mix(frame.luma(luma.left, luma.top), frame.luma(luma.right, luma.top),
                 frame.luma(luma.left, luma.bottom), frame.luma(luma.right, luma.bottom));
    float blue = 0, red = 0;
    if (frame.has_chroma()) {
      const auto t = CropTaps::at({at.x * 0.5F, at.y * 0.5F}, (frame.width() + 1) / 2,
                                  (frame.height() + 1) / 2);
      const int l = 2 * t.left, r = 2 * t.right, a = 2 * t.top, b = 2 * t.bottom;
      blue = t.mix(frame.u(l, a), frame.u(r, a), frame.u(l, b), frame.u(r, b));
      red = t.mix(frame.v(l, a), frame.v(r, a), frame.v(l, b), frame.v(r, b));
    }
    for (int c = 0; c < 3; ++c) value[c] = channel[c](y * kTotal, blue * kTotal, red * kTotal);
  }
};

/// One crop of a frame on the host into `tensor`, 3 x height x width floats, planar.
void sample_crop(const LetterboxSpec& spec, const Frame& frame, const CropMap& map, float* tensor);

}  // namespace touchline
