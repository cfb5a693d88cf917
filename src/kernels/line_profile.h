// Brightness across a line that a frame shows: what painted lines are found by.
#pragma once

#include "kernels/yuv_reader.h"

namespace touchline {

/// Samples `step` pixels apart along `normal`, 2 half + 1 of them, the middle one at (x, y). All of
/// them and `straight` pixels to both sides along the line lie inside the picture.
struct LineProfile {
  double x = 0, y = 0;                ///< pixels, pixel centres at +0.5
  double normal_x = 0, normal_y = 0;  ///< unit
  double step = 1, straight = 0;
  int half = 0;
  int first = 0;  ///< where its samples begin among those of many profiles
  [[nodiscard]] TL_HD int samples() const { return 2 * half + 1; }
};

/// Sample `i`, -half..half, of a profile: the mean of three places along the line.
TL_HD inline float profile_sample(const YuvReader& picture, const LineProfile& line, int i) {
  const double away = i * line.step;
  const double x = line.x + away * line.normal_x, y = line.y + away * line.normal_y;
  const double along_x = line.normal_y, along_y = -line.normal_x;
  float sum = 0;
  for (int side = -1; side <= 1; ++side) {
    const double k = side * line.straight;
    sum += picture.bilinear(x + k * along_x, y + k * along_y);
  }
  return sum / 3;
}

/// All samples of a profile of a host frame, the same bits.
void read_profile(const YuvReader& picture, const LineProfile& line, float* out);

}  // namespace touchline
