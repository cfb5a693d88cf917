// Every way of drawing gives the bits of its definition.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "kernels/blend_cpu.h"
#include "kernels/shape_cpu.h"

namespace touchline {
namespace {

constexpr PixelFormat kBoth[] = {PixelFormat::i420, PixelFormat::nv12};

/// A picture of noise with its own memory.
struct Noise {
  FrameInfo info;
  Pool pool;
  Image image;

  Noise(PixelFormat format, int width, int height, unsigned seed)
      : info{format, width, height, {}, {}}, pool(image_bytes(info)), image(info, pool) {
    std::mt19937 random(seed);
    for (int i = 0; i < format_info(format).planes; ++i) {
      const auto& plane = image.plane(i);
      for (std::ptrdiff_t at = 0; at < plane.pitch * plane.height; ++at)
        plane.data[at] = static_cast<std::uint8_t>(random() >> 8);
    }
  }
  [[nodiscard]] std::vector<std::uint8_t> samples() const {
    std::vector<std::uint8_t> all;
    for (int i = 0; i < format_info(info.format).planes; ++i) {
      const auto& plane = image.plane(i);
      all.insert(all.end(), plane.data, plane.data + plane.pitch * plane.height);
    }
    return all;
  }
};

int up(int value, int multiple) { return (value + multiple - 1) / multiple * multiple; }

/// A mask for pictures of a size, with the spans of its pairs of rows.
struct Mask {
  int width, height;
  std::vector<std::uint8_t> bytes;
  std::vector<RowSpan> spans;

