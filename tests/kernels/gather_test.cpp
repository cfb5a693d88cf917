#include "kernels/cuda/gather.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <random>

#include "kernels/cuda/images.h"
#include "support/uploaded.h"

namespace touchline {
namespace {

using testing::noise_frame;

TEST(LineProfile, IsTheMeanOfThreePlaces) {
  // Brightness 4 x: bilinear reading is exact, along the line it does not change.
  FrameInfo info;
  info.format = PixelFormat::gray8, info.width = 60, info.height = 30;
  Pool pool(image_bytes(info));
  Image image(info, pool);
  for (int y = 0; y < 30; ++y)
    for (int x = 0; x < 60; ++x) image.plane(0).row(y)[x] = static_cast<std::uint8_t>(4 * x);
  const Frame frame = freeze(std::move(image));
  const LineProfile line{30, 15, 1, 0, 0.75, 4, 12, 0};
  for (int i = -12; i <= 12; ++i)
    EXPECT_EQ(profile_sample(YuvReader(frame), line, i), static_cast<float>(4 * (29.5 + 0.75 * i)));
  EXPECT_EQ(line.samples(), 25);
}

TEST(FrameSampler, ProfilesAreTheHostsBitForBit) {
  TL_UPLOADS(gpu);
  FrameSampler sampler(gpu.stream());
  std::mt19937 random(3);
  const auto uniform = [&](double from, double to) {
    return std::uniform_real_distribution<double>(from, to)(random);
  };
  for (const PixelFormat format : {PixelFormat::i420, PixelFormat::nv12, PixelFormat::gray8}) {
    const Frame frame = noise_frame(format, 701, 403, 5, 7);
    const Frame uploaded = gpu(frame);
    auto& lines = sampler.lines();
    int first = 0;
    for (int i = 0; i < 131; ++i) {
      const double angle = uniform(0, 6.28);
      lines.push_back({uniform(150, 550), uniform(150, 250), std::cos(angle), std::sin(angle),
                       uniform(0.75, 2), i % 2 ? 4.0 : 1.5, i % 67, first});
      first += lines.back().samples();
    }
    const std::vector<LineProfile> asked = lines;
    const auto before = gpu.traffic();
    const auto values = sampler.read_lines(uploaded);
    ASSERT_TRUE(values) << values.error().message;
    EXPECT_EQ(gpu.traffic().frames_to_host, before.frames_to_host);
    ASSERT_EQ(values->size(), static_cast<std::size_t>(first));
    for (const LineProfile& line : asked)
      for (int i = -line.half; i <= line.half; ++i)
        ASSERT_EQ((*values)[static_cast<std::size_t>(line.first + i + line.half)],
                  profile_sample(YuvReader(frame), line, i));
  }
}

TEST(FrameSampler, PlacesAreTheHosts) {
  TL_UPLOADS(gpu);
  FrameSampler sampler(gpu.stream());
  for (const PixelFormat format : {PixelFormat::i420, PixelFormat::nv12}) {
    const Frame frame = noise_frame(format, 321, 181, 5, 7);
    auto& places = sampler.places();
    std::minstd_rand random(8);
    for (int i = 0; i < 5000; ++i)
      places.push_back(
          {static_cast<std::int16_t>(random() % 321), static_cast<std::int16_t>(random() % 181)});
    places[17] = {};
    places[18] = {320, 180};  // the last pixel has no right and no lower neighbour
    const std::vector<Place> asked = places;
    const auto values = sampler.read_places(gpu(frame));
    ASSERT_TRUE(values) << values.error().message;
    ASSERT_EQ(values->size(), asked.size());
    for (std::size_t i = 0; i < asked.size(); ++i) {
      const Yuv8 expected =
          asked[i].exists() ? YuvReader(frame).mean_at(asked[i].x, asked[i].y) : Yuv8{};
      ASSERT_EQ((*values)[i], expected) << i;
    }
  }
}

TEST(FrameSampler, NothingAskedForIsNothing) {
  TL_UPLOADS(gpu);
  FrameSampler sampler(gpu.stream());
  const Frame frame = gpu(noise_frame(PixelFormat::nv12, 64, 64, 1));
  const auto before = gpu.traffic();
  sampler.lines(), sampler.places();
  EXPECT_TRUE(sampler.read_lines(frame)->empty());
  EXPECT_TRUE(sampler.read_places(frame)->empty());
  EXPECT_EQ(gpu.traffic().bytes_to_host, before.bytes_to_host);
}

}  // namespace
}  // namespace touchline
