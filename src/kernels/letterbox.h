// Letterbox: resample, convert colour and normalise in one pass, straight from the planes of a
// frame into a network's planar float input. No RGB picture is ever made.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/portable.h"
#include "geometry/box.h"
#include "image/frame.h"

namespace touchline {

/// How a frame is placed in the network's input.
enum class Fit { letterbox_center, letterbox_topleft, stretch };

/// What the network wants to see.
struct LetterboxSpec {
  int width = 0, height = 0;  ///< pixels of the network's input
  bool bgr = false;
  float mean[3] = {0, 0, 0};       ///< per channel in network order: (value_0_255 - mean) / std
  float std[3] = {255, 255, 255};  ///< > 0
  Fit fit = Fit::letterbox_center;
  int pad = 114;  ///< 0..255, normalised like a pixel
  bool operator==(const LetterboxSpec&) const = default;
};

/// Where the frame lies in the input, and the way back.
struct LetterboxGeometry {
  int x = 0, y = 0, width = 0, height = 0;  ///< the picture inside the input, input pixels
  float scale_x = 1, scale_y = 1;           ///< source pixels per input pixel
  int source_width = 0, source_height = 0;

  /// A box in input pixels -> the part of it inside the frame, in source pixels.
  [[nodiscard]] TL_HD Box to_source(float left, float top, float right, float bottom) const {
    const float ox = static_cast<float>(x), oy = static_cast<float>(y);
    const Box box{(left - ox) * scale_x, (top - oy) * scale_y, (right - left) * scale_x,
                  (bottom - top) * scale_y};
    return clip(box, static_cast<float>(source_width), static_cast<float>(source_height));
  }
};

LetterboxGeometry letterbox_geometry(const LetterboxSpec& spec, int width, int height);

/// One channel from weighted sums of Y, U and V, which arrive scaled by kWeightTotal.
struct ChannelAffine {
  float y = 0, u = 0, v = 0, bias = 0;  ///< colour matrix, range, mean and std folded
  float low = 0, high = 0;              ///< normalised 0 and 255: colours outside RGB are clamped

  [[nodiscard]] TL_HD float operator()(float ys, float us, float vs) const {
    const float value = fmaf(v, vs, fmaf(u, us, fmaf(y, ys, bias)));
    const float raised = value > low ? value : low;  // as maxps and minps choose
    return raised < high ? raised : high;
  }
};

/// Weights of an output add up to 120 along x, which writes 1/2, 1/3, 2/3, 1/4, 1/5, 1/6 and 1/8
/// exactly and fits signed bytes, and to 15120 along y, which is a multiple of 1 to 10.
inline constexpr int kWeightTotalX = 120, kWeightTotalY = 15120;

/// One plane seen by the functor: `step` bytes from sample to sample.
struct TapPlane {
  const std::uint8_t* data = nullptr;
  std::ptrdiff_t pitch = 0;
  int step = 1;
  int taps_x = 0, taps_y = 0;
  const std::int32_t *first_x = nullptr, *first_y = nullptr;
  const std::int16_t *weights_x = nullptr, *weights_y = nullptr;

  /// Weighted sum for one output pixel: exact in 32 bits. kTaps: along both axes where it is known.
  template <int kTaps = 0>
  [[nodiscard]] TL_HD std::int32_t sum(int x, int y) const {
    const int columns = kTaps > 0 ? kTaps : taps_x, rows = kTaps > 0 ? kTaps : taps_y;
    std::int32_t all = 0;
    for (int j = 0; j < rows; ++j) {
      const std::uint8_t* row = data + (first_y[y] + j) * pitch + std::ptrdiff_t{first_x[x]} * step;
      std::int32_t line = 0;
      for (int i = 0; i < columns; ++i) line += row[i * step] * weights_x[x * columns + i];
      all += line * weights_y[y * rows + j];
    }
    return all;
  }
};

/// Where a frame's samples begin; pitches in bytes. u and v are null for gray8.
struct LetterboxPlanes {
  const std::uint8_t *luma = nullptr, *u = nullptr, *v = nullptr;
  std::int32_t luma_pitch = 0, u_pitch = 0, v_pitch = 0;
};

/// The definition of the operation: output pixel (x, y) of the picture's rectangle, three channels.
struct LetterboxPixel {
  TapPlane luma, u, v;
  bool gray = false;
  ChannelAffine channel[3];
  float* out = nullptr;                         ///< first pixel of the picture in channel 0
  std::ptrdiff_t out_row = 0, out_channel = 0;  ///< floats

  TL_HD void read_from(const LetterboxPlanes& planes) {
    luma.data = planes.luma;
    luma.pitch = planes.luma_pitch;
    u.data = planes.u;
    u.pitch = planes.u_pitch;
    v.data = planes.v;
    v.pitch = planes.v_pitch;
  }

  /// The three channels' values. kLuma, kChroma: taps along both axes where they are known.
  template <int kLuma = 0, int kChroma = 0>
  TL_HD void colour(int x, int y, float (&value)[3]) const {
    const auto ys = static_cast<float>(luma.sum<kLuma>(x, y));
    const float us = gray ? 0.0F : static_cast<float>(u.sum<kChroma>(x, y));
    const float vs = gray ? 0.0F : static_cast<float>(v.sum<kChroma>(x, y));
    for (int c = 0; c < 3; ++c) value[c] = channel[c](ys, us, vs);
  }

  void operator()(int x, int y) const {
    float value[3];
    colour(x, y, value);
    float* at = out + y * out_row + x;
    for (int c = 0; c < 3; ++c) at[c * out_channel] = value[c];
  }
};

/// The ways to run the operation, each faster than the one before. All give the same bits.
enum class LetterboxWay { portable, avx2, avx512 };
inline constexpr LetterboxWay kLetterboxWays[] = {LetterboxWay::portable, LetterboxWay::avx2,
                                                  LetterboxWay::avx512};
/// True when this CPU can go this way.
bool letterbox_supports(LetterboxWay way);
LetterboxWay fastest_letterbox_way();

/// A letterbox planned for one shape of frame. Immutable once made: threads may share it.
class Letterbox {
 public:
  /// Goes the way `most`, which this CPU must support, or a slower one where the frame is too small
  /// for it.
  Letterbox(const LetterboxSpec& spec, const FrameInfo& info,
            LetterboxWay most = fastest_letterbox_way());
  ~Letterbox();
  Letterbox(Letterbox&&) noexcept;
  Letterbox& operator=(Letterbox&&) noexcept;

  [[nodiscard]] const LetterboxGeometry& geometry() const;
  [[nodiscard]] const FrameInfo& source() const;
  /// Floats of the whole input: 3 * height * width.
  [[nodiscard]] std::size_t floats() const;

  /// Writes the border around the picture. It never changes, so a tensor that is used again needs
  /// it once.
  void fill_border(float* input) const;
  /// Writes the picture. `frame` has the planned info.
  void sample(const Frame& frame, float* input) const;
  /// The same, by the functor: the definition that every other way must equal bit for bit.
  void sample_reference(const Frame& frame, float* input) const;
  [[nodiscard]] LetterboxWay way() const;
  /// "avx512", "avx2" or "portable".
  [[nodiscard]] const char* backend() const;

 private:
  struct Plan;
  std::unique_ptr<const Plan> plan_;
};

}  // namespace touchline
