// Crops: where they lie, what they hold, and the same bits on a GPU.
#include "kernels/crop.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <deque>
#include <numbers>
#include <vector>

#include "kernels/cuda/crop_batch.h"
#include "kernels/half.h"
#include "support/uploaded.h"

namespace touchline {
namespace {

LetterboxSpec pose_spec(int width, int height) {
  LetterboxSpec spec;
  spec.width = width;
  spec.height = height;
  spec.mean[0] = 123.675F, spec.mean[1] = 116.28F, spec.mean[2] = 103.53F;
  spec.std[0] = 58.395F, spec.std[1] = 57.12F, spec.std[2] = 57.375F;
  spec.pad = 0;
  return spec;
}

/// Gray that says where it is: brightness 4 x + y in a full-range frame.
Frame ramp(int width, int height) {
  const FrameInfo info{PixelFormat::i420, width, height, {}, {}};
  FrameInfo full = info;
  full.colour.range = Colour::Range::full;
  Pool pool(image_bytes(full));
  Image image(full, pool);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) image.plane(0).row(y)[x] = static_cast<std::uint8_t>(4 * x + y);
  for (int p = 1; p < 3; ++p)
    for (int y = 0; y < image.plane(p).height; ++y)
      std::memset(image.plane(p).row(y), 128, static_cast<std::size_t>(image.plane(p).width));
  return freeze(std::move(image));
}

std::vector<float> crop(const LetterboxSpec& spec, const Frame& frame, const CropMap& map) {
  std::vector<float> out(static_cast<std::size_t>(3 * spec.width * spec.height));
  sample_crop(spec, frame, map, out.data());
  return out;
}

/// 0..255 of the first channel.
double gray(const LetterboxSpec& spec, const std::vector<float>& tensor, int u, int v) {
  const float value = tensor[static_cast<std::size_t>(v * spec.width + u)];
  return double{value} * spec.std[0] + spec.mean[0];
}

TEST(Crop, TheMapTakesCornersToCorners) {
  LetterboxSpec spec = pose_spec(192, 256);
  const Box box{100, 50, 40, 80};
  const auto grown = crop_map(spec, box, 1.25F);  // 100 high, so 75 wide
  EXPECT_NEAR(grown(0, 0).x, 120 - 37.5, 1e-4);
  EXPECT_NEAR(grown(0, 0).y, 90 - 50, 1e-4);
  EXPECT_NEAR(grown(192, 256).x, 120 + 37.5, 1e-4);
  EXPECT_NEAR(grown(192, 256).y, 90 + 50, 1e-4);
  const auto wide = crop_map(spec, {0, 0, 90, 60});  // 90 wide, so 120 high
  EXPECT_NEAR(wide(0, 0).y, 30 - 60, 1e-4);
  spec.fit = Fit::stretch;
  const auto stretched = crop_map(spec, box);
  EXPECT_NEAR(stretched(0, 0).x, 100, 1e-4);
  EXPECT_NEAR(stretched(192, 256).x, 140, 1e-4);
  EXPECT_NEAR(stretched(192, 256).y, 130, 1e-4);
}

TEST(Crop, ATurnKeepsTheCentreAndTurnsClockwise) {
  const LetterboxSpec spec = pose_spec(64, 64);
  const auto quarter =
      crop_map(spec, {10, 20, 32, 32}, 1, static_cast<float>(std::numbers::pi / 2));
  EXPECT_NEAR(quarter(32, 32).x, 26, 1e-4);
  EXPECT_NEAR(quarter(32, 32).y, 36, 1e-4);
  EXPECT_NEAR(quarter(32, 0).x, 42, 1e-4) << "up in the crop is right in the frame";
  EXPECT_NEAR(quarter(32, 0).y, 36, 1e-4);
}

TEST(Crop, PixelsAreWhatLiesThere) {
  const Frame frame = ramp(48, 40);
  const LetterboxSpec spec = pose_spec(24, 24);
  for (const float turn : {0.0F, 0.4F, -1.3F}) {
    const auto map = crop_map(spec, {14, 10, 12, 12}, 1.5F, turn);
    const auto tensor = crop(spec, frame, map);
    for (int v = 0; v < spec.height; ++v) {
      for (int u = 0; u < spec.width; ++u) {
        const auto at = map(static_cast<float>(u) + 0.5F, static_cast<float>(v) + 0.5F);
        EXPECT_NEAR(gray(spec, tensor, u, v), 4 * (at.x - 0.5) + (at.y - 0.5), 0.02);
      }
    }
  }
}

/// The textbook's bilinear warp, in double precision and by the box, not by the map.
TEST(Crop, ANoisyPictureIsWarpedAsTheTextbookHasIt) {
  constexpr int kWide = 61, kHigh = 47;
  FrameInfo info{PixelFormat::gray8, kWide, kHigh, {}, {}};
  info.colour.range = Colour::Range::full;
  Pool pool(image_bytes(info));
  Image image(info, pool);
  std::uint32_t noise = 7;
  double grey[kHigh][kWide];
  for (int y = 0; y < kHigh; ++y)
    for (int x = 0; x < kWide; ++x) {
      noise = noise * 1664525U + 1013904223U;
      image.plane(0).row(y)[x] = static_cast<std::uint8_t>(noise >> 24U);
      grey[y][x] = image.plane(0).row(y)[x];
    }
  const Frame frame = freeze(std::move(image));
  const LetterboxSpec spec = pose_spec(48, 64);
  for (const double turn : {0.0, 0.5, -2.1}) {
    const auto tensor =
        crop(spec, frame, crop_map(spec, {20, 12, 15, 20}, 1.25F, static_cast<float>(turn)));
    for (int v = 0; v < spec.height; ++v)
      for (int u = 0; u < spec.width; ++u) {
        const double along = ((u + 0.5) / 48 - 0.5) * 15 * 1.25,
                     down = ((v + 0.5) / 64 - 0.5) * 20 * 1.25;
        const double x = 27.5 + std::cos(turn) * along - std::sin(turn) * down - 0.5,
                     y = 22 + std::sin(turn) * along + std::cos(turn) * down - 0.5;
        const int left = static_cast<int>(std::floor(x)), top = static_cast<int>(std::floor(y));
        const double fx = x - left, fy = y - top;
        const double want = (1 - fy) * ((1 - fx) * grey[top][left] + fx * grey[top][left + 1]) +
                            fy * ((1 - fx) * grey[top + 1][left] + fx * grey[top + 1][left + 1]);
        for (std::size_t c = 0; c < 3; ++c)
          ASSERT_NEAR(
              tensor[(c * 64 + static_cast<std::size_t>(v)) * 48 + static_cast<std::size_t>(u)],
              (want - static_cast<double>(spec.mean[c])) / static_cast<double>(spec.std[c]), 1e-3)
              << u << ", " << v << " turned by " << turn;
      }
  }
}

TEST(Crop, OutsideTheFrameIsThePad) {
  const Frame frame = ramp(16, 16);
  LetterboxSpec spec = pose_spec(32, 32);
  spec.pad = 77;
  const auto tensor = crop(spec, frame, crop_map(spec, {-8, -8, 32, 32}));
  EXPECT_NEAR(gray(spec, tensor, 0, 0), 77, 1e-3);
  EXPECT_NEAR(gray(spec, tensor, 7, 8), 77, 1e-3);
  EXPECT_NEAR(gray(spec, tensor, 8, 8), 0, 1e-3) << "the first pixel inside";
  EXPECT_NEAR(gray(spec, tensor, 23, 23), 4 * 15 + 15, 1e-3);
  EXPECT_NEAR(gray(spec, tensor, 24, 23), 77, 1e-3);
}

TEST(Crop, TheWholeFrameAtItsSizeIsTheLetterbox) {
  const Frame frame = testing::noise_frame(PixelFormat::gray8, 40, 24, 5);
  const LetterboxSpec spec = pose_spec(40, 24);
  const Letterbox letterbox(spec, frame.info());
  std::vector<float> want(letterbox.floats());
  letterbox.sample_reference(frame, want.data());
  const auto got = crop(spec, frame, crop_map(spec, {0, 0, 40, 24}));
  for (std::size_t i = 0; i < want.size(); ++i) EXPECT_NEAR(got[i], want[i], 1e-4) << i;
}

class CropsOnGpu : public ::testing::TestWithParam<TensorType> {};

/// 150 crops of 11 frames of three formats, some half outside: several launches.
TEST_P(CropsOnGpu, AreTheSameBits) {
  TL_UPLOADS(gpu);
  const auto context = gpu.stream().context();
  const LetterboxSpec spec = pose_spec(20, 36);
  const auto crops = DeviceCrops::create(spec, GetParam(), context);
  ASSERT_TRUE(crops) << crops.error().message;
  constexpr PixelFormat kFormats[] = {PixelFormat::nv12, PixelFormat::i420, PixelFormat::gray8};
  std::deque<Frame> host, device;
  for (unsigned i = 0; i < 11; ++i) {
    host.push_back(testing::noise_frame(kFormats[i % 3], 61 + static_cast<int>(i), 47, i, 3));
    device.push_back(gpu(host.back()));
  }
  std::vector<DeviceCrop> wanted;
  std::vector<float> want;
  for (std::size_t i = 0; i < 150; ++i) {
    const auto k = static_cast<float>(i);
    const auto frame = i % 2 ? i / 14 : i % 11;
    const auto map = crop_map(spec, {k / 3 - 5, k / 5 - 3, 9 + k / 20, 14}, 1.25F, k / 50);
    wanted.push_back({&device[frame], map});
    const auto one = crop(spec, host[frame], map);
    want.insert(want.end(), one.begin(), one.end());
  }
  const auto bytes = want.size() * bytes_of(GetParam());
  const Buffer tensor = Pool(bytes, cuda::device_allocator(context)).acquire();
  ASSERT_TRUE(crops->sample(wanted, tensor.get(), gpu.stream()));
  std::vector<std::uint8_t> got(bytes);
  ASSERT_TRUE(gpu.stream().to_host(got.data(), tensor.get(), bytes));
  ASSERT_TRUE(gpu.stream().synchronize());
  for (std::size_t i = 0; i < want.size(); ++i) {
    if (GetParam() == TensorType::f32) {
      ASSERT_EQ(std::memcmp(&got[4 * i], &want[i], 4), 0) << i;
    } else {
      const std::uint16_t half = half_bits(want[i]);
      ASSERT_EQ(std::memcmp(&got[2 * i], &half, 2), 0) << i;
    }
  }
}

TEST_P(CropsOnGpu, AFrameElsewhereIsRefused) {
  TL_UPLOADS(gpu);
  const auto crops = DeviceCrops::create(pose_spec(8, 8), GetParam(), gpu.stream().context());
  ASSERT_TRUE(crops);
  const Frame host = ramp(16, 16);
  const DeviceCrop one{&host, {}};
  EXPECT_EQ(crops->sample({&one, 1}, nullptr, gpu.stream()).error().code, Errc::usage);
  EXPECT_EQ(DeviceCrops::create(pose_spec(0, 8), GetParam(), gpu.stream().context()).error().code,
            Errc::usage);
}

INSTANTIATE_TEST_SUITE_P(Types, CropsOnGpu, ::testing::Values(TensorType::f32, TensorType::f16),
                         [](const auto& tested) {
                           return tested.param == TensorType::f16 ? "f16" : "f32";
                         });

}  // namespace
}  // namespace touchline
