// The list that a GPU draws gives the bits of the canvas that is a picture.
#include "kernels/cuda/draw_list.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "geometry/box.h"
#include "kernels/blend_twins.h"
#include "kernels/cuda/images.h"
#include "kernels/image_canvas.h"

namespace touchline {
namespace {

using Random = std::mt19937;
using Twins = std::pair<Image, Image>;

int up_to(Random& random, int most) {
  return static_cast<int>(random() % (1U + static_cast<unsigned>(most)));
}
int even_up_to(Random& random, int most) { return up_to(random, most) / 2 * 2; }
float between(Random& random, float low, float high) {
  return std::uniform_real_distribution<float>(low, high)(random);
}
YuvColour any_colour(Random& random) {
  const auto byte = [&] { return static_cast<std::uint8_t>(random()); };
  return {byte(), byte(), byte(), static_cast<std::uint16_t>(up_to(random, 256))};
}

/// Coverage with holes and full parts, as shapes have.
struct Stencil {
  std::vector<std::uint8_t> bytes;
  int width, height;
  DeviceCopy copy;
  bool kept;

  Stencil(int w, int h, bool keep, Random& random)
      : bytes(static_cast<std::size_t>(w * h + w * h / 4)), width(w), height(h), kept(keep) {
    for (int i = 0; i < w * h; ++i)
      bytes[static_cast<std::size_t>(i)] =
          static_cast<std::uint8_t>(std::clamp(up_to(random, 511) - 128, 0, 255));
    halve_coverage(bytes.data(), w, w, h, bytes.data() + w * h);
  }
  CoverageView view() {
    const auto* const luma = bytes.data();
    return {luma, luma + width * height, width, height, width, width / 2, kept ? &copy : nullptr};
  }
};

/// Both canvases, each with a picture of its own.
struct Both {
  testing::TwinPictures pictures;
  ImageCanvas canvas;
  std::unique_ptr<DrawList> list;

  Both(int width, int height, PixelFormat format)
      : pictures(width, height, format),
        canvas(width, height),
        list(std::move(*DrawList::create(pictures.info, pictures.context))) {}

