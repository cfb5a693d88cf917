// What a letterbox is, against double-precision arithmetic and symmetry.
#include "kernels/letterbox.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>
#include <vector>

#include "kernels/letterbox_axis.h"
#include "memory/pool.h"

namespace touchline {
namespace {

using Pixel = std::function<std::uint8_t(int plane, int x, int y)>;  // plane: Y, U, V

Frame make_frame(const FrameInfo& info, const Pixel& pixel) {
  Pool pool(image_bytes(info));
  Image image(info, pool);
  for (int p = 0; p < format_info(info.format).planes; ++p) {
    const auto& plane = image.plane(p);
    const int channels = format_info(info.format).layout[static_cast<std::size_t>(p)].channels;
    for (int y = 0; y < plane.height; ++y) {
      for (int x = 0; x < plane.width; ++x) {
        for (int c = 0; c < channels; ++c) plane.row(y)[x * channels + c] = pixel(p + c, x, y);
      }
    }
  }
  return freeze(std::move(image));
}

/// 0..255 out: no normalisation.
LetterboxSpec plain(int width, int height, Fit fit = Fit::letterbox_center) {
  return {width, height, false, {0, 0, 0}, {1, 1, 1}, fit, 114};
}

std::vector<float> run(const LetterboxSpec& spec, const Frame& frame) {
  const Letterbox letterbox(spec, frame.info());
  std::vector<float> out(letterbox.floats(), NAN);
  letterbox.fill_border(out.data());
  letterbox.sample(frame, out.data());
  for (const float v : out) EXPECT_TRUE(std::isfinite(v)) << "every float is written";
  return out;
}

FrameInfo i420(int width, int height, Colour colour = {}) {
  return {PixelFormat::i420, width, height, colour, {}};
}

/// A repeatable hash of a place.
std::uint8_t noise(int plane, int x, int y) {
  const auto u = [](int v) { return static_cast<std::uint32_t>(v); };
  std::uint32_t h = u(x) * 73856093U ^ u(y) * 19349663U ^ u(plane + 1) * 83492791U;
  h = (h ^ (h >> 13)) * 0x5bd1e995U;
  return static_cast<std::uint8_t>(h >> 20);
}

struct Yuv {
  double y, u, v;
};
struct Rgb {
  double r, g, b;
};

/// ITU-T H.273, in double precision and by its forward definition: solves E'Y, E'Cb, E'Cr for R',
/// G', B'.
Rgb reference_rgb(const Yuv& p, double kr, double kb, bool limited) {
  const double y = limited ? (p.y - 16) / 219 : p.y / 255;
  const double cb = (p.u - 128) / (limited ? 224 : 255), cr = (p.v - 128) / (limited ? 224 : 255);
  const double b = y + 2 * (1 - kb) * cb, r = y + 2 * (1 - kr) * cr;
  const double g = (y - kr * r - kb * b) / (1 - kr - kb);
  const auto level = [](double v) { return std::clamp(v, 0.0, 1.0) * 255; };
  return {level(r), level(g), level(b)};
}

struct Standard {
  Colour::Matrix matrix;
  Colour::Range range;
  double kr, kb;
};

class LetterboxColour : public ::testing::TestWithParam<Standard> {};

TEST_P(LetterboxColour, EqualsDoublePrecision) {
  const auto& s = GetParam();
  const Colour colour{s.matrix, s.range, 2, 2};
  const bool limited = s.range == Colour::Range::limited;
  for (const Yuv p : {Yuv{16, 128, 128}, Yuv{235, 128, 128}, Yuv{81, 90, 240}, Yuv{145, 54, 34},
                      Yuv{41, 240, 110}, Yuv{0, 0, 0}, Yuv{255, 255, 255}, Yuv{120, 140, 100}}) {
    const Frame frame = make_frame(i420(128, 64, colour), [&](int plane, int, int) {
      return static_cast<std::uint8_t>(plane == 0 ? p.y : plane == 1 ? p.u : p.v);
    });
    const auto out = run(plain(128, 64), frame);
    const Rgb want = reference_rgb(p, s.kr, s.kb, limited);
    for (const std::size_t at : {0U, 128U * 64 - 1}) {
      EXPECT_NEAR(out[at], want.r, 1e-3);
      EXPECT_NEAR(out[at + 128 * 64], want.g, 1e-3);
      EXPECT_NEAR(out[at + 2 * 128 * 64], want.b, 1e-3);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Standards, LetterboxColour,
    ::testing::Values(Standard{Colour::Matrix::bt601, Colour::Range::limited, 0.299, 0.114},
                      Standard{Colour::Matrix::bt601, Colour::Range::full, 0.299, 0.114},
                      Standard{Colour::Matrix::bt709, Colour::Range::limited, 0.2126, 0.0722},
                      Standard{Colour::Matrix::bt709, Colour::Range::full, 0.2126, 0.0722},
                      Standard{Colour::Matrix::bt2020, Colour::Range::limited, 0.2627, 0.0593}));

TEST(Letterbox, KnownColours) {
  // Rec. 709 limited red is 63, 102, 240; rec. 601 limited red is 81, 90, 240 (rounded to 8 bits).
  const auto one = [](Colour::Matrix matrix, std::array<std::uint8_t, 3> yuv) {
    const Colour colour{matrix, Colour::Range::limited, 2, 2};
    return run(plain(16, 16), make_frame(i420(16, 16, colour), [&](int p, int, int) {
                 return yuv[static_cast<std::size_t>(p)];
               }));
  };
  for (const auto& out :
       {one(Colour::Matrix::bt709, {63, 102, 240}), one(Colour::Matrix::bt601, {81, 90, 240})}) {
    EXPECT_NEAR(out[0], 255, 1.5);
    EXPECT_NEAR(out[256], 0, 1.5);
    EXPECT_NEAR(out[512], 0, 1.5);
  }
}

TEST(Letterbox, GrayIsTheLumaInEveryChannel) {
  const FrameInfo info{
      PixelFormat::gray8, 96, 80, {Colour::Matrix::bt709, Colour::Range::full, 2, 2}, {}};
  const auto out = run(plain(96, 80), make_frame(info, noise));
  for (int c = 0; c < 3; ++c) {
    for (int i = 0; i < 96 * 80; ++i) {
      ASSERT_NEAR(out[static_cast<std::size_t>(c * 96 * 80 + i)], noise(0, i % 96, i / 96), 1e-4);
    }
  }
}

TEST(Letterbox, NormalisesLikeTheFormulaAndSwapsChannels) {
  const Frame frame = make_frame(i420(128, 72), noise);
  auto spec = plain(64, 64);
  const auto rgb = run(spec, frame);
  spec.bgr = true;
  const float mean[3] = {103.53F, 116.28F, 123.675F}, std[3] = {57.375F, 57.12F, 58.395F};
  std::copy(mean, mean + 3, spec.mean);
  std::copy(std, std + 3, spec.std);
  const auto bgr = run(spec, frame);
  for (std::size_t c = 0; c < 3; ++c) {
    for (std::size_t i = 0; i < 64 * 64; ++i) {
      ASSERT_NEAR(bgr[c * 64 * 64 + i], (rgb[(2 - c) * 64 * 64 + i] - mean[c]) / std[c], 2e-5);
    }
  }
}

TEST(Letterbox, ConstantColourStaysConstantAtEveryScale) {
  for (const auto& [w, h] : {std::pair{640, 360}, {641, 361}, {33, 65}, {1920, 1080}, {17, 300}}) {
    const Frame frame = make_frame(
        i420(w, h), [](int p, int, int) { return std::uint8_t(p == 0 ? 150 : 100 + 40 * p); });
    const auto out = run(plain(96, 96, Fit::stretch), frame);
    for (std::size_t c = 0; c < 3; ++c) {
      for (std::size_t i = 0; i < 96 * 96; ++i)
        ASSERT_EQ(out[c * 96 * 96 + i], out[c * 96 * 96]) << w << "x" << h;
    }
  }
}

TEST(Letterbox, RampStaysARamp) {
  // Full-range luma 2x + y seen at half size: the mean of each 2x2.
  const FrameInfo info{
      PixelFormat::gray8, 100, 40, {Colour::Matrix::bt709, Colour::Range::full, 2, 2}, {}};
  const Frame frame =
      make_frame(info, [](int, int x, int y) { return static_cast<std::uint8_t>(2 * x + y); });
  const auto out = run(plain(50, 20), frame);
  for (int y = 0; y < 20; ++y) {
    for (int x = 0; x < 50; ++x) {
      ASSERT_NEAR(out[static_cast<std::size_t>(y * 50 + x)], 2 * (2 * x + 0.5) + 2 * y + 0.5, 1e-3);
    }
  }
}

/// Area average by brute force in double precision: the box of max(scale, 1) around the output's
/// centre.
double area(const std::vector<double>& row, double scale, int output) {
  const double centre = (output + 0.5) * scale, half = std::max(scale, 1.0) / 2;
  double sum = 0;
  const int size = static_cast<int>(row.size());
  for (int k = -2; k < size + 2; ++k) {
    const double overlap = std::min(centre + half, k + 1.0) - std::max(centre - half, double(k));
    if (overlap > 0) sum += overlap * row[static_cast<std::size_t>(std::clamp(k, 0, size - 1))];
  }
  return sum / (2 * half);
}

TEST(ResampleAxis, WeightsAreTheBoxesOverlapsAndAddUp) {
  for (const auto& [size, outputs] :
       {std::pair{1920, 640}, {1280, 960}, {848, 640}, {100, 333}, {7, 5}, {3000, 10}}) {
    const auto axis = make_resample_axis(size, size, 0, outputs, 15120);
    std::vector<double> row;
    for (int i = 0; i < size; ++i) row.push_back(noise(0, i, size));
    for (int i = 0; i < outputs; ++i) {
      double sum = 0;
      int total = 0;
      for (int t = 0; t < axis.taps; ++t) {
        ASSERT_GE(axis.of(i)[t], 0);
        total += axis.of(i)[t];
        sum += axis.of(i)[t] *
               row[static_cast<std::size_t>(axis.first[static_cast<std::size_t>(i)] + t)];
      }
      ASSERT_EQ(total, 15120);
      ASSERT_NEAR(sum / 15120, area(row, double(size) / outputs, i), 255.0 * axis.taps / 15120)
          << size << " " << i;
    }
  }
}

TEST(ResampleAxis, ByteWeightsCostLessThanTwoLevels) {
  for (const auto& [size, outputs] : {std::pair{1280, 960}, {848, 640}, {1920, 834}, {3072, 640}}) {
    const auto axis = make_resample_axis(size, size, 0, outputs, kWeightTotalX);
    std::vector<double> row;
    for (int i = 0; i < size; ++i) row.push_back(i % 3 ? 255 : 0);  // hard edges
    for (int i = 0; i < outputs; ++i) {
      double sum = 0;
      for (int t = 0; t < axis.taps; ++t) {
        sum += axis.of(i)[t] *
               row[static_cast<std::size_t>(axis.first[static_cast<std::size_t>(i)] + t)];
      }
      ASSERT_NEAR(sum / kWeightTotalX, area(row, double(size) / outputs, i),
                  2.0 * 255 / kWeightTotalX / 2);
    }
  }
}

TEST(Letterbox, IdentityIsAnExactCopy) {
  const FrameInfo info{
      PixelFormat::gray8, 640, 368, {Colour::Matrix::bt709, Colour::Range::full, 2, 2}, {}};
  const auto out = run(plain(640, 368), make_frame(info, noise));
  for (int y = 0; y < 368; ++y) {
    for (int x = 0; x < 640; ++x)
      ASSERT_NEAR(out[static_cast<std::size_t>(y * 640 + x)], noise(0, x, y), 1e-4)
          << x << "," << y;
  }
}

TEST(Letterbox, MirroredInputGivesMirroredOutput) {
  for (const auto& [w, h] : {std::pair{1280, 720}, {848, 478}, {360, 640}, {100, 50}}) {
    const int width = w, chroma = w / 2;
    const auto straight = run(plain(256, 256), make_frame(i420(w, h), noise));
    const auto mirrored = run(plain(256, 256), make_frame(i420(w, h), [&](int p, int x, int y) {
                                return noise(p, (p == 0 ? width : chroma) - 1 - x, y);
                              }));
    for (std::size_t row = 0; row < 3 * 256; ++row) {
      for (std::size_t x = 0; x < 256; ++x) {
        ASSERT_EQ(mirrored[row * 256 + x], straight[row * 256 + 255 - x]) << w << "x" << h;
      }
    }
  }
}

TEST(Letterbox, Nv12EqualsI420) {
  for (const auto& [w, h] : {std::pair{1280, 720}, {641, 359}, {60, 40}, {3072, 300}}) {
    const FrameInfo nv12{PixelFormat::nv12, w, h, {}, {}};
    EXPECT_EQ(run(plain(320, 192), make_frame(i420(w, h), noise)),
              run(plain(320, 192), make_frame(nv12, noise)));
  }
}

TEST(Letterbox, PlacesThePictureAndPaintsTheRest) {
  const Frame frame =
      make_frame(i420(1920, 1080), [](int p, int, int) { return std::uint8_t(p ? 128 : 235); });
  auto spec = plain(640, 640);
  auto out = run(spec, frame);
  const auto at = [&](int x, int y) { return out[static_cast<std::size_t>(y * 640 + x)]; };
  EXPECT_EQ(at(0, 139), 114);
  EXPECT_NEAR(at(0, 140), 255, 1e-3);
  EXPECT_NEAR(at(639, 499), 255, 1e-3);
  EXPECT_EQ(at(639, 500), 114);
  spec.fit = Fit::letterbox_topleft;
  out = run(spec, frame);
  EXPECT_NEAR(at(0, 0), 255, 1e-3);
  EXPECT_EQ(at(0, 360), 114);
  spec.fit = Fit::stretch;
  out = run(spec, frame);
  EXPECT_NEAR(at(0, 639), 255, 1e-3);
}

TEST(LetterboxGeometry, MapsABoxThereAndBack) {
  const auto g = letterbox_geometry(plain(640, 640), 1920, 1080);
  EXPECT_EQ(g.y, 140);
  EXPECT_EQ(g.height, 360);
  EXPECT_EQ(g.to_source(100, 240, 110, 260), (Box{300, 300, 30, 60}));
  EXPECT_EQ(g.to_source(-10, 240, 10, 260), (Box{0, 300, 30, 60}));  // cut at the edge
  EXPECT_EQ(g.to_source(100, 0, 110, 100).area(), 0);                // in the border
}

TEST(Letterbox, SmallBallSurvivesAStrongShrink) {
  // A white ball of 4 px on grey, shrunk 3x, anywhere: sampling single pixels would lose it at some
  // places.
  const FrameInfo info{
      PixelFormat::gray8, 192, 192, {Colour::Matrix::bt709, Colour::Range::full, 2, 2}, {}};
  for (int shift = 0; shift < 6; ++shift) {
    const Frame frame = make_frame(info, [&](int, int x, int y) {
      const bool ball = x >= 90 + shift && x < 94 + shift && y >= 80 + shift && y < 84 + shift;
      return std::uint8_t(ball ? 255 : 100);
    });
    const auto out = run(plain(64, 64), frame);
    double extra = 0;
    for (std::size_t i = 0; i < 64 * 64; ++i) extra += out[i] - 100;
    EXPECT_NEAR(extra, 155.0 * 16 / 9, 2) << "its light is kept wherever it lies";
  }
}

}  // namespace
}  // namespace touchline
