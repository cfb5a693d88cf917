// Windows of frames as pictures: known answers, and every way the same bytes.
#include "kernels/reframe.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <functional>
#include <random>
#include <string>

#include "kernels/cuda/reframe.h"
#include "support/uploaded.h"

namespace touchline {
namespace {

using testing::noise_frame;

constexpr PixelFormat kAllFormats[] = {PixelFormat::i420, PixelFormat::nv12, PixelFormat::gray8};

Image blank(const FrameInfo& info) {
  Pool pool(image_bytes(info));
  return {info, pool};
}

using Value = std::function<double(int channel, int x, int y)>;  // channel: Y, U, V

Frame make(PixelFormat format, int width, int height, const Value& value) {
  Image image = blank({format, width, height, {}, {}});
  for (int p = 0; p < format_info(format).planes; ++p) {
    const auto& plane = image.plane(p);
    const int channels = format_info(format).layout[static_cast<std::size_t>(p)].channels;
    for (int y = 0; y < plane.height; ++y)
      for (int x = 0; x < plane.width * channels; ++x)
        plane.row(y)[x] =
            static_cast<std::uint8_t>(std::lround(value(p + x % channels, x / channels, y)));
  }
  return freeze(std::move(image));
}

Frame shown(const Frame& frame, const Window& window, int width, int height) {
  Reframe reframe(frame.info(), width, height);
  Image image = blank(reframe.info());
  reframe.sample(frame, window, image);
  return freeze(std::move(image));
}

int at(const Frame& frame, int channel, int x, int y) {
  if (channel == 0 || frame.planes() == 3) return frame.plane(channel).row(y)[x];
  return frame.plane(1).row(y)[2 * x + channel - 1];
}

void expect_same(const Frame& a, const Frame& b) {
  ASSERT_EQ(a.info().format, b.info().format);
  for (int p = 0; p < a.planes(); ++p) {
    const auto &q = a.plane(p), &r = b.plane(p);
    ASSERT_EQ(q.width, r.width);
    ASSERT_EQ(q.height, r.height);
    const int channels = format_info(a.info().format).layout[static_cast<std::size_t>(p)].channels;
    for (int y = 0; y < q.height; ++y)
      for (int x = 0; x < q.width * channels; ++x)
        ASSERT_EQ(q.row(y)[x], r.row(y)[x]) << "plane " << p << " at " << x << ", " << y;
  }
}

TEST(Reframe, TheWholeFrameAtItsSizeIsTheFrame) {
  for (const PixelFormat format : kAllFormats)
    for (const auto& [width, height] : {std::pair{128, 72}, {67, 35}, {16, 1}, {3, 5}}) {
      SCOPED_TRACE(std::to_string(width));
      const Frame frame = noise_frame(format, width, height, 3, 5);
      expect_same(shown(frame, {0, 0, double(width), double(height)}, width, height), frame);
    }
}

TEST(Reframe, AWindowOfWholePixelsIsCutOut) {
  const Frame frame = noise_frame(PixelFormat::i420, 128, 72, 3);
  const Frame cut = shown(frame, {30, 14, 64, 36}, 64, 36);
  for (int y = 0; y < 36; ++y)
    for (int x = 0; x < 64; ++x) {
      ASSERT_EQ(at(cut, 0, x, y), at(frame, 0, x + 30, y + 14));
      ASSERT_EQ(at(cut, 2, x / 2, y / 2), at(frame, 2, x / 2 + 15, y / 2 + 7));
    }
}

TEST(Reframe, OneColourStaysThatColour) {
  for (const int value : {0, 1, 16, 127, 128, 235, 254, 255}) {
    const Frame frame = make(PixelFormat::nv12, 200, 120,
                             [&](int c, int, int) { return c == 1 ? 255 - value : value; });
    for (const Window& w : {Window{0, 0, 200, 120}, {0.3, 0.7, 77.7, 43.1}, {20.1, 3.2, 100, 61}}) {
      const Frame out = shown(frame, w, 64, 36);
      for (int y = 0; y < 36; ++y)
        for (int x = 0; x < 64; ++x) {
          ASSERT_EQ(at(out, 0, x, y), value);
          ASSERT_EQ(at(out, 1, x / 2, y / 2), 255 - value);
          ASSERT_EQ(at(out, 2, x / 2, y / 2), value);
        }
    }
  }
}

/// Brightness by place in luma pixels. Chroma samples lie between their two pixels, so with the
/// same ramp U is to be what Y is, in the frame and in the picture.
TEST(Reframe, ARampMovesByAQuarterPixelAndChromaWithIt) {
  const Frame across = make(PixelFormat::i420, 120, 80, [](int c, int x, int) {
    return c == 0 ? 2 * (x + 0.5) : 2 * (2 * x + 1);
  });
  const Frame down = make(PixelFormat::i420, 120, 80, [](int c, int, int y) {
    return c == 0 ? 2 * (y + 0.5) : 2 * (2 * y + 1);
  });
  // Enlarged, as it is, and shrunk by two and by a fraction.
  for (const double scale : {0.6, 1.0, 1.5625, 2.0}) {
    // The picture's rounding, the weights', and what a box that ends within samples is off: at most
    // an eighth of one in `scale` of them.
    const double off = scale == 1.5625 ? 1 / (8 * scale) : 0;
    const double near = 0.52 + 2 * off, near_chroma = 0.54 + 4 * off;
    for (int quarter = 0; quarter < 8; ++quarter) {
      SCOPED_TRACE(std::to_string(scale) + " " + std::to_string(quarter));
      const double begin = 10 + quarter * 0.25;
      const Frame a = shown(across, {begin, 10, 32 * scale, 18 * scale}, 32, 18);
      const Frame b = shown(down, {10, begin, 32 * scale, 18 * scale}, 32, 18);
      for (int i = 0; i < 18; ++i) {
        const double luma = 2 * (begin + (i + 0.5) * scale);
        const double chroma = 2 * (begin + (2 * (i / 2) + 1) * scale);
        EXPECT_NEAR(at(a, 0, i, 5), luma, near);
        EXPECT_NEAR(at(b, 0, 5, i), luma, near);
        EXPECT_NEAR(at(a, 1, i / 2, 5), chroma, near_chroma);
        EXPECT_NEAR(at(b, 2, 5, i / 2), chroma, near_chroma);
      }
    }
  }
}

TEST(Reframe, AStepMovesSmoothlyWithTheWindow) {
  const Frame frame =
      make(PixelFormat::gray8, 64, 8, [](int, int x, int) { return x < 32 ? 0 : 255; });
  double before = 0;
  for (int i = 0; i <= 64; ++i) {
    // The step crosses the middle of pixel 16 from right to left.
    const double x = 15 + i / 64.0, want = 255.0 * i / 64;
    const int value = at(shown(frame, {x, 2, 32, 4}, 32, 4), 0, 16, 2);
    EXPECT_NEAR(value, want, 1);
    EXPECT_GE(value, before);
    before = value;
  }
}

TEST(Reframe, ACheckerboardHalvedIsItsMean) {
  const Frame frame = make(PixelFormat::i420, 256, 144, [](int c, int x, int y) {
    return c == 0 ? ((x + y) % 2 ? 255 : 0) : (x + y) % 2 ? 200 : 50;
  });
  const Frame out = shown(frame, {64, 32, 128, 64}, 64, 32);
  for (int y = 0; y < 32; ++y)
    for (int x = 0; x < 64; ++x) {
      ASSERT_EQ(at(out, 0, x, y), 128);
      ASSERT_EQ(at(out, 1, x / 2, y / 2), 125);
    }
}

TEST(Reframe, StripesTooFineForThePictureAreGrey) {
  const Frame frame =
      make(PixelFormat::gray8, 400, 40, [](int, int x, int) { return x % 2 ? 255 : 0; });
  for (const double scale : {2.0, 3.0, 3.4, 4.0}) {
    const Frame out = shown(frame, {1.5, 1.5, 64 * scale, 8 * scale}, 64, 8);
    for (int x = 0; x < 64; ++x) EXPECT_NEAR(at(out, 0, x, 4), 127.5, 128 / scale / 1.4) << scale;
  }
}

/// In double precision, by overlaps with a box as wide as the scale, or a pixel.
TEST(Reframe, NoiseIsAveragedAsDoublePrecisionDoes) {
  const Frame frame = noise_frame(PixelFormat::gray8, 90, 70, 9);
  for (const Window& w :
       {Window{0, 0, 90, 70}, {3.3, 7.9, 50.2, 40.4}, {70.25, 60.5, 19.75, 9.5}}) {
    const Frame out = shown(frame, w, 40, 30);
    const auto mean = [](double centre, double scale, int size, const auto& value) {
      const double half = std::max(scale, 1.0) / 2;
      double sum = 0;
      for (int k = -4; k < size + 4; ++k) {
        const double part = std::min(centre + half, k + 1.0) - std::max(centre - half, double(k));
        if (part > 0) sum += part / (2 * half) * value(std::clamp(k, 0, size - 1));
      }
      return sum;
    };
    const double across = w.width / 40, down = w.height / 30;
    for (int y = 0; y < 30; ++y)
      for (int x = 0; x < 40; ++x)
        ASSERT_NEAR(at(out, 0, x, y),
                    mean(w.y + (y + 0.5) * down, down, 70,
                         [&](int v) {
                           return mean(w.x + (x + 0.5) * across, across, 90,
                                       [&](int u) { return double(at(frame, 0, u, v)); });
                         }),
                    1.5);
  }
}

TEST(Reframe, Nv12IsI420Interleaved) {
  const auto value = [](int c, int x, int y) { return (x * 37 + y * 101 + c * 59) * 7 % 256; };
  const Frame planar = make(PixelFormat::i420, 321, 181, value),
              joint = make(PixelFormat::nv12, 321, 181, value);
  for (const Window& w : {Window{0, 0, 321, 181}, {10.2, 5.6, 200.1, 112.3}, {7, 9, 64, 36}}) {
    const Frame a = shown(planar, w, 129, 73), b = shown(joint, w, 129, 73);
    for (int c = 0; c < 3; ++c)
      for (int y = 0; y < (c ? 37 : 73); ++y)
        for (int x = 0; x < (c ? 65 : 129); ++x) ASSERT_EQ(at(a, c, x, y), at(b, c, x, y));
  }
}

/// Extremes are frequent, so that sums reach their limits.
Frame harsh(PixelFormat format, int width, int height, std::uint32_t seed) {
  std::minstd_rand random(seed);
  return make(format, width, height, [&](int, int, int) {
    const auto value = random() >> 7U;
    return value % 4 == 0 ? 255 : value % 4 == 1 ? 0 : static_cast<int>(value >> 2U) % 256;
  });
}

struct Trial {
  Frame frame;
  Window window;
  int width, height;
};

/// Windows of every scale from 0.2 to 6, at the edges too, of frames of odd sizes.
Trial random_trial(std::mt19937& random) {
  const auto between = [&](int a, int b) {
    return a + static_cast<int>(random() % static_cast<unsigned>(b - a + 1));
  };
  const auto share = [&] { return between(0, 1024) / 1024.0; };
  const int width = between(1, 300), height = between(1, 120);
  Trial trial{harsh(kAllFormats[random() % 3], width, height, random()),
              {},
              between(1, 200),
              between(1, 90)};
  Window& w = trial.window;
  w.width = std::max(0.01, width * share()), w.height = std::max(0.01, height * share());
  w.x = (width - w.width) * share(), w.y = (height - w.height) * share();
  return trial;
}

TEST(Reframe, ItsFastWayIsItsFunctorsBitForBit) {
  std::mt19937 random(4);
  for (int i = 0; i < 400; ++i) {
    const Trial trial = random_trial(random);
    const auto& w = trial.window;
    SCOPED_TRACE(std::to_string(trial.frame.width()) + "x" + std::to_string(trial.frame.height()) +
                 " " + std::to_string(w.width) + " to " + std::to_string(trial.width) + "x" +
                 std::to_string(trial.height));
    Reframe reframe(trial.frame.info(), trial.width, trial.height);
    Image image = blank(reframe.info());
    reframe.sample_reference(trial.frame, w, image);
    expect_same(shown(trial.frame, w, trial.width, trial.height), freeze(std::move(image)));
    if (HasFatalFailure()) return;
  }
}

TEST(Reframe, OneForManyWindowsIsLikeOneForEach) {
  const Frame frame = harsh(PixelFormat::i420, 640, 360, 2);
  Reframe reframe(frame.info(), 320, 180);
  for (const Window& w :
       {Window{0, 0, 640, 360}, {3, 2, 160, 90}, {9.25, 4.5, 320, 180}, {1, 1, 600, 337}}) {
    Image image = blank(reframe.info());
    reframe.sample(frame, w, image);
    expect_same(freeze(std::move(image)), shown(frame, w, 320, 180));
  }
}

TEST(Reframe, BesideThePictureNothingIsWritten) {
  const Frame frame = harsh(PixelFormat::nv12, 400, 200, 3);
  Reframe reframe(frame.info(), 150, 77);
  Image image = blank(reframe.info());
  for (int p = 0; p < 2; ++p)
    for (int y = 0; y < image.plane(p).height; ++y)
      std::memset(image.plane(p).row(y), 77, static_cast<std::size_t>(image.plane(p).pitch));
  reframe.sample(frame, {10, 10, 300, 154}, image);
  for (int p = 0; p < 2; ++p)
    for (int y = 0; y < image.plane(p).height; ++y)
      for (std::ptrdiff_t x = 150; x < image.plane(p).pitch; ++x)
        ASSERT_EQ(image.plane(p).row(y)[x], 77);
}

TEST(Reframe, OnTheGpuIsTheSameByteForByte) {
  TL_UPLOADS(gpu);
  std::mt19937 random(8);
  for (int i = 0; i < 40; ++i) {
    const Trial trial = random_trial(random);
    const Frame uploaded = gpu(trial.frame);
    auto reframe = DeviceReframe::create(uploaded.info(), trial.width, trial.height, gpu.stream());
    ASSERT_TRUE(reframe) << reframe.error().message;
    Pool pictures = picture_pool(reframe->info(), gpu.stream().context()),
         pinned = pinned_picture_pool(reframe->info(), gpu.stream().context());
    // More of them than are under way at once.
    for (int turn = 0; turn < 4; ++turn) {
      Window window = trial.window;
      window.width *= 1 - turn * 0.2;
      const auto picture = reframe->sample(uploaded, window, pictures);
      ASSERT_TRUE(picture) << picture.error().message;
      const auto back = download(*picture, pinned, gpu.stream());
      ASSERT_TRUE(back) << back.error().message;
      expect_same(*back, shown(trial.frame, window, trial.width, trial.height));
      if (HasFatalFailure()) return;
    }
  }
}

TEST(Reframe, OnTheGpuRefusesAFrameElsewhere) {
  TL_UPLOADS(gpu);
  const Frame host = noise_frame(PixelFormat::nv12, 64, 36, 1), uploaded = gpu(host);
  auto reframe = DeviceReframe::create(uploaded.info(), 32, 18, gpu.stream());
  ASSERT_TRUE(reframe) << reframe.error().message;
  Pool pictures = picture_pool(reframe->info(), gpu.stream().context());
  EXPECT_EQ(reframe->sample(host, {0, 0, 64, 36}, pictures).error().code, Errc::usage);
}

}  // namespace
}  // namespace touchline
