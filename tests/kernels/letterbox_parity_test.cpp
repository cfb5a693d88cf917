// The hand-tuned letterbox equals the functor bit for bit.
#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <tuple>
#include <vector>

#include "kernels/letterbox.h"
#include "memory/pool.h"

namespace touchline {
namespace {

Frame noise(const FrameInfo& info, unsigned seed) {
  Pool pool(image_bytes(info));
  Image image(info, pool);
  std::mt19937 random(seed);
  std::uint8_t* data = image.plane(0).data;
  // Extremes are frequent, so that sums reach their limits.
  for (std::size_t i = 0; i < image_bytes(info); ++i) {
    const auto value = random();
    data[i] = static_cast<std::uint8_t>(value % 4 == 0 ? 255 : value % 4 == 1 ? 0 : value >> 8);
  }
  return freeze(std::move(image));
}

struct Shape {
  int width, height, to_width, to_height;
};

class LetterboxParity
    : public ::testing::TestWithParam<std::tuple<LetterboxWay, PixelFormat, Shape, Fit>> {};

TEST_P(LetterboxParity, FastEqualsFunctor) {
  const auto [way, format, shape, fit] = GetParam();
  if (!letterbox_supports(way)) GTEST_SKIP() << "not on this CPU";
  const FrameInfo info{format, shape.width, shape.height, {}, {}};
  LetterboxSpec spec{shape.to_width,
                     shape.to_height,
                     true,
                     {103.5F, 116.3F, 123.7F},
                     {57.4F, 57.1F, 58.4F},
                     fit,
                     114};
  const Letterbox letterbox(spec, info, way);
  const Frame frame = noise(info, static_cast<unsigned>(shape.width + shape.to_width));
  std::vector<float> fast(letterbox.floats(), -1), slow(letterbox.floats(), -1);
  letterbox.sample(frame, fast.data());
  letterbox.sample_reference(frame, slow.data());
  EXPECT_EQ(std::memcmp(fast.data(), slow.data(), fast.size() * sizeof(float)), 0)
      << letterbox.backend();
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, LetterboxParity,
    ::testing::Combine(
        ::testing::Values(LetterboxWay::avx2, LetterboxWay::avx512),
        ::testing::Values(PixelFormat::i420, PixelFormat::nv12, PixelFormat::gray8),
        ::testing::Values(Shape{1920, 1080, 640, 384}, Shape{1920, 1080, 640, 640},
                          Shape{1280, 720, 960, 544}, Shape{848, 478, 640, 384},
                          Shape{640, 360, 640, 360}, Shape{320, 180, 640, 384},
                          Shape{1921, 1081, 417, 415}, Shape{131, 67, 64, 48},
                          Shape{65, 33, 200, 100}, Shape{3, 3, 32, 32}, Shape{32, 20, 47, 31},
                          Shape{1000, 30, 17, 9}, Shape{1, 1, 16, 16}, Shape{40, 300, 33, 65},
                          Shape{3072, 1728, 640, 384}, Shape{4096, 64, 320, 32},
                          Shape{7680, 64, 320, 32}),
        ::testing::Values(Fit::letterbox_center, Fit::letterbox_topleft, Fit::stretch)));

TEST(LetterboxWays, BroadFramesGoTheWayAskedFor) {
  const LetterboxSpec spec{640, 640, false, {0, 0, 0}, {255, 255, 255}, Fit::letterbox_center, 114};
  for (const auto format : {PixelFormat::i420, PixelFormat::nv12, PixelFormat::gray8}) {
    const FrameInfo info{format, 1920, 1080, {}, {}};
    for (const LetterboxWay way : kLetterboxWays) {
      if (!letterbox_supports(way)) continue;
      EXPECT_EQ(Letterbox(spec, info, way).way(), way);
    }
    EXPECT_EQ(Letterbox(spec, info).way(), fastest_letterbox_way());
  }
}

}  // namespace
}  // namespace touchline
