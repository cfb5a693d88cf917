#include "kernels/line_profile.h"

#include <algorithm>

#include "kernels/blend_clones.h"

namespace touchline {
namespace {

constexpr int kAtOnce = 32;  ///< places

/// Places along and across a line, and what lies around each.
struct Around {
  int x[kAtOnce], y[kAtOnce];
  float fx[kAtOnce], fy[kAtOnce];
  std::uint8_t top_left[kAtOnce], top_right[kAtOnce], low_left[kAtOnce], low_right[kAtOnce];
};

/// Adds samples first.. of the line `side` (-1, 0, 1) of the middle one.
TL_CLONES void add_samples(const YuvReader& picture, const LineProfile& line, int side, int first,
                           int count, float* sums) {
  Around a;
  const double k = side * line.straight;
  const double along_x = k * line.normal_y, along_y = k * -line.normal_x;
  for (int j = 0; j < count; ++j) {
    const double away = (first + j) * line.step;
    const double x = line.x + away * line.normal_x, y = line.y + away * line.normal_y;
    const double px = (x + along_x) - 0.5, py = (y + along_y) - 0.5;
    a.x[j] = static_cast<int>(px), a.y[j] = static_cast<int>(py);
    a.fx[j] = static_cast<float>(px - a.x[j]), a.fy[j] = static_cast<float>(py - a.y[j]);
  }
  for (int j = 0; j < count; ++j) {
    const std::uint8_t *top = picture.luma_at(a.x[j], a.y[j]), *low = top + picture.luma_pitch();
    a.top_left[j] = top[0], a.top_right[j] = top[1];
    a.low_left[j] = low[0], a.low_right[j] = low[1];
  }
  for (int j = 0; j < count; ++j) {
    const float top = static_cast<float>(a.top_left[j]) +
                      a.fx[j] * static_cast<float>(a.top_right[j] - a.top_left[j]);
    const float low = static_cast<float>(a.low_left[j]) +
                      a.fx[j] * static_cast<float>(a.low_right[j] - a.low_left[j]);
    sums[j] += top + a.fy[j] * (low - top);
  }
}

}  // namespace

void read_profile(const YuvReader& picture, const LineProfile& line, float* out) {
  const int samples = line.samples();
  std::fill(out, out + samples, 0.0F);
  for (int begin = 0; begin < samples; begin += kAtOnce) {
    const int count = std::min(kAtOnce, samples - begin);
    for (int side = -1; side <= 1; ++side)
      add_samples(picture, line, side, begin - line.half, count, out + begin);
  }
  for (int j = 0; j < samples; ++j) out[j] /= 3;
}

}  // namespace touchline
