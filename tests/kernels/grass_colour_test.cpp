#include "kernels/grass_colour.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace touchline {
namespace {

/// Samples of one colour, give or take.
void add(std::vector<Yuv8>& samples, int count, int y, int u, int v, int spread,
         std::minstd_rand& random) {
  const auto near = [&](int centre) {
    const int off = static_cast<int>(random() % static_cast<unsigned>(2 * spread + 1)) - spread;
    return static_cast<std::uint8_t>(std::clamp(centre + off, 0, 255));
  };
  for (int i = 0; i < count; ++i) samples.push_back({near(y), near(u), near(v)});
}

/// Whatever was learned is the mean of the samples that have its chroma, however many there are.
TEST(GrassColour, IsTheMeanOfWhatHasItsChroma) {
  std::minstd_rand random(4);
  for (const int count : {1, 2, 31, 511, 512, 513, 1024, 5183, 5184}) {
    Glance glance;
    add(glance.all, count, 96, 112, 113, 6, random);
    add(glance.all, count / 2, 128, 128, 128, 127, random);
    glance.lower = glance.all;
    const auto grass = learn_grass(glance);
    ASSERT_TRUE(grass.found()) << count;
    double n = 0, u = 0, v = 0, y = 0, yy = 0;
    for (const Yuv8& s : glance.all) {
      if (!grass.has_chroma(s.u, s.v)) continue;
      ++n, u += s.u - 128, v += s.v - 128, y += s.y, yy += s.y * s.y;
    }
    EXPECT_EQ(grass.share, static_cast<float>(n / static_cast<double>(glance.all.size())));
    EXPECT_EQ(grass.u, static_cast<float>(u / n));
    EXPECT_EQ(grass.v, static_cast<float>(v / n));
    EXPECT_EQ(grass.luma, static_cast<float>(y / n));
    const double variance = std::max(0.0, yy / n - y / n * (y / n));
    EXPECT_EQ(grass.luma_sigma, static_cast<float>(std::sqrt(variance)));
  }
}

/// Two greens of which no sample can be the other's: the one that there is more of is the grass.
TEST(GrassColour, IsTheCommonerOfTwo) {
  std::minstd_rand random(5);
  for (const bool yellowish : {true, false}) {
    Glance glance;
    add(glance.lower, yellowish ? 2001 : 1500, 90, 90, 128, 2, random);
    add(glance.lower, yellowish ? 1500 : 2001, 90, 128, 90, 2, random);
    glance.all = glance.lower;
    const auto grass = learn_grass(glance);
    ASSERT_TRUE(grass.found());
    EXPECT_NEAR(static_cast<double>(grass.u), yellowish ? -38 : 0, 1);
    EXPECT_NEAR(static_cast<double>(grass.v), yellowish ? 0 : -38, 1);
  }
}

TEST(GrassColour, IsNotFoundInWhatIsGreyOrRedOrNothing) {
  std::minstd_rand random(6);
  EXPECT_FALSE(learn_grass(Glance()).found());
  for (const auto& [u, v] : {std::pair(128, 128), {110, 170}}) {
    Glance glance;
    add(glance.all, 3000, 100, u, v, 1, random);
    glance.lower = glance.all;
    EXPECT_FALSE(learn_grass(glance).found());
  }
}

}  // namespace
}  // namespace touchline
