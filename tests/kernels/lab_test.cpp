#include "kernels/lab.h"

#include <gtest/gtest.h>

namespace touchline {
namespace {

TEST(Lab, ColoursGoThereAndBack) {
  // Published values: sRGB red is L 53.24, a 80.09, b 67.20 (D65).
  const Lab red = to_lab({255, 0, 0});
  EXPECT_NEAR(red.L, 53.24, 0.02);
  EXPECT_NEAR(red.a, 80.09, 0.03);
  EXPECT_NEAR(red.b, 67.20, 0.03);
  for (int r = 0; r < 256; r += 51)
    for (int g = 0; g < 256; g += 51)
      for (int b = 0; b < 256; b += 51) {
        const Rgb c{static_cast<unsigned char>(r), static_cast<unsigned char>(g),
                    static_cast<unsigned char>(b)};
        EXPECT_EQ(to_rgb(to_lab(c)), c);
      }
}

}  // namespace
}  // namespace touchline
