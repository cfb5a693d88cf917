// The letterbox on a GPU against its definition on the CPU: the same bits.
#include "kernels/cuda/letterbox_batch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <vector>

#include "image/transfer.h"
#include "kernels/cuda/images.h"
#include "kernels/half.h"
#include "support/gpu.h"

namespace touchline {
namespace {

Frame noise(const FrameInfo& info, unsigned seed) {
  Pool pool(image_bytes(info));
  Image image(info, pool);
  std::minstd_rand random(seed);
  for (int p = 0; p < format_info(info.format).planes; ++p) {
    const auto& plane = image.plane(p);
    const int channels = format_info(info.format).layout[static_cast<std::size_t>(p)].channels;
    for (int y = 0; y < plane.height; ++y)
      for (int x = 0; x < plane.width * channels; ++x)
        plane.row(y)[x] = static_cast<std::uint8_t>(random() >> 7U);
  }
  return freeze(std::move(image));
}

/// Every float of one input, by the functor.
std::vector<float> definition(const LetterboxSpec& spec, const Frame& frame) {
  const Letterbox letterbox(spec, frame.info());
  std::vector<float> out(letterbox.floats());
  letterbox.fill_border(out.data());
  letterbox.sample_reference(frame, out.data());
  return out;
}

std::vector<std::uint8_t> as_tensor(const std::vector<float>& values, TensorType type) {
  std::vector<std::uint8_t> bytes(values.size() * bytes_of(type));
  if (type == TensorType::f32) {
    std::memcpy(bytes.data(), values.data(), bytes.size());
  } else {
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::uint16_t half = half_bits(values[i]);
      std::memcpy(bytes.data() + 2 * i, &half, 2);
    }
  }
  return bytes;
}

class DeviceLetterboxTest : public testing::WithGpu<::testing::TestWithParam<TensorType>> {
 protected:
  /// A copy on the GPU.
  Frame on_gpu(const Frame& frame) {
    Pool pool = picture_pool(frame.info(), context_);
    auto uploaded = upload(frame, pool, *stream_);
    EXPECT_TRUE(uploaded) << uploaded.error().message;
    return *uploaded;
  }

