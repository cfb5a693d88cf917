#include "kernels/cuda/nv12.h"

#include <gtest/gtest.h>

#include <vector>

#include "image/transfer.h"
#include "kernels/cuda/images.h"
#include "support/gpu.h"

namespace touchline {
namespace {

TEST(NarrowSamples, RoundsToNearestAndSaturates) {
  EXPECT_EQ(to_eight_bits(0), 0);
  EXPECT_EQ(to_eight_bits(64U << 6U), 16) << "black";
  EXPECT_EQ(to_eight_bits(65U << 6U), 16);
  EXPECT_EQ(to_eight_bits(66U << 6U), 17) << "half rounds up";
  EXPECT_EQ(to_eight_bits(1023U << 6U), 255);
}

TEST(NarrowSamples, OnTheGpuGivesTheSameSamples) {
  TL_NEEDS_GPU_CODE();
  const auto context = testing::gpu();
  ASSERT_TRUE(context) << context.error().message;
  const auto stream = std::move(*cuda::Stream::create(*context));
  constexpr int kWidth = 70, kHeight = 38;
  std::vector<std::uint16_t> luma(kWidth * kHeight), chroma(kWidth * kHeight / 2);
  for (std::size_t i = 0; i < luma.size(); ++i)
    luma[i] = static_cast<std::uint16_t>(i * 7919U << 6U);
  for (std::size_t i = 0; i < chroma.size(); ++i)
    chroma[i] = static_cast<std::uint16_t>(i * 104729U << 6U);
  Pool source(luma.size() * 2, cuda::device_allocator(*context));
  const Buffer y = source.acquire(), uv = source.acquire();
  ASSERT_TRUE(stream->to_device(y.get(), luma.data(), luma.size() * 2));
  ASSERT_TRUE(stream->to_device(uv.get(), chroma.data(), chroma.size() * 2));

  const FrameInfo info{PixelFormat::nv12, kWidth, kHeight, {}, {Device::Kind::cuda, 0}};
  Pool pictures = picture_pool(info, *context), pinned = pinned_picture_pool(info, *context);
  Image image(info, pictures);
  ASSERT_TRUE(image);
  const auto narrowed = narrow_p010(y.get(), kWidth * 2, uv.get(), kWidth * 2, image, *stream);
  ASSERT_TRUE(narrowed) << narrowed.error().message;
  const auto traffic = (*context)->traffic();
  const auto back = download(freeze(std::move(image), *stream->record()), pinned, *stream);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ((*context)->traffic().frames_to_host, traffic.frames_to_host + 1);
  for (int row = 0; row < kHeight; ++row)
    for (int x = 0; x < kWidth; ++x) {
      const auto at = static_cast<std::size_t>(row * kWidth + x);
      ASSERT_EQ(back->plane(0).row(row)[x], to_eight_bits(luma[at]));
      if (row < kHeight / 2) {
        ASSERT_EQ(back->plane(1).row(row)[x], to_eight_bits(chroma[at]));
      }
    }
}

}  // namespace
}  // namespace touchline
