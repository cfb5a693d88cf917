#include "kernels/jpeg_samples.h"

#include <gtest/gtest.h>

#include "image/transfer.h"
#include "kernels/cuda/images.h"
#include "support/gpu.h"

namespace touchline {
namespace {

Frame noise(const FrameInfo& info, Pool& pool, unsigned seed) {
  Image image(info, pool);
  for (int i = 0; i < format_info(info.format).planes; ++i) {
    const auto& plane = image.plane(i);
    const int bytes =
        plane.width * format_info(info.format).layout[static_cast<std::size_t>(i)].channels;
    for (int y = 0; y < plane.height; ++y)
      for (int x = 0; x < bytes; ++x)
        plane.row(y)[x] = static_cast<std::uint8_t>((seed = seed * 1664525U + 1013904223U) >> 24U);
  }
  return freeze(std::move(image));
}

FrameInfo jpeg_shape(FrameInfo info) {
  info.format = PixelFormat::i420;
  info.colour = {Colour::Matrix::bt601, Colour::Range::full};
  return info;
}

TEST(JpegSamples, FullRangeBt601PassesUnchanged) {
  FrameInfo info{PixelFormat::i420, 64, 48, {Colour::Matrix::bt601, Colour::Range::full}, {}};
  Pool pool(image_bytes(info));
  const Frame frame = noise(info, pool, 1);
  Image image(jpeg_shape(info), pool);
  to_jpeg_samples(frame, image);
  for (int i = 0; i < 3; ++i)
    for (int y = 0; y < image.plane(i).height; ++y)
      for (int x = 0; x < image.plane(i).width; ++x)
        ASSERT_EQ(image.plane(i).row(y)[x], frame.plane(i).row(y)[x]);
}

TEST(JpegSamples, GreysKeepTheirPlaceBetweenBlackAndWhite) {
  const JpegColour c = jpeg_colour({Colour::Matrix::bt709, Colour::Range::limited});
  EXPECT_EQ(JpegBlock::rounded(c.y[0] * (16 - c.black)), 0);
  EXPECT_EQ(JpegBlock::rounded(c.y[0] * (235 - c.black)), 255);
  EXPECT_EQ(JpegBlock::rounded(c.y[0] * (126 - c.black)), 128) << "(126 - 16) / 219 * 255";
  EXPECT_EQ(JpegBlock::rounded(c.y[0] * (250 - c.black)), 255) << "whiter than white is cut";
}

class JpegSamplesOnGpu : public ::testing::TestWithParam<PixelFormat> {};

TEST_P(JpegSamplesOnGpu, AreTheHostsBitForBit) {
  TL_NEEDS_GPU_CODE();
  const auto context = testing::gpu();
  ASSERT_TRUE(context) << context.error().message;
  const auto stream = std::move(*cuda::Stream::create(*context));
  for (const auto& [width, height] : {std::pair{1, 1}, {67, 35}, {320, 182}}) {
    const FrameInfo info{
        GetParam(), width, height, {Colour::Matrix::bt709, Colour::Range::limited}, {}};
    const FrameInfo shape = jpeg_shape(info);
    FrameInfo device = shape;
    device.device = {Device::Kind::cuda, 0};
    Pool host(image_bytes(info) + image_bytes(shape)),
        from = picture_pool(info, *context), to = picture_pool(shape, *context),
        pinned = pinned_picture_pool(shape, *context);
    const Frame frame = noise(info, host, 5);
    Image want(shape, host), got(device, to);
    to_jpeg_samples(frame, want);
    const auto uploaded = upload(frame, from, *stream);
    ASSERT_TRUE(uploaded);
    const auto done = to_jpeg_samples(*uploaded, got, *stream);
    ASSERT_TRUE(done) << done.error().message;
    const auto back = download(freeze(std::move(got), *stream->record()), pinned, *stream);
    ASSERT_TRUE(back);
    for (int i = 0; i < 3; ++i)
      for (int y = 0; y < want.plane(i).height; ++y)
        for (int x = 0; x < want.plane(i).width; ++x)
          ASSERT_EQ(back->plane(i).row(y)[x], want.plane(i).row(y)[x]) << i << ' ' << x << ' ' << y;
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, JpegSamplesOnGpu,
                         ::testing::Values(PixelFormat::i420, PixelFormat::nv12),
                         [](const auto& tested) {
                           return std::string(format_info(tested.param).name);
                         });

}  // namespace
}  // namespace touchline