  void expect_definition(const LetterboxSpec& spec, const std::vector<Frame>& frames,
                         std::size_t shift = 0) {
    std::vector<Frame> uploaded;
    for (const Frame& frame : frames) uploaded.push_back(on_gpu(frame));
    auto letterbox =
        DeviceLetterbox::create(spec, GetParam(), static_cast<int>(frames.size()), context_);
    ASSERT_TRUE(letterbox) << letterbox.error().message;
    const std::size_t image = bytes_of(GetParam()) * 3 * static_cast<std::size_t>(spec.width) *
                              static_cast<std::size_t>(spec.height);
    const Buffer tensor =
        Pool(image * frames.size() + shift, cuda::device_allocator(context_)).acquire();
    std::vector<LetterboxGeometry> geometry(frames.size());
    for (int again = 0; again < 2; ++again) {  // planned, and from the plans
      ASSERT_TRUE(stream_->fill(tensor.get(), 0x5A, image * frames.size() + shift));
      const auto done = (*letterbox)->sample(uploaded, tensor.get() + shift, geometry, *stream_);
      ASSERT_TRUE(done) << done.error().message;
      std::vector<std::uint8_t> out(image * frames.size());
      ASSERT_TRUE(stream_->to_host(out.data(), tensor.get() + shift, out.size()));
      ASSERT_TRUE(stream_->synchronize());
      for (std::size_t i = 0; i < frames.size(); ++i) {
        const auto want = as_tensor(definition(spec, frames[i]), GetParam());
        const auto differs = std::mismatch(want.begin(), want.end(),
                                           out.begin() + static_cast<std::ptrdiff_t>(i * image));
        ASSERT_TRUE(differs.first == want.end())
            << "image " << i << ", sample "
            << static_cast<std::size_t>(differs.first - want.begin()) / bytes_of(GetParam());
        const auto g = letterbox_geometry(spec, frames[i].width(), frames[i].height());
        EXPECT_EQ(geometry[i].x, g.x);
        EXPECT_EQ(geometry[i].height, g.height);
        EXPECT_EQ(geometry[i].scale_y, g.scale_y);
        EXPECT_EQ(geometry[i].source_width, frames[i].width());
      }
    }
  }
};

FrameInfo shape(PixelFormat format, int width, int height,
                Colour::Matrix matrix = Colour::Matrix::bt709) {
  return {format, width, height, {matrix, Colour::Range::limited, 2, 2}, {}};
}

constexpr auto kNv12 = PixelFormat::nv12, kI420 = PixelFormat::i420, kGray = PixelFormat::gray8;

LetterboxSpec spec(int width, int height, Fit fit = Fit::letterbox_center) {
  return {width, height, true, {103.53F, 116.28F, 123.675F}, {57.375F, 57.12F, 58.395F}, fit, 114};
}

TEST_P(DeviceLetterboxTest, HalvesLikeTheDefinition) {
  expect_definition(spec(96, 64),
                    {noise(shape(kNv12, 192, 108), 1), noise(shape(kNv12, 192, 108), 2),
                     noise(shape(kNv12, 192, 108), 3)});
  expect_definition(spec(96, 64), {noise(shape(kI420, 192, 108), 1)});
  expect_definition({96, 54, false, {0, 0, 0}, {255, 255, 255}, Fit::stretch, 0},
                    {noise(shape(kNv12, 192, 108), 4)});
}

TEST_P(DeviceLetterboxTest, HalvesWhatIsNotAligned) {
  expect_definition(spec(100, 64), {noise(shape(kNv12, 200, 108), 1)});    // 100: not of eights
  expect_definition(spec(108, 60), {noise(shape(kNv12, 192, 120), 1)});    // border of six
  expect_definition(spec(96, 64), {noise(shape(kNv12, 192, 108), 1)}, 4);  // the tensor is off
}

TEST_P(DeviceLetterboxTest, EveryScaleAndFormat) {
  for (const auto format : {kNv12, kI420, kGray})
    for (const auto& [width, height] :
         {std::pair{128, 72}, {384, 216}, {70, 33}, {31, 97}, {97, 54}, {1, 1}, {2, 3}, {640, 7}})
      expect_definition(spec(96, 64), {noise(shape(format, width, height), 5)});
}

TEST_P(DeviceLetterboxTest, OddInputs) {
  for (const auto fit : {Fit::letterbox_center, Fit::letterbox_topleft, Fit::stretch})
    for (const auto& [width, height] : {std::pair{1, 1}, {33, 129}, {129, 3}})
      expect_definition(spec(width, height, fit), {noise(shape(kNv12, 66, 34), 6)});
}

TEST_P(DeviceLetterboxTest, MixedShapesInOneBatch) {
  expect_definition(
      spec(96, 64),
      {noise(shape(kNv12, 192, 108), 1), noise(shape(kI420, 192, 108), 2),
       noise(shape(kGray, 50, 80), 3), noise(shape(kNv12, 1, 1), 4),
       noise(shape(kNv12, 192, 108, Colour::Matrix::bt601), 5), noise(shape(kNv12, 192, 108), 6)});
}

TEST_P(DeviceLetterboxTest, MoreFramesThanOneLaunchTakes) {
  std::vector<Frame> frames;
  for (unsigned i = 0; i < 67; ++i)
    frames.push_back(noise(shape(i < 64 || i == 65 ? kNv12 : kI420, 32, 18), i));
  expect_definition(spec(16, 16), frames);
}

TEST_P(DeviceLetterboxTest, RefusesWhatItCannotSample) {
  auto letterbox = *DeviceLetterbox::create(spec(16, 16), GetParam(), 1, context_);
  const Frame host = noise(shape(kNv12, 32, 18), 1), device = on_gpu(host);
  const Buffer tensor = Pool(2 * 3 * 256 * 4, cuda::device_allocator(context_)).acquire();
  std::vector<LetterboxGeometry> geometry(2);
  const auto sample = [&](std::vector<Frame> frames) {
    const auto status =
        letterbox->sample(frames, tensor.get(), std::span(geometry).first(frames.size()), *stream_);
    return status ? std::string() : status.error().message;
  };
  EXPECT_EQ(sample({device}), "");
  EXPECT_EQ(sample({}), "");
  EXPECT_NE(sample({device, device}).find("at most 1 frames"), std::string::npos);
  EXPECT_NE(sample({host}).find("on cpu cannot be sampled on cuda:0"), std::string::npos);
  EXPECT_NE(sample({Frame()}), "");
  EXPECT_EQ(letterbox->sample(std::span(&device, 1), tensor.get(), {}, *stream_).error().code,
            Errc::usage);
  EXPECT_EQ(DeviceLetterbox::create(spec(0, 16), GetParam(), 1, context_).error().code,
            Errc::usage);
  EXPECT_EQ(DeviceLetterbox::create(spec(16, 16), GetParam(), 0, context_).error().code,
            Errc::usage);
  ASSERT_TRUE(stream_->synchronize());
}

INSTANTIATE_TEST_SUITE_P(Types, DeviceLetterboxTest,
                         ::testing::Values(TensorType::f32, TensorType::f16), [](const auto& type) {
                           return type.param == TensorType::f32 ? "f32" : "f16";
                         });

}  // namespace
}  // namespace touchline
