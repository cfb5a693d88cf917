#include "kernels/blend_cpu.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "kernels/rows.h"
#include "kernels/shape_cpu.h"

namespace touchline {
namespace {

/// Coverage of a shape in a view of its own.
struct Mask {
  int width, height;
  std::vector<std::uint8_t> luma, chroma;

  template <class Shape>
  Mask(int w, int h, const Shape& shape)
      : width(w),
        height(h),
        luma(static_cast<std::size_t>(w * h)),
        chroma(static_cast<std::size_t>(w * h / 4)) {
    for_each_pixel(w, h, DrawCoverage<Shape>{luma.data(), w, shape});
    halve_coverage(luma.data(), w, w, h, chroma.data());
  }
  [[nodiscard]] CoverageView view() const {
    return {luma.data(), chroma.data(), width, height, width, width / 2};
  }
};

/// An image filled with one grey, in exactly sized memory so that a write outside is seen by the
/// sanitizer.
struct Picture {
  Pool pool;
  Image image;

  Picture(PixelFormat format, int width, int height, std::uint8_t luma = 100,
          std::uint8_t chroma = 120)
      : pool(image_bytes({format, width, height, {}, {}})),
        image({format, width, height, {}, {}}, pool) {
    for (int i = 0; i < format_info(format).planes; ++i) {
      const auto& plane = image.plane(i);
      for (int y = 0; y < plane.height; ++y)
        std::fill_n(plane.row(y), plane.pitch, i == 0 ? luma : chroma);
    }
  }
  [[nodiscard]] int y(int px, int py) const { return image.plane(0).row(py)[px]; }
  [[nodiscard]] int u(int px, int py) const {
    return image.info().format == PixelFormat::nv12 ? image.plane(1).row(py)[2 * px]
                                                    : image.plane(1).row(py)[px];
  }
  [[nodiscard]] int v(int px, int py) const {
    return image.info().format == PixelFormat::nv12 ? image.plane(1).row(py)[2 * px + 1]
                                                    : image.plane(2).row(py)[px];
  }
};

const PixelFormat kBoth[] = {PixelFormat::i420, PixelFormat::nv12};
const YuvColour kRed{63, 102, 240, 256};

/// Covers (1, 1) to (6, 5) of its 32 x 8 mask.
Mask rectangle() { return Mask(32, 8, RoundedBoxShape{3.5F, 3, 2.5F, 2, 0}); }

TEST(Blend, OpaqueRectangleLeavesExactlyItsColour) {
  for (const auto format : kBoth) {
    Picture picture(format, 12, 10);
    blend(picture.image, rectangle().view(), 2, 2, kRed);
    for (int y = 0; y < 10; ++y) {
      for (int x = 0; x < 12; ++x) {
        const bool inside = x >= 3 && x < 8 && y >= 3 && y < 7;
        EXPECT_EQ(picture.y(x, y), inside ? 63 : 100) << x << "," << y;
      }
    }
    // Chroma sample (2, 2) lies under luma 4..5 x 4..5, fully inside; (1, 1) is covered by one luma
    // sample of four; (1, 2) by two.
    EXPECT_EQ(picture.u(2, 2), 102);
    EXPECT_EQ(picture.v(2, 2), 240);
    EXPECT_EQ(picture.u(1, 1), 116);  // 120 + (102 - 120) / 4 = 115.5, rounded up
    EXPECT_EQ(picture.v(1, 1), 150);
    EXPECT_EQ(picture.u(1, 2), 111);
    EXPECT_EQ(picture.v(1, 2), 180);
    EXPECT_EQ(picture.u(0, 0), 120);
    EXPECT_EQ(picture.v(5, 4), 120);
  }
}

TEST(Blend, HalfOpacityMixesHalfWay) {
  for (const auto format : kBoth) {
    Picture picture(format, 12, 10);
    blend(picture.image, rectangle().view(), 2, 2, {200, 20, 220, 128});
    EXPECT_EQ(picture.y(5, 5), 150);
    EXPECT_EQ(picture.u(2, 2), 70);
    EXPECT_EQ(picture.v(2, 2), 170);
    EXPECT_EQ(picture.y(2, 2), 100);
  }
}

TEST(Blend, EllipseRowsHoldTheirArea) {
  // Ellipse of 10 x 6 about the mask's middle: its area is pi * 10 * 6, by analytic coverage within
  // 1 %.
  struct Ellipse {
    float operator()(float x, float y) const {
      return edge_coverage(ellipse_distance(x - 16, y - 8, 10, 6));
    }
  };
  const Mask mask(32, 16, Ellipse{});
  double area = 0;
  for (const auto value : mask.luma) area += value / 255.0;
  EXPECT_NEAR(area, 188.5, 1.9);
  for (const auto format : kBoth) {
    Picture picture(format, 32, 16, 0, 128);
    blend(picture.image, mask.view(), 0, 0, {255, 200, 60, 256});
    EXPECT_EQ(picture.y(16, 8), 255);
    EXPECT_EQ(picture.y(5, 8), 0);
    EXPECT_NEAR(picture.y(6, 8), 250, 5);  // just inside the left end
    EXPECT_EQ(picture.y(7, 3), 0);
    EXPECT_EQ(picture.y(16, 8), picture.y(15, 7));  // the middle is between pixels: mirror images
    EXPECT_EQ(picture.y(10, 4), picture.y(21, 11));
  }
}

TEST(Blend, WeightsAreExactAtBothEnds) {
  for (int from = 0; from < 256; ++from) {
    for (int to = 0; to < 256; ++to) {
      const auto a = static_cast<std::uint8_t>(from), b = static_cast<std::uint8_t>(to);
      ASSERT_EQ(blend_sample(a, b, blend_weight(0, 256)), a);
      ASSERT_EQ(blend_sample(a, b, blend_weight(255, 256)), b);
    }
  }
  for (int coverage = 0; coverage < 256; ++coverage) {
    for (int opacity = 0; opacity <= 256; ++opacity) {
      const int weight =
          blend_weight(static_cast<std::uint8_t>(coverage), static_cast<std::uint16_t>(opacity));
      ASSERT_NEAR(weight, coverage / 255.0 * opacity, 1.51) << coverage << " " << opacity;
    }
  }
}

/// The definition, sample by sample, without clipping tricks or blocks.
void blend_slowly(Picture& picture, const Mask& mask, int left, int top, const YuvColour& c) {
  const auto one = [&](std::uint8_t* sample, std::uint8_t to, std::uint8_t coverage) {
    *sample = blend_sample(*sample, to, blend_weight(coverage, c.opacity));
  };
  const FrameInfo& info = picture.image.info();
  for (int y = 0; y < mask.height; ++y) {
    for (int x = 0; x < mask.width; ++x) {
      const int px = left + x, py = top + y;
      if (px < 0 || py < 0 || px >= info.width || py >= info.height) continue;
      one(picture.image.plane(0).row(py) + px, c.y,
          mask.luma[static_cast<std::size_t>(y * mask.width + x)]);
      // The last column and row of an odd frame have a chroma sample too; even positions visit each
      // sample once.
      if (px % 2 != 0 || py % 2 != 0) continue;
      const auto coverage = mask.chroma[static_cast<std::size_t>(y / 2 * mask.width / 2 + x / 2)];
      const bool nv12 = info.format == PixelFormat::nv12;
      auto* u = picture.image.plane(1).row(py / 2) + (nv12 ? px : px / 2);
      auto* v = nv12 ? u + 1 : picture.image.plane(2).row(py / 2) + px / 2;
      one(u, c.u, coverage);
      one(v, c.v, coverage);
    }
  }
}

TEST(Blend, EqualsTheDefinitionAndBothFormatsAgreeWhereverItLies) {
  std::mt19937 random(7);
  const auto pick = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  for (int round = 0; round < 400; ++round) {
    const int width = pick(2, 90), height = pick(2, 50);
    const Mask mask(32 * pick(1, 3), 2 * pick(1, 20),
                    RoundedBoxShape{20, 9, static_cast<float>(pick(1, 40)),
                                    static_cast<float>(pick(1, 12)), 3});
    const int x = 2 * pick(-60, 60), y = 2 * pick(-30, 30);
    const YuvColour colour{
        static_cast<std::uint8_t>(pick(0, 255)), static_cast<std::uint8_t>(pick(0, 255)),
        static_cast<std::uint8_t>(pick(0, 255)), static_cast<std::uint16_t>(pick(0, 256))};
    Picture i420(PixelFormat::i420, width, height), nv12(PixelFormat::nv12, width, height);
    Picture expected(PixelFormat::i420, width, height);
    blend(i420.image, mask.view(), x, y, colour);
    blend(nv12.image, mask.view(), x, y, colour);
    blend_slowly(expected, mask, x, y, colour);
    for (int py = 0; py < height; ++py) {
      for (int px = 0; px < width; ++px) {
        ASSERT_EQ(i420.y(px, py), expected.y(px, py)) << width << "x" << height << " at " << x;
        ASSERT_EQ(nv12.y(px, py), expected.y(px, py));
        ASSERT_EQ(i420.u(px / 2, py / 2), expected.u(px / 2, py / 2));
        ASSERT_EQ(nv12.u(px / 2, py / 2), expected.u(px / 2, py / 2));
        ASSERT_EQ(i420.v(px / 2, py / 2), expected.v(px / 2, py / 2));
        ASSERT_EQ(nv12.v(px / 2, py / 2), expected.v(px / 2, py / 2));
      }
    }
    // Padding between the width and the pitch is not ours either.
    for (int py = 0; py < height; ++py) {
      const auto& plane = i420.image.plane(0);
      for (std::ptrdiff_t px = width; px < plane.pitch; ++px) ASSERT_EQ(plane.row(py)[px], 100);
    }
  }
}

TEST(BlendStroke, JoinsWithoutBeadsAndStaysInsideItsRectangle) {
  const int width = 96, height = 40;
  std::vector<std::uint8_t> mask(static_cast<std::size_t>(width * height));
  const StrokeShape first = stroke(10, 8, 50, 20, 2, 3, 0.5F, 0.5F);
  const StrokeShape second = stroke(50, 20, 92, 38, 3, 4, 0.5F, 0.5F);
  const PixelRect a = join_coverage({mask.data(), width, height}, first);
  const PixelRect b = join_coverage({mask.data(), width, height}, second);
  int most = 0;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const int value = mask[static_cast<std::size_t>(y * width + x)];
      const auto in = [&](const PixelRect& r) {
        return x >= r.x0 && x < r.x1 && y >= r.y0 && y < r.y1;
      };
      most = std::max(most, value);
      if (!in(a) && !in(b)) {
        ASSERT_EQ(value, 0) << x << "," << y;
      }
      const float px = static_cast<float>(x) + 0.5F, py = static_cast<float>(y) + 0.5F;
      const float share = std::max(first(px, py), second(px, py));
      ASSERT_NEAR(value, share * 255, 1) << x << "," << y;
    }
  }
  EXPECT_EQ(most, 128);  // the joint, covered twice, is as strong as the rest
}

