// The list that a GPU draws gives the bits of the canvas that is a picture.
#include "kernels/cuda/draw_list.h"

#include <gtest/gtest.h>

#include <random>

#include "geometry/box.h"
#include "image/transfer.h"
#include "kernels/cuda/images.h"
#include "kernels/image_canvas.h"
#include "support/gpu.h"

namespace touchline {
namespace {

using Random = std::mt19937;

int up_to(Random& random, int most) {
  return static_cast<int>(random() % (1U + static_cast<unsigned>(most)));
}
float between(Random& random, float low, float high) {
  return std::uniform_real_distribution<float>(low, high)(random);
}

void fill(const Image& image, Random& random) {
  for (int i = 0; i < format_info(image.info().format).planes; ++i) {
    const auto& plane = image.plane(i);
    std::generate_n(plane.data, plane.pitch * plane.height,
                    [&] { return static_cast<std::uint8_t>(random()); });
  }
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
          static_cast<std::uint8_t>(std::clamp(static_cast<int>(random() % 512) - 128, 0, 255));
    halve_coverage(bytes.data(), w, w, h, bytes.data() + w * h);
  }
  CoverageView view() {
    return {bytes.data(), bytes.data() + width * height, width, height, width,
            width / 2,    kept ? &copy : nullptr};
  }
};

YuvColour any_colour(Random& random) {
  const auto byte = [&] { return static_cast<std::uint8_t>(random()); };
  return {byte(), byte(), byte(), static_cast<std::uint16_t>(up_to(random, 256))};
}

FrameInfo on_host(FrameInfo info) { return info.device = {}, info; }

/// A picture that is drawn on twice: on the host, and by a list.
struct Both {
  cuda::SharedContext context;
  std::unique_ptr<cuda::Stream> stream;
  FrameInfo info;  ///< of the GPU's
  Pool host_pool, pinned, device;
  ImageCanvas canvas;
  std::unique_ptr<DrawList> list;
  Image expected;
  std::vector<Image> drawn;  ///< on the GPU, oldest first

  Both(int width, int height, PixelFormat format)
      : context(*testing::gpu()),
        stream(std::move(*cuda::Stream::create(context))),
        info{format, width, height, {}, {Device::Kind::cuda, 0}},
        host_pool(image_bytes(on_host(info))),
        pinned(pinned_picture_pool(info, context)),
        device(picture_pool(info, context)),
        canvas(width, height),
        list(std::move(*DrawList::create(info, context))) {}

