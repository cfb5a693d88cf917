#include "kernels/cuda/row_bands.h"

#include <gtest/gtest.h>

#include <cstring>

#include "support/uploaded.h"

namespace touchline {
namespace {

using testing::noise_frame;

TEST(RowBands, AreThePicturesRows) {
  TL_UPLOADS(gpu);
  DeviceRowBands reader(gpu.stream());
  struct Case {
    int width, height, count;
    std::vector<int> tops;
  };
  const Case cases[] = {
      {640, 360, 18, {0, 100, 342}},
      {853, 480, 18, {2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 462}},
      {17, 5, 1, {4}},
      {1920, 1080, 3, {1077, 0}}};
  for (const auto& [width, height, count, tops] : cases) {
    const Frame frame = noise_frame(PixelFormat::gray8, width, height, 7, 5);
    const Frame there = gpu(frame);
    ASSERT_TRUE(there);
    std::vector<const std::uint8_t*> bands;
    for (const int top : tops) bands.push_back(there.plane(0).data + top * there.plane(0).pitch);
    const auto before = gpu.traffic();
    const auto rows = reader.read(bands, there.plane(0).pitch, width, count);
    ASSERT_TRUE(rows) << rows.error().message;
    EXPECT_EQ(gpu.traffic().frames_to_host, before.frames_to_host);
    const std::uint8_t* packed = *rows;
    for (const int top : tops)
      for (int row = 0; row < count; ++row, packed += width)
        ASSERT_EQ(
            std::memcmp(packed, frame.plane(0).row(top + row), static_cast<std::size_t>(width)), 0)
            << width << "x" << height << ", row " << top + row;
  }
}

}  // namespace
}  // namespace touchline
