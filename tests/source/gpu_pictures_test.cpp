// Decoded pictures in GPU memory, as NVDEC lays them out: what is copied of them, and what is told
// of their rows.
#include "source/gpu_pictures.h"

extern "C" {
#include <libavutil/hwcontext.h>
}

#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <random>

#include "source/combing.h"
#include "support/uploaded.h"

namespace touchline {
namespace {

/// A picture in NV12 as a decoder has it: chroma begins `rows` rows of luma after it.
struct Layout {
  int width = 0, height = 0, rows = 0, pitch = 0, chroma_pitch = 0;
};

class DecodedPictures : public ::testing::Test {
 protected:
  void SetUp() override {
    TL_NEEDS_GPU_CODE();
    auto context = testing::gpu();
    ASSERT_TRUE(context) << context.error().message;
    context_ = *context;
    stream_ = std::move(*cuda::Stream::create(context_));
    pictures_ = std::move(*GpuPictures::create(context_));
  }

  /// `bytes` in a frame that says it came from NVDEC.
  [[nodiscard]] UniqueAVFrame surface(const Layout& at, const std::vector<std::uint8_t>& bytes) {
    Pool pool(bytes.size(), cuda::device_allocator(context_));
    memory_.push_back(pool.acquire());
    std::uint8_t* const device = memory_.back().get();
    EXPECT_TRUE(stream_->to_device(device, bytes.data(), bytes.size()));
    EXPECT_TRUE(stream_->synchronize());
    UniqueAVFrame frame = host(at, bytes);
    const std::ptrdiff_t chroma = frame->data[1] - frame->data[0];
    frame->format = AV_PIX_FMT_CUDA;
    frame->data[0] = device, frame->data[1] = device + chroma;
    frame->hw_frames_ctx = av_buffer_allocz(sizeof(AVHWFramesContext));
    reinterpret_cast<AVHWFramesContext*>(frame->hw_frames_ctx->data)->sw_format = AV_PIX_FMT_NV12;
    return frame;
  }
  /// The same where it is.
  static UniqueAVFrame host(const Layout& at, const std::vector<std::uint8_t>& bytes) {
    UniqueAVFrame frame(av_frame_alloc());
    frame->format = AV_PIX_FMT_NV12;
    frame->width = at.width, frame->height = at.height;
    frame->data[0] = const_cast<std::uint8_t*>(bytes.data());
    frame->data[1] = frame->data[0] + std::ptrdiff_t{at.rows} * at.pitch;
    frame->linesize[0] = at.pitch, frame->linesize[1] = at.chroma_pitch;
    return frame;
  }
  static std::size_t bytes_of(const Layout& at) {
    return static_cast<std::size_t>(at.rows * at.pitch + (at.height + 1) / 2 * at.chroma_pitch);
  }

  cuda::SharedContext context_;
  std::unique_ptr<cuda::Stream> stream_;
  std::unique_ptr<GpuPictures> pictures_;
  std::vector<Buffer> memory_;
};

TEST_F(DecodedPictures, AreCopiedHoweverTheyLie) {
  std::minstd_rand random(8);
  for (const Layout& at : {Layout{1920, 1080, 1088, 2048, 2048},
                           {1920, 1080, 1080, 2048, 2048},
                           {640, 360, 368, 768, 768},
                           {640, 360, 384, 768, 640},
                           {640, 360, 700, 768, 768},
                           {97, 61, 64, 128, 128}}) {
    std::vector<std::uint8_t> bytes(bytes_of(at));
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random() >> 9U);
    const FrameInfo info{PixelFormat::nv12, at.width, at.height, {}, pictures_->where()};
    const auto taken = pictures_->take(surface(at, bytes), info);
    ASSERT_TRUE(taken) << taken.error().message;
    FrameInfo there = info;
    there.device = {};
    Pool pool(image_bytes(there), cuda::pinned_allocator(context_));
    const auto back = download(*taken, pool, *stream_);
    ASSERT_TRUE(back) << back.error().message;
    const auto decoded = host(at, bytes);
    for (int i = 0; i < 2; ++i)
      for (int y = 0; y < back->plane(i).height; ++y)
        ASSERT_EQ(std::memcmp(back->plane(i).row(y), decoded->data[i] + y * decoded->linesize[i],
                              static_cast<std::size_t>(back->plane(i).width * (i + 1))),
                  0)
            << at.width << "x" << at.height << ", plane " << i << ", row " << y;
  }
}

/// Columns of any brightness, a few wide, that move by two a field; `woven`: odd rows are a field
/// later.
std::vector<std::uint8_t> moving(const Layout& at, std::size_t bytes, int time, bool woven) {
  std::minstd_rand random(3);
  std::array<int, 256> columns{};
  for (int& column : columns) column = static_cast<int>(random() >> 9U & 255U);
  std::vector<std::uint8_t> all(bytes, 128);
  for (int y = 0; y < at.height; ++y)
    for (int x = 0; x < at.width; ++x) {
      const int from = x + 4 * time + (woven ? y % 2 * 2 : 0);
      int sum = 0;
      for (int i = from; i < from + 4; ++i) sum += columns[static_cast<std::size_t>(i % 256)];
      all[static_cast<std::size_t>(y * at.pitch + x)] = static_cast<std::uint8_t>(sum / 4);
    }
  return all;
}

TEST_F(DecodedPictures, AreCombedWhereThoseOfTheHostAre) {
  const Layout at{640, 360, 368, 768, 768};
  CombWatch here(true), there(true);
  int combed = 0, progressive = 0;
  for (int i = 0; i < 64; ++i) {
    const auto bytes = moving(at, bytes_of(at), i, i >= 20);
    const auto on_host = here.look(*host(at, bytes), nullptr, i * kSecond / 25);
    const auto on_gpu = there.look(*surface(at, bytes), pictures_.get(), i * kSecond / 25);
    ASSERT_TRUE(on_host && on_gpu);
    EXPECT_EQ(*on_host, *on_gpu) << "picture " << i;
    EXPECT_EQ(here.top_first(), there.top_first());
    combed += *on_gpu == CombWatch::Verdict::combed;
    progressive += *on_gpu == CombWatch::Verdict::progressive;
  }
  EXPECT_GE(progressive, 18);
  EXPECT_GE(combed, 30);
}

}  // namespace
}  // namespace touchline