  /// Draws a frame, `draw(Canvas&)`, on both; the GPU may still be at it when this returns.
  template <class Draw>
  Twins frame(Random& random, Draw draw) {
    return frame(pictures.make(random), random, draw);
  }
  template <class Draw>
  Twins frame(Twins twins, Random& random, Draw draw) {
    canvas.draw_on(twins.first);
    Random same = random;
    draw(static_cast<Canvas&>(canvas), random);
    draw(list->start(), same);
    const Status done = list->draw(twins.second, *pictures.stream);
    EXPECT_TRUE(done) << done.error().message;
    return twins;
  }
};

/// A convex polygon of three or four corners around a point.
QuadShape any_quad(Vec2f middle, float size, int n, Random& random) {
  const float lean = between(random, -1, 1), turn = n % 3 == 0 ? -1.0F : 1.0F;
  const float a = size, b = between(random, 0.02F, 1) * size;
  const float around[4][2] = {{-1, -0.6F}, {1, -1}, {0.8F, 1}, {-1, 0.5F}};
  float corners[4][2];
  for (int i = 0; i < 4; ++i) {
    const float x = around[i][0] * a, y = around[i][1] * b;
    corners[i][0] = middle.x + x + lean * y;
    corners[i][1] = middle.y + turn * (y - lean * x);
  }
  return quad(corners, 3 + n % 2, n % 4 == 0 ? 1.6F : 0, between(random, 0, 1));
}

/// Lines and polygons in a few colours, some of them far outside.
void draw_shapes(Canvas& canvas, const FrameInfo& info, Random& random) {
  const auto wide = static_cast<float>(info.width), high = static_cast<float>(info.height);
  const auto x = [&] { return between(random, -0.2F * wide, 1.2F * wide); };
  const auto y = [&] { return between(random, -0.2F * high, 1.2F * high); };
  const auto radius = [&] { return between(random, 0.4F, 6); };
  for (int group = 0; group < 4; ++group) {
    for (int n = up_to(random, 6); n >= 0; --n) {
      const float x0 = x(), y0 = y(), x1 = n % 2 ? x() : x0 + 9, y1 = n == 2 ? y0 : y();
      const float r0 = radius(), r1 = radius();
      canvas.gather(stroke(x0, y0, x1, y1, r0, r1, between(random, 0, 1), 0.5F));
      canvas.gather(any_quad({x(), y()}, between(random, 2, 0.4F * wide), n, random));
    }
    canvas.blend_gathered(any_colour(random));
  }
}

/// Stencils partly or wholly outside, one over another.
void draw_stencils(Canvas& canvas, const FrameInfo& info, std::vector<Stencil>& stencils,
                   Random& random) {
  for (int n = 0; n < 12; ++n) {
    Stencil& stencil = stencils[random() % stencils.size()];
    const int x = even_up_to(random, info.width + 140) - 100;
    const int y = even_up_to(random, info.height + 60) - 40;
    canvas.blend(stencil.view(), x, y, any_colour(random));
  }
}

std::vector<Stencil> some_stencils(Random& random) {
  std::vector<Stencil> stencils;
  for (int i = 0; i < 12; ++i)
    stencils.emplace_back(32 * (1 + i % 4), 2 * (1 + i * 5 % 23), i % 3 > 0, random);
  return stencils;
}

struct Shape {
  int width, height;
  PixelFormat format;
};

class DrawListParity : public ::testing::TestWithParam<Shape> {};

TEST_P(DrawListParity, EverythingIsDrawnToTheBit) {
  TL_NEEDS_GPU_CODE();
  const auto [width, height, format] = GetParam();
  Random random(static_cast<unsigned>(width * 31 + height));
  Both both(width, height, format);
  const FrameInfo& info = both.pictures.info;
  auto stencils = some_stencils(random);
  const FrameInfo small{format, 64, 38, {}, {}};
  Pool pool(image_bytes(small));
  Image panel(small, pool);
  Stencil cover(96, 40, true, random);
  DeviceCopy copy;
  for (int frame = 0; frame < 6; ++frame) {
    if (frame % 3 == 0) {
      testing::fill_any(panel, random);
      copy.outdated = true;
    }
    auto twins = both.frame(random, [&](Canvas& canvas, Random& any) {
      draw_stencils(canvas, info, stencils, any);
      draw_shapes(canvas, info, any);
      const int x = even_up_to(any, info.width + 60) - 60,
                y = even_up_to(any, info.height + 36) - 36;
      canvas.blend_picture(panel, cover.view(), x, y, 238, &copy);
      draw_shapes(canvas, info, any);
      draw_stencils(canvas, info, stencils, any);
    });
    ASSERT_EQ(both.pictures.differences(std::move(twins)), 0) << "frame " << frame;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Sizes, DrawListParity,
    ::testing::Values(Shape{2, 2, PixelFormat::nv12}, Shape{3, 5, PixelFormat::i420},
                      Shape{97, 65, PixelFormat::nv12}, Shape{353, 291, PixelFormat::i420},
                      Shape{640, 361, PixelFormat::nv12}, Shape{1280, 720, PixelFormat::i420},
                      Shape{1279, 717, PixelFormat::nv12}, Shape{1920, 1080, PixelFormat::nv12}));

TEST(DrawList, WhatIsKeptIsSentOnce) {
  TL_NEEDS_GPU_CODE();
  Random random(1);
  Both both(320, 180, PixelFormat::nv12);
  Stencil kept(64, 40, true, random), changing(32, 16, false, random);
  const auto draw = [&](Canvas& canvas, Random&) {
    canvas.blend(kept.view(), 10, 10, {200, 90, 100, 256});
    canvas.blend(kept.view(), 60, 90, {20, 190, 30, 128});
    canvas.blend(changing.view(), 200, 20, {20, 190, 30, 128});
  };
  both.pictures.differences(both.frame(random, draw));
  const auto first = both.list->load();
  EXPECT_EQ(first.commands, 3U);
  EXPECT_EQ(first.atlas_bytes, 64U * 40 * 5 / 4);
  EXPECT_EQ(both.pictures.differences(both.frame(random, draw)), 0);
  const auto second = both.list->load();
  EXPECT_EQ(second.atlas_bytes, 0U);
  EXPECT_EQ(second.list_bytes, first.list_bytes);
  EXPECT_GE(second.list_bytes, 32U * 16 * 5 / 4);
  EXPECT_LT(second.list_bytes, 64U * 40) << "the kept samples are not in the list";
}

TEST(DrawList, AFrameThatIsNeverDrawnLeavesNothingBehind) {
  TL_NEEDS_GPU_CODE();
  Random random(2);
  Both both(320, 180, PixelFormat::i420);
  Stencil kept(64, 40, true, random);
  const auto draw = [&](Canvas& canvas, Random&) {
    canvas.blend(kept.view(), 10, 10, {200, 90, 100, 256});
  };
  draw(both.list->start(), random);
  EXPECT_EQ(both.pictures.differences(both.frame(random, draw)), 0);
}

TEST(DrawList, AnAtlasThatOverflowsIsStartedAnew) {
  TL_NEEDS_GPU_CODE();
  Random random(3);
  Both both(320, 180, PixelFormat::nv12);  // an atlas of 2 MiB
  std::vector<Stencil> stencils;
  for (int i = 0; i < 60; ++i) stencils.emplace_back(256, 160, true, random);  // 3 MiB
  std::size_t sent = 0;
  for (int frame = 0; frame < 12; ++frame) {
    auto twins = both.frame(random, [&](Canvas& canvas, Random&) {
      for (std::size_t i = 0; i < 25; ++i) {
        Stencil& stencil = stencils[(static_cast<std::size_t>(frame) * 10 + i) % stencils.size()];
        canvas.blend(stencil.view(), static_cast<int>(i) * 4, static_cast<int>(i) * 2,
                     {200, static_cast<std::uint8_t>(i), 100, 128});
      }
    });
    ASSERT_EQ(both.pictures.differences(std::move(twins)), 0) << "frame " << frame;
    sent += both.list->load().atlas_bytes;
  }
  EXPECT_GT(sent, std::size_t{3} << 20U);
}

TEST(DrawList, FramesUnderWayKeepTheirLists) {
  TL_NEEDS_GPU_CODE();
  Random random(4);
  Both both(1280, 720, PixelFormat::nv12);
  auto stencils = some_stencils(random);
  std::vector<Twins> frames;  // more than can be under way at once
  for (int n = 0; n < 10; ++n) frames.push_back(both.pictures.make(random));
  for (std::size_t n = 0; n < frames.size(); ++n)
    frames[n] = both.frame(std::move(frames[n]), random, [&](Canvas& canvas, Random& any) {
      for (std::size_t i = 0; i <= n * 20; ++i)  // lists that grow
        draw_stencils(canvas, both.pictures.info, stencils, any);
    });
  for (Twins& frame : frames) ASSERT_EQ(both.pictures.differences(std::move(frame)), 0);
}

TEST(DrawList, OnlyTilesThatAreDrawnOnAreTouched) {
  TL_NEEDS_GPU_CODE();
  Random random(5);
  Both both(1920, 1080, PixelFormat::nv12);
  Stencil dot(32, 16, true, random);
  const auto nothing = [](Canvas&, Random&) {};
  EXPECT_EQ(both.pictures.differences(both.frame(random, nothing)), 0);
  EXPECT_EQ(both.list->load().tiles, 0U);
  both.pictures.differences(both.frame(random, [&](Canvas& canvas, Random&) {
    canvas.blend(dot.view(), 64, 32, {200, 90, 100, 256});     // one tile
    canvas.blend(dot.view(), 66, 34, {200, 90, 100, 256});     // and three more
    canvas.blend(dot.view(), 640, 320, {200, 90, 100, 0});     // unseen
    canvas.blend(dot.view(), 1920, 320, {200, 90, 100, 256});  // outside
  }));
  EXPECT_EQ(both.list->load().tiles, 4U);
  EXPECT_EQ(both.list->load().entries, 5U);
  both.pictures.differences(both.frame(random, [&](Canvas& canvas, Random&) {
    canvas.gather(stroke(0, 0, 1919, 1079, 2, 2, 1, 1));
    canvas.blend_gathered({200, 90, 100, 256});
  }));
  EXPECT_LT(both.list->load().tiles, 200U) << "a line does not take its box";
}

TEST(DrawBins, EntriesKeepTheirOrderAndTheLastOfAGroupIsMarked) {
  DrawBins bins(64, 32);
  bins.add(0, {0, 0, 64, 32});
  bins.add(1, {0, 0, 10, 10}, 1);  // a group of shapes: 1 and 2
  bins.add(2, {0, 0, 40, 10}, 1);
  bins.add(3, {30, 0, 40, 10}, 3);  // another group
  bins.add(4, {100, 0, 140, 10});   // outside
  ASSERT_EQ(bins.tiles(), 4U);
  ASSERT_EQ(bins.entries(), 4U + 1 + 2 + 2);
  std::vector<DrawTile> tiles(bins.tiles());
  std::vector<std::uint32_t> entries(bins.entries());
  bins.write(tiles.data(), entries.data());
  const auto of = [&](int column, int row) {
    std::vector<std::uint32_t> list;
    for (const auto& tile : tiles)
      if (tile.column == column && tile.row == row)
        list.assign(entries.begin() + tile.first, entries.begin() + tile.first + tile.count);
    return list;
  };
  const auto last = [](std::uint32_t index) { return index | kDrawLast; };
  EXPECT_EQ(of(0, 0), (std::vector{last(0), 1U, last(2), last(3)}));
  EXPECT_EQ(of(1, 0), (std::vector{last(0), last(2), last(3)}));
  EXPECT_EQ(of(0, 1), (std::vector{last(0)}));
  bins.clear();
  EXPECT_EQ(bins.tiles() + bins.entries(), 0U);
  bins.add(0, {0, 0, 2, 2});
  EXPECT_EQ(bins.tiles(), 1U);
}

}  // namespace
}  // namespace touchline
