#include <gtest/gtest.h>

#include <set>

#include "image/frame.h"

namespace touchline {
namespace {

FrameInfo shape(PixelFormat format, int width, int height) {
  FrameInfo info;
  info.format = format;
  info.width = width;
  info.height = height;
  return info;
}

TEST(Format, OddSizesRoundChromaUp) {
  EXPECT_EQ(subsampled(7, 1), 4);
  EXPECT_EQ(subsampled(8, 1), 4);
  EXPECT_EQ(subsampled(1, 1), 1);
  EXPECT_EQ(subsampled(7, 0), 7);
}

TEST(Format, TheTableNamesItsRows) {
  EXPECT_STREQ(format_info(PixelFormat::i420).name, "i420");
  EXPECT_STREQ(format_info(PixelFormat::nv12).name, "nv12");
  EXPECT_STREQ(format_info(PixelFormat::gray8).name, "gray8");
}

class Shapes : public ::testing::TestWithParam<std::tuple<PixelFormat, std::pair<int, int>>> {
 protected:
  FrameInfo info_ =
      shape(std::get<0>(GetParam()), std::get<1>(GetParam()).first, std::get<1>(GetParam()).second);
  [[nodiscard]] int channels(int p) const {
    return format_info(info_.format).layout[static_cast<std::size_t>(p)].channels;
  }
};

TEST_P(Shapes, PlanesAreAlignedDisjointAndInsideTheBuffer) {
  Pool pool(image_bytes(info_));
  const Image image(info_, pool);
  std::set<const std::uint8_t*> seen;
  std::size_t samples = 0;
  for (int p = 0; p < format_info(info_.format).planes; ++p) {
    const auto& plane = image.plane(p);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(plane.data) % kAlignment, 0U);
    EXPECT_EQ(plane.pitch % static_cast<std::ptrdiff_t>(kAlignment), 0);
    EXPECT_GE(plane.pitch, plane.width * channels(p));
    for (int y = 0; y < plane.height; ++y)
      for (int x = 0; x < plane.width * channels(p); ++x) {
        seen.insert(plane.row(y) + x);
        ++samples;
      }
  }
  EXPECT_EQ(seen.size(), samples) << "planes overlap";
  EXPECT_GE(*seen.begin(), image.plane(0).data);
  EXPECT_LT(*seen.rbegin(), image.plane(0).data + image_bytes(info_));
}

TEST_P(Shapes, CopyThenFreezeKeepsEveryPixel) {
  Pool pool(image_bytes(info_));
  Image image(info_, pool);
  const auto value = [](int p, int x, int y) {
    return static_cast<std::uint8_t>(p * 91 + x * 7 + y * 13);
  };
  for (int p = 0; p < format_info(info_.format).planes; ++p)
    for (int y = 0; y < image.plane(p).height; ++y)
      for (int x = 0; x < image.plane(p).width * channels(p); ++x)
        image.plane(p).row(y)[x] = value(p, x, y);
  const auto* pixels = image.plane(0).data;
  const Frame frame = freeze(std::move(image));
  EXPECT_EQ(frame.plane(0).data, pixels) << "freezing copies nothing";
  Image copy(info_, pool);
  copy_pixels(frame, copy);
  const Frame copied = freeze(std::move(copy));
  EXPECT_EQ(copied.info(), info_);
  EXPECT_EQ(copied.planes(), format_info(info_.format).planes);
  for (int p = 0; p < copied.planes(); ++p) {
    EXPECT_EQ(copied.plane(p).width, frame.plane(p).width);
    for (int y = 0; y < copied.plane(p).height; ++y)
      for (int x = 0; x < copied.plane(p).width * channels(p); ++x)
        ASSERT_EQ(copied.plane(p).row(y)[x], value(p, x, y)) << p << " " << x << " " << y;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, Shapes,
    ::testing::Combine(::testing::Values(PixelFormat::i420, PixelFormat::nv12, PixelFormat::gray8),
                       ::testing::Values(std::pair{64, 32}, std::pair{477, 359}, std::pair{1, 1},
                                         std::pair{2, 3})));

TEST(Frame, CopiesShareThePixelsAndKeepThemAlive) {
  const auto info = shape(PixelFormat::i420, 16, 16);
  Pool pool(image_bytes(info));
  Frame kept;
  EXPECT_FALSE(kept);
  {
    Image image(info, pool);
    image.plane(0).row(0)[0] = 42;
    const Frame frame = freeze(std::move(image));
    kept = frame;
  }
  EXPECT_TRUE(kept);
  const Image other(info, pool);
  EXPECT_NE(other.plane(0).data, kept.plane(0).data);
  EXPECT_EQ(kept.plane(0).row(0)[0], 42);
}

TEST(FrameInfo, ColourIsPartOfTheShape) {
  auto a = shape(PixelFormat::nv12, 4, 4), b = a;
  EXPECT_EQ(a, b);
  b.colour.range = Colour::Range::full;
  EXPECT_NE(a, b);
}

}  // namespace
}  // namespace touchline
