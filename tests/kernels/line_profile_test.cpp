#include "kernels/line_profile.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "support/uploaded.h"

namespace touchline {
namespace {

TEST(LineProfile, ReadAtOnceIsSampleBySample) {
  const Frame frame = testing::noise_frame(PixelFormat::nv12, 320, 200, 7);
  const YuvReader picture(frame);
  for (const int half : {0, 5, 15, 16, 40})
    for (const double angle : {0.0, 0.7, 1.5707963, 2.9}) {
      const LineProfile line{160.3, 99.8, std::cos(angle), std::sin(angle), 0.75 + 0.01 * half, 4,
                             half,  0};
      std::vector<float> all(static_cast<std::size_t>(line.samples()));
      read_profile(picture, line, all.data());
      for (int i = -half; i <= half; ++i)
        EXPECT_EQ(all[static_cast<std::size_t>(i + half)], profile_sample(picture, line, i))
            << half << " " << angle << " " << i;
    }
}

}  // namespace
}  // namespace touchline
