// Frames in GPU memory: the same pictures as on the host, by upload everywhere and by NVDEC where
// there is a GPU.
#include <gtest/gtest.h>

#include <cstring>

#include "image/transfer.h"
#include "source/source.h"
#include "support/gpu.h"
#include "support/shared_data.h"

namespace touchline {
namespace {

constexpr std::int64_t kFrames = 40;

struct Clip {
  const char* path;
  bool nvdec;         ///< a GPU decodes it
  int tolerance = 0;  ///< what the format leaves open, in 8-bit steps
};
void PrintTo(const Clip& clip, std::ostream* out) { *out << clip.path; }

class GpuSource : public ::testing::TestWithParam<Clip> {
 protected:
  void SetUp() override {
    TL_NEEDS_SHARED_DATA();
    auto opened = testing::gpu();
    ASSERT_TRUE(opened) << opened.error().message;
    context_ = *opened;
    stream_ = std::move(*cuda::Stream::create(context_));
    options_.url = (testing::shared_data() / GetParam().path).string();
    options_.max_frames = kFrames;
  }

  Result<std::unique_ptr<Source>> on_gpu(bool decode) {
    auto options = options_;
    options.gpu = context_;
    options.gpu_decode = decode;
    return Source::open(options);
  }

  /// Largest difference of any sample of the first `planes` planes.
  static int difference(const Frame& a, const Frame& b, int planes) {
    int most = 0;
    for (int i = 0; i < planes; ++i) {
      const auto& layout = format_info(a.info().format).layout[static_cast<std::size_t>(i)];
      for (int y = 0; y < a.plane(i).height; ++y)
        for (int x = 0; x < a.plane(i).width * layout.channels; ++x)
          most = std::max(most, std::abs(a.plane(i).row(y)[x] - b.plane(i).row(y)[x]));
    }
    return most;
  }

  /// Reads both to the end: the same places in the stream, samples at most `tolerance` apart. The
  /// number of frames.
  std::int64_t compare(Source& host, Source& device, int planes, int tolerance) {
    FrameInfo info = device.frame_info();
    info.device = {};
    Pool pinned = pinned_picture_pool(info, context_);
    for (std::int64_t frames = 0;; ++frames) {
      const auto want = host.read(), got = device.read();
      EXPECT_TRUE(want && got);
      if (!want || !got) return frames;
      EXPECT_EQ(want->has_value(), got->has_value());
      if (!want->has_value() || !got->has_value()) return frames;
      EXPECT_EQ((*want)->pts_ns, (*got)->pts_ns);
      EXPECT_EQ((*want)->index, (*got)->index);
      const auto back = download((*got)->frame, pinned, *stream_);
      EXPECT_TRUE(back) << back.error().message;
      if (!back) return frames;
      EXPECT_LE(difference((*want)->frame, *back, planes), tolerance) << "picture " << frames;
    }
  }

  cuda::SharedContext context_;
  std::unique_ptr<cuda::Stream> stream_;
  SourceOptions options_;
};

TEST_P(GpuSource, UploadsWhatTheCpuDecodesSharedData) {
  const auto host = Source::open(options_), device = on_gpu(false);
  ASSERT_TRUE(host) << host.error().message;
  ASSERT_TRUE(device) << device.error().message;
  EXPECT_EQ((*device)->frame_info().device, (Device{Device::Kind::cuda, 0}));
  EXPECT_NE((*device)->info().decoder.find("on the CPU"), std::string::npos);
  EXPECT_EQ((*device)->info().decoder_why, "input.gpu_decode is false");
  const auto before = context_->traffic();
  const auto frames =
      compare(**host, **device, format_info((*host)->frame_info().format).planes, 0);
  EXPECT_GT(frames, 3);
  EXPECT_EQ(context_->traffic().frames_to_device - before.frames_to_device, frames);
}

TEST_P(GpuSource, NvdecGivesTheSamePicturesSharedData) {
  TL_NEEDS_GPU();
  const auto host = Source::open(options_), device = on_gpu(true);
  ASSERT_TRUE(host) << host.error().message;
  ASSERT_TRUE(device) << device.error().message;
  const bool nvdec = (*device)->info().decoder.find("NVDEC") != std::string::npos;
  ASSERT_EQ(nvdec, GetParam().nvdec)
      << (*device)->info().decoder << ": " << (*device)->info().decoder_why;
  EXPECT_EQ((*device)->info().decoder_why.empty(), nvdec);
  const auto before = context_->traffic();
  // Video decoding is exact by its standards; ten bits are rounded here and dithered there.
  const int tolerance = (*host)->info().conversions.empty() ? GetParam().tolerance : 2;
  // The host gives I420, NVDEC NV12: luma tells.
  const auto frames = compare(**host, **device, 1, tolerance);
  EXPECT_GT(frames, 3);
  if (nvdec) {
    EXPECT_EQ(context_->traffic().frames_to_device, before.frames_to_device);
  }
}

constexpr Clip kClips[] = {
    {"clips/football_rubi.mp4", true},            // H.264
    {"clips/soccertrack_left_camera.mp4", true},  // HEVC, 3072x1728
    {"odd/media3_vp9.webm", true},
    {"odd/vali_rot90.mp4", false},              // turned: on the CPU
    {"odd/media3_dolbyVision-hdr.MOV", false},  // ten bits, turned
    {"odd/filetype_mjpeg.mov", true, 1},        // the transform back is not exact by its standard
};

INSTANTIATE_TEST_SUITE_P(Clips, GpuSource, ::testing::ValuesIn(kClips), [](const auto& tested) {
  std::string name = tested.param.path;
  name = name.substr(name.find('/') + 1);
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  return name;
});

}  // namespace
}  // namespace touchline
