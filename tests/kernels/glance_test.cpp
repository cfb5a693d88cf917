#include "kernels/glance.h"

#include <gtest/gtest.h>

#include <cstring>
#include <numeric>

#include "kernels/cuda/glance.h"
#include "kernels/cuda/images.h"
#include "kernels/grass_colour.h"
#include "support/uploaded.h"

namespace touchline {
namespace {

using testing::noise_frame;

struct Shape {
  PixelFormat format;
  int width, height;
};
const Shape kShapes[] = {{PixelFormat::i420, 1920, 1080}, {PixelFormat::nv12, 1920, 1080},
                         {PixelFormat::nv12, 1280, 720},  {PixelFormat::i420, 853, 481},
                         {PixelFormat::nv12, 641, 359},   {PixelFormat::gray8, 640, 360},
                         {PixelFormat::nv12, 3840, 2160}, {PixelFormat::i420, 1449, 3},
                         {PixelFormat::i420, 64, 2},      {PixelFormat::nv12, 5, 7},
                         {PixelFormat::i420, 1, 1},       {PixelFormat::gray8, 1, 9},
                         {PixelFormat::gray8, 6001, 37},  {PixelFormat::gray8, 12003, 70}};

std::string name(const Shape& s) {
  return std::string(format_info(s.format).name) + " " + std::to_string(s.width) + "x" +
         std::to_string(s.height);
}

void expect_equal(const Glance& a, const Glance& b) {
  EXPECT_EQ(a.width, b.width);
  EXPECT_EQ(a.height, b.height);
  EXPECT_EQ(a.cells.luma, b.cells.luma);
  EXPECT_EQ(a.cells.u, b.cells.u);
  EXPECT_EQ(a.cells.v, b.cells.v);
  EXPECT_EQ(a.all, b.all);
  EXPECT_EQ(a.lower, b.lower);
  EXPECT_EQ(a.pyramid.scale(), b.pyramid.scale());
  for (int i = 0; i < LumaPyramid::kLevels; ++i) {
    const auto p = a.pyramid.level(i), q = b.pyramid.level(i);
    ASSERT_EQ(p.width, q.width) << "level " << i;
    ASSERT_EQ(p.height, q.height) << "level " << i;
    const auto bytes = static_cast<std::size_t>(p.width) * static_cast<std::size_t>(p.height);
    EXPECT_EQ(std::memcmp(p.data, q.data, bytes), 0) << "level " << i;
  }
}

TEST(Glance, ItsFunctorsSayWhatTheFastWaySays) {
  for (const Shape& shape : kShapes) {
    SCOPED_TRACE(name(shape));
    const Frame frame = noise_frame(shape.format, shape.width, shape.height, 3, 5);
    const Glance seen = glance(frame);
    const CellMean luma = cell_mean(frame, 0);
    for (int i = 0; i < luma.columns * luma.rows; ++i)
      ASSERT_EQ(luma(i % luma.columns, i / luma.columns),
                seen.cells.luma[static_cast<std::size_t>(i)]);
    const auto base = LumaPyramid::base(shape.width, shape.height);
    const auto level = seen.pyramid.level(0);
    ASSERT_EQ(level.width, base.width);
    ASSERT_EQ(level.height, base.height);
    const auto& plane = frame.plane(0);
    const HalvedLuma halved{plane.data, plane.pitch, plane.width, plane.height, base.halvings};
    for (int y = 0; y < level.height; ++y)
      for (int x = 0; x < level.width; ++x) ASSERT_EQ(halved(x, y), level.row(y)[x]);
    if (frame.planes() < 2) continue;
    for (const int channel : {1, 2}) {
      const CellMean mean = cell_mean(frame, channel);
      const auto& cells = channel == 1 ? seen.cells.u : seen.cells.v;
      for (int i = 0; i < mean.columns * mean.rows; ++i)
        ASSERT_EQ(mean(i % mean.columns, i / mean.columns), cells[static_cast<std::size_t>(i)]);
    }
    const SampleGrid all = sample_grid(shape.width, shape.height, 0);
    for (int i = 0; i < all.size(); ++i)
      ASSERT_EQ(all(YuvReader(frame), i), seen.all[static_cast<std::size_t>(i)]);
  }
}

TEST(Glance, OnTheGpuIsTheSameByteForByte) {
  TL_UPLOADS(gpu);
  DeviceGlance device(gpu.stream());
  Glance there;
  for (const Shape& shape : kShapes) {
    SCOPED_TRACE(name(shape));
    const Frame frame = noise_frame(shape.format, shape.width, shape.height, 11, 3);
    const Frame uploaded = gpu(frame);
    ASSERT_TRUE(uploaded);
    const auto before = gpu.traffic();
    const auto made = device.make(uploaded, true, there);
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(gpu.traffic().frames_to_host, before.frames_to_host);
    expect_equal(glance(frame), there);
  }
}

TEST(Glance, FramesOfABatchOnTheGpuAreEachTheSameAsAlone) {
  TL_UPLOADS(gpu);
  DeviceGlances device(gpu.stream());
  for (const std::size_t count : {14U, 3U, 0U, 14U}) {
    std::vector<Frame> frames, uploaded;
    std::vector<GlanceOf> batch;
    for (std::size_t i = 0; i < count; ++i) {
      const Shape& shape = kShapes[i];
      frames.push_back(noise_frame(shape.format, shape.width, shape.height,
                                   static_cast<std::uint32_t>(count + i), 3));
      uploaded.push_back(gpu(frames.back()));
    }
    for (std::size_t i = 0; i < count; ++i) batch.push_back({&uploaded[i], i % 2 == 0});
    const auto fetched = device.make(batch);
    ASSERT_TRUE(fetched) << fetched.error().message;
    ASSERT_EQ(fetched->size(), count);
    for (std::size_t i = 0; i < count; ++i) {
      SCOPED_TRACE(name(kShapes[i]));
      GlanceMaker host;
      Glance here, there, samples;
      host.make(frames[i], i % 2 == 0, here);
      (*fetched)[i].read(there);
      if (i % 2 == 0) {
        expect_equal(here, there);
      } else {
        EXPECT_EQ(here.cells.luma, there.cells.luma);
        EXPECT_EQ(here.all, there.all);
        EXPECT_TRUE(there.pyramid.empty());
      }
      (*fetched)[i].read_samples(samples);
      EXPECT_EQ(samples.all, here.all);
      EXPECT_EQ(samples.lower, here.lower);
    }
  }
}

TEST(Glance, WhatIsKeptOfABatchOutlivesTheNext) {
  TL_UPLOADS(gpu);
  DeviceGlances device(gpu.stream());
  const Frame first = noise_frame(PixelFormat::nv12, 640, 360, 1),
              second = noise_frame(PixelFormat::nv12, 640, 360, 2);
  std::vector<FetchedGlance> kept;
  for (const Frame& frame : {first, second}) {
    const Frame uploaded = gpu(frame);
    const GlanceOf one{&uploaded, true};
    const auto fetched = device.make({&one, 1});
    ASSERT_TRUE(fetched);
    kept.push_back(std::move(fetched->front()));
  }
  Glance there;
  kept.front().read(there);
  expect_equal(glance(first), there);
  kept.back().read(there);
  expect_equal(glance(second), there);
}

TEST(Glance, WithoutMotionLeavesThePyramid) {
  TL_UPLOADS(gpu);
  const Frame first = noise_frame(PixelFormat::nv12, 640, 360, 1),
              second = noise_frame(PixelFormat::nv12, 640, 360, 2);
  DeviceGlance device(gpu.stream());
  GlanceMaker host;
  Glance here, there;
  ASSERT_TRUE(device.make(gpu(first), true, there));
  const auto before = gpu.traffic().bytes_to_host;
  ASSERT_TRUE(device.make(gpu(second), false, there));
  EXPECT_LT(gpu.traffic().bytes_to_host - before, 40'000) << "cells and grass only";
  host.make(first, true, here);
  host.make(second, false, here);
  expect_equal(here, there);
}

TEST(Glance, GrassLearnedFromItIsTheFrames) {
  TL_UPLOADS(gpu);
  DeviceGlance device(gpu.stream());
  for (const PixelFormat format : {PixelFormat::i420, PixelFormat::nv12}) {
    // Green noise, so that there is something to learn.
    FrameInfo info;
    info.format = format, info.width = 322, info.height = 181;
    Pool pool(image_bytes(info));
    Image image(info, pool);
    std::minstd_rand random(5);
    for (int p = 0; p < format_info(format).planes; ++p)
      for (int y = 0; y < image.plane(p).height; ++y)
        for (int x = 0; x < image.plane(p).pitch; ++x)
          image.plane(p).row(y)[x] =
              static_cast<std::uint8_t>((p == 0 ? 80 : 105) + (random() >> 8U) % 16);
    const Frame frame = freeze(std::move(image));
    Glance there;
    ASSERT_TRUE(device.make(gpu(frame), false, there));
    const GrassColour a = learn_grass(frame), b = learn_grass(there);
    ASSERT_TRUE(a.found());
    EXPECT_EQ(std::memcmp(&a, &b, sizeof(a)), 0);
  }
}

TEST(Glance, Of1080pTakesLessThanAHundredAndSeventyKilobytes) {
  TL_UPLOADS(gpu);
  const Frame frame = gpu(noise_frame(PixelFormat::nv12, 1920, 1080, 1));
  DeviceGlance device(gpu.stream());
  Glance seen;
  const auto before = gpu.traffic();
  ASSERT_TRUE(device.make(frame, true, seen));
  EXPECT_LT(gpu.traffic().bytes_to_host - before.bytes_to_host, 170'000);
  EXPECT_LT(gpu.traffic().bytes_to_device - before.bytes_to_device, 1000);
}

}  // namespace
}  // namespace touchline