TEST(BlendStroke, OutsideTheMaskNothingHappens) {
  std::vector<std::uint8_t> mask(32 * 4);
  EXPECT_TRUE(join_coverage({mask.data(), 32, 4}, stroke(-90, -90, -50, -60, 2, 2, 1, 1)).empty());
  EXPECT_TRUE(join_coverage({mask.data(), 32, 4}, stroke(90, 1, 99, 2, 2, 2, 1, 1)).empty());
  EXPECT_EQ(std::count(mask.begin(), mask.end(), 0), 128);
  join_coverage({mask.data(), 32, 4},
                stroke(-100, -100, 200, 200, 9, 9, 1, 1));  // cut on all sides
  EXPECT_GT(std::count(mask.begin(), mask.end(), 255), 0);
}

/// Every sample of an image, plane after plane.
std::vector<std::uint8_t> samples_of(const Image& image) {
  std::vector<std::uint8_t> all;
  for (int i = 0; i < format_info(image.info().format).planes; ++i) {
    const auto& plane = image.plane(i);
    all.insert(all.end(), plane.data, plane.data + plane.pitch * plane.height);
  }
  return all;
}

TEST(BlendParity, FastEqualsPortable) {
  if (!blend_supports(BlendWay::avx512)) GTEST_SKIP() << "not on this CPU";
  std::mt19937 random(3);
  const auto byte = [&] { return static_cast<std::uint8_t>(random() >> 8); };
  for (int turn = 0; turn < 400; ++turn) {
    const auto format = kBoth[turn % 2];
    const int width = 1 + static_cast<int>(random() % 150),
              height = 1 + static_cast<int>(random() % 40);
    Picture portable(format, width, height), fast(format, width, height);
    for (int i = 0; i < format_info(format).planes; ++i) {
      const auto& plane = portable.image.plane(i);
      for (std::ptrdiff_t at = 0; at < plane.pitch * plane.height; ++at)
        plane.data[at] = fast.image.plane(i).data[at] = byte();
    }
    Mask mask(32 * (1 + turn % 3), 2 * (1 + turn % 9), RoundedBoxShape{0, 0, 0, 0, 0});
    for (auto* coverage : {&mask.luma, &mask.chroma}) {
      for (auto& value : *coverage) value = turn % 5 == 0 ? 255 : turn % 7 == 0 ? 0 : byte();
    }
    const int x = 2 * (static_cast<int>(random() % 120) - 40);
    const int y = 2 * (static_cast<int>(random() % 30) - 8);
    const auto opacity = static_cast<std::uint16_t>(turn % 3 == 0 ? 256 : random() % 257);
    const YuvColour colour{byte(), byte(), byte(), opacity};
    blend(portable.image, mask.view(), x, y, colour, BlendWay::portable);
    blend(fast.image, mask.view(), x, y, colour, BlendWay::avx512);
    ASSERT_EQ(samples_of(portable.image), samples_of(fast.image))
        << width << "x" << height << " at " << x << "," << y << " opacity " << opacity;
  }
}

TEST(BlendParity, EveryWeightAndValue) {
  // All pairs of sample and coverage, at opacities on both sides of the roundings.
  Mask mask(256, 2, RoundedBoxShape{0, 0, 0, 0, 0});
  for (int x = 0; x < 256; ++x)
    mask.luma[static_cast<std::size_t>(x)] = static_cast<std::uint8_t>(x);
  for (const BlendWay way : {BlendWay::portable, BlendWay::avx512}) {
    if (!blend_supports(way)) continue;
    for (const std::uint16_t opacity : {1, 77, 128, 255, 256}) {
      for (int from = 0; from < 256; ++from) {
        Picture picture(PixelFormat::i420, 256, 2, static_cast<std::uint8_t>(from));
        blend(picture.image, mask.view(), 0, 0, {200, 20, 220, opacity}, way);
        for (int x = 0; x < 256; ++x) {
          const auto weight = blend_weight(static_cast<std::uint8_t>(x), opacity);
          ASSERT_EQ(picture.y(x, 0), blend_sample(static_cast<std::uint8_t>(from), 200, weight));
        }
      }
    }
  }
}

}  // namespace
}  // namespace touchline
