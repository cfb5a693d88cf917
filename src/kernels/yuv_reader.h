// The samples of a frame, for code that the host and GPU kernels share.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/portable.h"
#include "image/frame.h"

namespace touchline {

/// One pixel's colour, as the frame holds it.
struct Yuv8 {
  std::uint8_t y = 0, u = 0, v = 0;
  bool operator==(const Yuv8&) const = default;
};

/// Reads a frame where it lies: host code may read host frames only, kernels those of their GPU.
/// (x, y) are of the luma grid; which way the format lays chroma out makes no difference.
class YuvReader {
 public:
  YuvReader() = default;  ///< of no frame
  explicit YuvReader(const Frame& frame)
      : luma_(frame.plane(0).data),
        luma_pitch_(frame.plane(0).pitch),
        width_(frame.width()),
        height_(frame.height()) {
    if (frame.planes() < 2) return;
    const bool interleaved = frame.planes() == 2;
    u_ = frame.plane(1).data;
    v_ = interleaved ? u_ + 1 : frame.plane(2).data;
    chroma_pitch_ = frame.plane(1).pitch;
    chroma_step_ = interleaved ? 2 : 1;
  }

  [[nodiscard]] TL_HD int width() const { return width_; }
  [[nodiscard]] TL_HD int height() const { return height_; }
  [[nodiscard]] TL_HD bool has_chroma() const { return u_ != nullptr; }

  [[nodiscard]] TL_HD const std::uint8_t* luma_at(int x, int y) const {
    return luma_ + y * luma_pitch_ + x;
  }
  [[nodiscard]] TL_HD std::ptrdiff_t luma_pitch() const { return luma_pitch_; }
  [[nodiscard]] TL_HD int luma(int x, int y) const { return luma_[y * luma_pitch_ + x]; }
  [[nodiscard]] TL_HD int u(int x, int y) const { return u_[chroma_offset(x, y)]; }
  [[nodiscard]] TL_HD int v(int x, int y) const { return v_[chroma_offset(x, y)]; }

  /// One pixel of a frame with chroma.
  [[nodiscard]] TL_HD Yuv8 at(int x, int y) const {
    const std::ptrdiff_t chroma = chroma_offset(x, y);
    return {luma_[y * luma_pitch_ + x], u_[chroma], v_[chroma]};
  }
  /// The same with the rounded mean of the 2x2 pixels from (x, y) on as its luma.
  [[nodiscard]] TL_HD Yuv8 mean_at(int x, int y) const {
    const std::uint8_t* a = luma_ + y * luma_pitch_ + x;
    const std::uint8_t* b = y + 1 < height_ ? a + luma_pitch_ : a;
    const int right = x + 1 < width_ ? 1 : 0;
    const std::ptrdiff_t chroma = chroma_offset(x, y);
    return {static_cast<std::uint8_t>((a[0] + a[right] + b[0] + b[right] + 2) >> 2), u_[chroma],
            v_[chroma]};
  }
  /// Brightness between the four pixels around (x, y); pixel centres at +0.5, inside the picture.
  [[nodiscard]] TL_HD float bilinear(double x, double y) const {
    const double px = x - 0.5, py = y - 0.5;
    const int ix = static_cast<int>(px), iy = static_cast<int>(py);
    const float fx = static_cast<float>(px - ix), fy = static_cast<float>(py - iy);
    const std::uint8_t* top = luma_ + iy * luma_pitch_ + ix;
    const std::uint8_t* low = top + luma_pitch_;
    const float a = static_cast<float>(top[0]) + fx * static_cast<float>(top[1] - top[0]);
    const float b = static_cast<float>(low[0]) + fx * static_cast<float>(low[1] - low[0]);
    return a + fy * (b - a);
  }

 private:
  [[nodiscard]] TL_HD std::ptrdiff_t chroma_offset(int x, int y) const {
    return (y >> 1) * chroma_pitch_ + (x >> 1) * chroma_step_;
  }
  const std::uint8_t *luma_ = nullptr, *u_ = nullptr, *v_ = nullptr;
  std::ptrdiff_t luma_pitch_ = 0, chroma_pitch_ = 0, chroma_step_ = 1;
  int width_ = 0, height_ = 0;
};

}  // namespace touchline
