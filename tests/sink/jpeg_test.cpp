// JPEG pictures in MP4, and frames that lie on a GPU: what a player sees.
#include <gtest/gtest.h>

#include <fstream>

#include "image/transfer.h"
#include "kernels/cuda/images.h"
#include "sink/nvjpeg_encoder.h"
#include "sink/video_support.h"
#include "support/gpu.h"

namespace touchline {
namespace {

using testing::media_at;
using testing::options_for;
using testing::output_of;
using testing::probe;
using testing::TempDir;

/// Colour bars whose RGB is known: red, green, blue, white, each as wide as a quarter.
struct Bar {
  std::uint8_t y, u, v;
  int r, g, b;
};
// BT.709, limited range.
constexpr Bar kBars[] = {{63, 102, 240, 255, 0, 0},
                         {173, 42, 26, 0, 255, 0},
                         {32, 240, 118, 0, 0, 255},
                         {235, 128, 128, 255, 255, 255}};

FrameInfo bars_info(PixelFormat format, int width, int height) {
  FrameInfo info = testing::shape(width, height, format);
  info.colour.matrix = Colour::Matrix::bt709;
  info.colour.range = Colour::Range::limited;
  return info;
}

Frame bars(const FrameInfo& info, Pool& pool) {
  Image image(info, pool);
  const bool pairs = info.format == PixelFormat::nv12;
  for (int y = 0; y < info.height; ++y)
    for (int x = 0; x < info.width; ++x) {
      const Bar& bar = kBars[std::min(3, 4 * x / info.width)];
      image.plane(0).row(y)[x] = bar.y;
      std::uint8_t* u = image.plane(1).row(y / 2) + (pairs ? x / 2 * 2 : x / 2);
      *u = bar.u;
      (pairs ? u[1] : image.plane(2).row(y / 2)[x / 2]) = bar.v;
    }
  return freeze(std::move(image));
}

/// The middle of each bar of the first picture as ffmpeg shows it, RGB.
std::vector<int> shown_colours(const std::string& path, int width, int height) {
  const std::string raw = path + ".rgb";
  output_of("ffmpeg -v error -y -i '" + path + "' -frames:v 1 -f rawvideo -pix_fmt rgb24 '" + raw +
            "'");
  std::ifstream file(raw, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  std::vector<int> colours;
  if (bytes.size() != static_cast<std::size_t>(width * height * 3)) return colours;
  for (int bar = 0; bar < 4; ++bar) {
    const auto at = static_cast<std::size_t>((height / 2 * width + (2 * bar + 1) * width / 8) * 3);
    for (std::size_t c = 0; c < 3; ++c) colours.push_back(static_cast<std::uint8_t>(bytes[at + c]));
  }
  return colours;
}

void expect_bars(const std::vector<int>& shown) {
  ASSERT_EQ(shown.size(), 12U);
  for (std::size_t bar = 0; bar < 4; ++bar) {
    const int want[] = {kBars[bar].r, kBars[bar].g, kBars[bar].b};
    for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(shown[3 * bar + c], want[c], 6) << bar << c;
  }
}

VideoCounts write(const VideoOptions& options, const std::vector<Frame>& frames) {
  auto writer = VideoWriter::open(options, media_at(25), frames[0].info());
  EXPECT_TRUE(writer) << writer.error().message;
  if (!writer) return {};
  Nanoseconds at = 0;
  for (const auto& frame : frames) {
    const auto written = (*writer)->write(frame, at, 40'000'000);
    EXPECT_TRUE(written) << written.error().message;
    at += 40'000'000;
  }
  auto counts = (*writer)->close();
  EXPECT_TRUE(counts) << counts.error().message;
  return counts ? *counts : VideoCounts{};
}

/// Frames on the host, or on the GPU.
struct Place {
  PixelFormat format;
  bool gpu;
};

class Jpeg : public ::testing::TestWithParam<Place> {};

TEST_P(Jpeg, ShowsTheColoursThatWentInInEveryPicture) {
  if (GetParam().gpu) TL_NEEDS_GPU_CODE();
  TempDir dir;
  constexpr int kWidth = 161, kHeight = 91;  // odd sizes stay
  const auto info = bars_info(GetParam().format, kWidth, kHeight);
  Pool pool(image_bytes(info));
  std::vector<Frame> frames(5, bars(info, pool));
  std::optional<Pool> device;
  if (GetParam().gpu) {
    const auto context = testing::gpu();
    ASSERT_TRUE(context) << context.error().message;
    const auto stream = std::move(*cuda::Stream::create(*context));
    device = picture_pool(info, *context);
    for (auto& frame : frames) frame = *upload(frame, *device, *stream);
  }
  auto options = options_for(dir / "a.mp4");
  options.codec = VideoCodec::mjpeg;
  const auto counts = write(options, frames);
  EXPECT_EQ(counts.frames, 5);
  EXPECT_EQ(counts.width, kWidth);
  const bool nvjpeg = GetParam().gpu && gpu_jpeg_missing().empty();
  EXPECT_EQ(counts.encoder.starts_with(nvjpeg ? "nvJPEG" : "libavcodec"), true) << counts.encoder;
  EXPECT_EQ(probe(options.path, "v:0", "stream=codec_name,width,height,pix_fmt"),
            "mjpeg,161,91,yuvj420p\n");
  EXPECT_EQ(testing::shown_times(options.path).size(), 5U);
  expect_bars(shown_colours(options.path, kWidth, kHeight));
}

INSTANTIATE_TEST_SUITE_P(Places, Jpeg,
                         ::testing::Values(Place{PixelFormat::i420, false},
                                           Place{PixelFormat::nv12, false},
                                           Place{PixelFormat::i420, true},
                                           Place{PixelFormat::nv12, true}),
                         [](const auto& tested) {
                           return std::string(format_info(tested.param.format).name) +
                                  (tested.param.gpu ? "OnTheGpu" : "OnTheHost");
                         });

TEST(JpegQuality, ChangesTheSize) {
  TempDir dir;
  const auto info = bars_info(PixelFormat::i420, 320, 180);
  Pool pool(image_bytes(info));
  std::vector<std::int64_t> sizes;
  for (const int quality : {30, 95}) {
    auto options = options_for(dir / std::to_string(quality));
    options.codec = VideoCodec::mjpeg;
    options.jpeg_quality = quality;
    std::vector<Frame> frames;
    for (int i = 0; i < 4; ++i) frames.push_back(testing::draw(info, pool, i));
    sizes.push_back(write(options, frames).bytes);
  }
  EXPECT_LT(sizes[0] * 3, sizes[1] * 2);
  auto options = options_for(dir / "a.mp4");
  options.codec = VideoCodec::mjpeg;
  options.jpeg_quality = 0;
  const auto refused = VideoWriter::open(options, media_at(25), info);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::bad_config);
}

/// H.264 of frames on the GPU, 160x90.
class GpuVideo : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto context = testing::gpu();
    ASSERT_TRUE(context) << context.error().message;
    context_ = *context;
    const auto stream = std::move(*cuda::Stream::create(context_));
    Pool host(image_bytes(info_)), device = picture_pool(info_, context_);
    for (auto& frame : frames_) frame = *upload(bars(info_, host), device, *stream);
  }
  /// Writes them; how many were copied to the host.
  std::int64_t write_all(const VideoOptions& options) {
    const auto before = context_->traffic().frames_to_host;
    counts_ = write(options, frames_);
    expect_bars(shown_colours(options.path, 160, 90));
    EXPECT_EQ(testing::shown_times(options.path).size(), frames_.size());
    return context_->traffic().frames_to_host - before;
  }
  TempDir dir_;
  FrameInfo info_ = bars_info(PixelFormat::nv12, 160, 90);
  cuda::SharedContext context_;
  std::vector<Frame> frames_{6};
  VideoCounts counts_;
};