  Mask(int picture_width, int picture_height)
      : width(up(picture_width, kBlendBlock)),
        height(up(picture_height, 2)),
        bytes(static_cast<std::size_t>(width * height)),
        spans(static_cast<std::size_t>(height / 2), RowSpan{width, 0}) {}
  CoverageMask view() { return {bytes.data(), width, height, spans.data()}; }
};

StrokeShape stroke_of(std::mt19937& random, float width, float height) {
  std::uniform_real_distribution<float> x(-20, width + 20), y(-20, height + 20), r(0.4F, 6),
      share(0, 1);
  const float x0 = x(random), y0 = y(random);
  const bool dot = random() % 5 == 0;
  return stroke(x0, y0, dot ? x0 : x(random), dot ? y0 : y(random), r(random), r(random),
                share(random), share(random));
}

QuadShape quad_of(std::mt19937& random, float width, float height) {
  std::uniform_real_distribution<float> x(-20, width + 20), y(-20, height + 20), grow(0, 2);
  const float cx = x(random), cy = y(random), w = 1 + 0.4F * std::abs(x(random)), h = grow(random);
  const float corners[4][2] = {{cx - w, cy - h}, {cx + w, cy - h}, {cx + w, cy + h}, {cx, cy + h}};
  return quad(corners, random() % 2 == 0 ? 3 : 4, grow(random), 0.9F);
}

/// `shape` into a mask in every way and by the definition. `sharp`: its corners may be cut, so the
/// definition counts only in the columns it names.
template <class Shape>
void expect_joined(const Shape& shape, int width, int height, bool sharp) {
  Mask portable(width, height), fast(width, height), defined(width, height);
  join_coverage(portable.view(), shape, JoinWay::portable);
  join_coverage(fast.view(), shape, fastest_join_way());
  ASSERT_EQ(portable.bytes, fast.bytes);
  const JoinCoverage<Shape> op{defined.bytes.data(), defined.width, shape};
  for (int y = 0; y < defined.height; ++y) {
    const RowSpan& span = fast.spans[static_cast<std::size_t>(y / 2)];
    for (int x = 0; x < defined.width; ++x) {
      op(x, y);
      const auto at = static_cast<std::size_t>(y * defined.width + x);
      const bool named = x >= span.first && x < span.last;
      const bool cut = sharp && fast.bytes[at] == 0;
      ASSERT_TRUE(named || cut || defined.bytes[at] == 0) << x << " " << y;
      ASSERT_TRUE(cut || fast.bytes[at] == defined.bytes[at]) << x << " " << y;
    }
  }
}

TEST(JoinWays, GiveTheBitsOfTheDefinition) {
  std::mt19937 random(11);
  for (int turn = 0; turn < 300; ++turn) {
    const int width = 20 + static_cast<int>(random() % 200),
              height = 4 + static_cast<int>(random() % 60);
    expect_joined(stroke_of(random, static_cast<float>(width), static_cast<float>(height)), width,
                  height, false);
    expect_joined(quad_of(random, static_cast<float>(width), static_cast<float>(height)), width,
                  height, true);
  }
}

/// blend_mask() by blend(), which has a test of its own.
void blend_whole(Image& image, const Mask& mask, const YuvColour& colour) {
  std::vector<std::uint8_t> half(mask.bytes.size() / 4);
  halve_coverage(mask.bytes.data(), mask.width, mask.width, mask.height, half.data());
  blend(image,
        {mask.bytes.data(), half.data(), mask.width, mask.height, mask.width, mask.width / 2}, 0, 0,
        colour, BlendWay::portable);
}

TEST(BlendMask, EveryWayBlendsWhatTheMaskHoldsAndEmptiesIt) {
  std::mt19937 random(12);
  for (int turn = 0; turn < 400; ++turn) {
    const PixelFormat format = kBoth[turn % 2];
    const int width = 2 + static_cast<int>(random() % 190),
              height = 2 + static_cast<int>(random() % 50);
    Mask mask(width, height);
    for (int i = 0; i < 3; ++i)
      join_coverage(mask.view(),
                    stroke_of(random, static_cast<float>(width), static_cast<float>(height)));
    const YuvColour colour{static_cast<std::uint8_t>(random()), static_cast<std::uint8_t>(random()),
                           static_cast<std::uint8_t>(random()),
                           static_cast<std::uint16_t>(random() % 257)};
    const auto seed = static_cast<unsigned>(random());
    Noise expected(format, width, height, seed);
    blend_whole(expected.image, mask, colour);
    for (const BlendWay way : {BlendWay::portable, fastest_blend_way()}) {
      Mask used = mask;
      Noise picture(format, width, height, seed);
      blend_mask(picture.image, used.view(), 0, used.height / 2, colour, way);
      ASSERT_EQ(picture.samples(), expected.samples()) << width << "x" << height;
      ASSERT_EQ(std::count(used.bytes.begin(), used.bytes.end(), 0),
                static_cast<std::ptrdiff_t>(used.bytes.size()));
      for (const RowSpan& span : used.spans)
        ASSERT_TRUE(span.first == used.width && span.last == 0);
    }
  }
}

TEST(BlendPictureWays, GiveTheSameBitsAtEveryOpacity) {
  if (!blend_supports(BlendWay::avx512)) GTEST_SKIP() << "not on this CPU";
  std::mt19937 random(13);
  for (int turn = 0; turn < 514; ++turn) {
    const PixelFormat format = kBoth[turn % 2];
    const int width = 2 + static_cast<int>(random() % 200), height = 2;
    const auto seed = static_cast<unsigned>(random());
    Noise picture(format, 2 * (1 + static_cast<int>(random() % 130)), 6, seed + 1);
    // Mostly covered, as panels are: rounded at their corners.
    const int wide = up(picture.info.width, kBlendBlock);
    std::vector<std::uint8_t> cover(static_cast<std::size_t>(wide * 9), 255);
    for (int i = 0; i < 12; ++i)
      cover[random() % cover.size()] = static_cast<std::uint8_t>(random());
    const CoverageView view{cover.data(), cover.data() + wide * 6, wide, 6, wide, wide / 2};
    const int x = 2 * (static_cast<int>(random() % 80) - 30), y = -2;
    const auto opacity = static_cast<std::uint16_t>(turn / 2);
    Noise portable(format, width, height, seed), fast(format, width, height, seed);
    blend_picture(portable.image, picture.image, view, x, y, opacity, BlendWay::portable);
    blend_picture(fast.image, picture.image, view, x, y, opacity, BlendWay::avx512);
    ASSERT_EQ(portable.samples(), fast.samples()) << width << " at " << x << ", " << opacity;
  }
}

}  // namespace
}  // namespace touchline
