// What a virtual camera shows is the same wherever the pictures lie.
#include "pipeline/followed.h"

#include <gtest/gtest.h>

#include <cstring>

#include "image/transfer.h"
#include "support/uploaded.h"

namespace touchline {
namespace {

using namespace testing;

void expect_same_pixels(const Frame& one, const Frame& other) {
  ASSERT_EQ(one.info(), other.info());
  for (int p = 0; p < format_info(one.info().format).planes; ++p) {
    const auto& a = one.plane(p);
    const auto& b = other.plane(p);
    const auto row = static_cast<std::size_t>(
        a.width * format_info(one.info().format).layout[static_cast<std::size_t>(p)].channels);
    for (int y = 0; y < a.height; ++y)
      ASSERT_EQ(std::memcmp(a.row(y), b.row(y), row), 0) << "plane " << p << " row " << y;
  }
}

TEST(WindowPictures, OfAGpuAreThoseOfTheHost) {
  TL_UPLOADS(gpu);
  const Frame host = noise_frame(PixelFormat::nv12, 320, 180, 7), uploaded = gpu(host);
  auto here = WindowPictures::create(host.info(), 96, 54);
  auto there = WindowPictures::create(uploaded.info(), 96, 54, &gpu.stream());
  ASSERT_TRUE(here) << here.error().message;
  ASSERT_TRUE(there) << there.error().message;
  EXPECT_TRUE(there->info().device.is_cuda());
  Pool on_host(image_bytes(here->info())),
      on_gpu = picture_pool(there->info(), gpu.stream().context()),
      pinned = pinned_picture_pool(there->info(), gpu.stream().context());
  director::Framing framing;
  for (const double width : {1.0, 0.6, 0.31}) {
    framing.width = width;
    framing.height = width * 9 / 16;
    framing.centre = {0.5, 0.28125};
    const auto one = here->of(host, framing, on_host), other = there->of(uploaded, framing, on_gpu);
    ASSERT_TRUE(one) << one.error().message;
    ASSERT_TRUE(other) << other.error().message;
    const auto back = download(*other, pinned, gpu.stream());
    ASSERT_TRUE(back) << back.error().message;
    expect_same_pixels(*one, *back);
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace touchline