TEST_F(GpuVideo, IsCopiedForX264AndCounted) {
  auto options = options_for(dir_ / "a.mp4");
  options.encoder = H264Choice::x264;
  EXPECT_EQ(write_all(options), 6);
  EXPECT_EQ(counts_.encoder, "libx264 on the CPU, pictures copied from the GPU");
}

TEST_F(GpuVideo, IsEncodedThereWhereTheGpuCan) {
  const auto missing = gpu_h264_missing(frames_[0].info().device);
  std::printf("NVENC: %s\n", missing.empty() ? "here" : missing.c_str());
  const auto options = options_for(dir_ / "a.mp4");
  EXPECT_EQ(write_all(options), missing.empty() ? 0 : 6);
  EXPECT_TRUE(counts_.encoder.starts_with(missing.empty() ? "NVENC" : "libx264"))
      << counts_.encoder;
}

TEST_F(GpuVideo, AskedForWhatTheGpuLacksIsAnError) {
  const auto missing = gpu_h264_missing(frames_[0].info().device);
  auto options = options_for(dir_ / "a.mp4");
  options.encoder = H264Choice::nvenc;
  const auto writer = VideoWriter::open(options, media_at(25), frames_[0].info());
  EXPECT_EQ(writer.has_value(), missing.empty());
  if (!writer) {
    EXPECT_EQ(writer.error().code, Errc::no_device);
    EXPECT_NE(writer.error().message.find("video.encoder=x264"), std::string::npos) << missing;
  }
  FrameInfo host = info_;
  const auto on_host = VideoWriter::open(options, media_at(25), host);
  ASSERT_FALSE(on_host);
  EXPECT_NE(on_host.error().message.find("--device cuda:0"), std::string::npos);
}

}  // namespace
}  // namespace touchline