  /// Starts a frame on samples of its own.
  void start(Random& random) {
    expected = Image(on_host(info), host_pool);
    fill(expected, random);
    Image copy(on_host(info), host_pool);
    for (int i = 0; i < format_info(info.format).planes; ++i)
      std::copy_n(expected.plane(i).data, expected.plane(i).pitch * expected.plane(i).height,
                  copy.plane(i).data);
    auto there = upload(freeze(std::move(copy)), device, *stream);
    ASSERT_TRUE(there) << there.error().message;
    auto image = duplicate(*there, device, *stream);
    ASSERT_TRUE(image) << image.error().message;
    ASSERT_TRUE(stream->synchronize());
    drawn.push_back(std::move(*image));
    canvas.draw_on(expected);
    list->clear();
  }
  template <class Draw>
  void on_both(Draw draw) {
    draw(static_cast<Canvas&>(canvas));
    draw(static_cast<Canvas&>(*list));
  }
  void finish() {
    const Status done = list->draw(drawn.back(), *stream);
    ASSERT_TRUE(done) << done.error().message;
  }
  /// Samples of the oldest frame that differ from `picture`.
  int wrong_in(const Image& picture) {
    auto back = download(freeze(std::move(drawn.front()), *stream->record()), pinned, *stream);
    drawn.erase(drawn.begin());
    EXPECT_TRUE(back) << back.error().message;
    int wrong = 0;
    for (int i = 0; i < back->planes(); ++i) {
      const auto& plane = back->plane(i);
      const int bytes = i == 1 && info.format == PixelFormat::nv12 ? 2 * plane.width : plane.width;
      for (int y = 0; y < plane.height; ++y)
        for (int x = 0; x < bytes; ++x) wrong += plane.row(y)[x] != picture.plane(i).row(y)[x];
    }
    return wrong;
  }
  int wrong() { return wrong_in(expected); }
};

/// A convex polygon of three or four corners around a point.
QuadShape any_quad(Vec2f middle, float size, int n, Random& random) {
  const float lean = between(random, -1, 1), turn = n % 3 == 0 ? -1.0F : 1.0F;
  const float a = size, b = between(random, 0.02F, 1) * size;
  const auto corner = [&](float x, float y) {
    return Vec2f{middle.x + x * a + lean * y * b, middle.y + turn * (y * b - lean * x * a)};
  };
  const Vec2f around[] = {corner(-1, -0.6F), corner(1, -1), corner(0.8F, 1), corner(-1, 0.5F)};
  float corners[4][2];
  for (int i = 0; i < 4; ++i) {
    corners[i][0] = around[i].x;
    corners[i][1] = around[i].y;
  }
  return quad(corners, 3 + n % 2, n % 4 == 0 ? 1.6F : 0, between(random, 0, 1));
}

/// Anything an overlay draws, and what it should not: partly or wholly outside, one over another.
void draw_anything(Both& both, std::vector<Stencil>& stencils, Random& random) {
  const int w = both.info.width, h = both.info.height;
  const auto wide = static_cast<float>(w), high = static_cast<float>(h);
  for (int n = 0; n < 12; ++n) {
    Stencil& stencil = stencils[random() % stencils.size()];
    const int x = (up_to(random, w + 140) - 100) / 2 * 2, y = (up_to(random, h + 60) - 40) / 2 * 2;
    const YuvColour colour = any_colour(random);
    both.on_both([&](Canvas& c) { c.blend(stencil.view(), x, y, colour); });
  }
  const auto x = [&] { return between(random, -0.2F * wide, 1.2F * wide); };
  const auto y = [&] { return between(random, -0.2F * high, 1.2F * high); };
  for (int group = 0; group < 4; ++group) {
    for (int n = up_to(random, 6); n >= 0; --n) {
      const auto radius = [&] { return between(random, 0.4F, 6); };
      const auto strength = [&] { return between(random, 0, 1); };
      const float x0 = x(), y0 = y();
      const bool flat = n == 2;
      const StrokeShape line = stroke(x0, y0, n % 2 ? x() : x0 + 9, flat ? y0 : y(), radius(),
                                      radius(), strength(), strength());
      both.on_both([&](Canvas& c) { c.gather(line); });
      const QuadShape shape = any_quad({x(), y()}, between(random, 2, 0.4F * wide), n, random);
      both.on_both([&](Canvas& c) { c.gather(shape); });
    }
    const YuvColour colour = any_colour(random);
    both.on_both([&](Canvas& c) { c.blend_gathered(colour); });
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
  auto stencils = some_stencils(random);
  Pool pool(image_bytes({format, 64, 38, {}, {}}));
  Image panel({format, 64, 38, {}, {}}, pool);
  fill(panel, random);
  Stencil cover(96, 40, true, random);
  DeviceCopy copy;
  for (int frame = 0; frame < 6; ++frame) {
    both.start(random);
    draw_anything(both, stencils, random);
    if (frame % 3 == 2) {
      fill(panel, random);
      copy.outdated = true;
    }
    const int x = 2 * (up_to(random, width) - 40) / 2 * 2, y = up_to(random, height) / 2 * 2;
    both.on_both([&](Canvas& c) { c.blend_picture(panel, cover.view(), x, y, 238, &copy); });
    draw_anything(both, stencils, random);
    both.finish();
    ASSERT_EQ(both.wrong(), 0) << "frame " << frame;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Sizes, DrawListParity,
    ::testing::Values(Shape{2, 2, PixelFormat::nv12}, Shape{3, 5, PixelFormat::i420},
                      Shape{97, 65, PixelFormat::nv12}, Shape{353, 291, PixelFormat::i420},
                      Shape{640, 361, PixelFormat::nv12}, Shape{1280, 720, PixelFormat::i420},
                      Shape{1279, 717, PixelFormat::nv12}));

}  // namespace
}  // namespace touchline
