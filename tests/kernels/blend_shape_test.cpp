// The overlay's shapes against geometry worked out by hand.
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "kernels/blend_cpu.h"
#include "kernels/shape_cpu.h"

namespace touchline {
namespace {

template <class Shape>
double area(const Shape& shape, int width, int height) {
  double sum = 0;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x)
      sum += static_cast<double>(shape(static_cast<float>(x) + 0.5F, static_cast<float>(y) + 0.5F));
  }
  return sum;
}

TEST(Shape, CoverageRunsOverOnePixel) {
  EXPECT_FLOAT_EQ(edge_coverage(-0.5F), 1);
  EXPECT_FLOAT_EQ(edge_coverage(0), 0.5F);
  EXPECT_FLOAT_EQ(edge_coverage(0.5F), 0);
  EXPECT_FLOAT_EQ(band_coverage(0, 0.1F), 0.2F);  // a hair line covers its width, not a pixel
  EXPECT_FLOAT_EQ(band_coverage(0, 3), 1);
  EXPECT_FLOAT_EQ(band_coverage(3, 3), 0.5F);
}

TEST(Shape, EllipseDistanceIsExactForACircleAndZeroOnTheOutline) {
  EXPECT_NEAR(ellipse_distance(7, 0, 5, 5), 2, 1e-5);
  EXPECT_NEAR(ellipse_distance(0, 3, 5, 5), -2, 1e-5);
  for (float a = 0; a < 6.28F; a += 0.3F)
    EXPECT_NEAR(ellipse_distance(20 * cosf(a), 7 * sinf(a), 20, 7), 0, 1e-4) << a;
  EXPECT_LT(ellipse_distance(0, 0, 20, 7), 0);
}

TEST(Shape, RoundedBoxHasItsArea) {
  // w h - (4 - pi) r^2
  EXPECT_NEAR(area(RoundedBoxShape{20, 10, 15, 7, 7}, 40, 20), 30 * 14 - 0.8584 * 49, 1.5);
  EXPECT_NEAR(area(RoundedBoxShape{20, 10, 15, 7, 0}, 40, 20), 30 * 14, 1e-3);
}

TEST(Shape, RingIsOpenAtTheBackAndDashedOnRequest) {
  const RingShape ring{30, 15, 20, 8, 1.5F, -0.64F, 0};
  EXPECT_GT(ring(30, 23), 0.95F);  // front
  EXPECT_EQ(ring(30, 7), 0);       // back
  EXPECT_EQ(ring(30, 15), 0);      // middle
  EXPECT_GT(ring(50, 15), 0.9F);   // sides
  EXPECT_FLOAT_EQ(ring(10, 15), ring(50, 15));
  const DashedRingShape dashed{ring, 14};
  const double share = area(dashed, 60, 30) / area(ring, 60, 30);
  EXPECT_GT(share, 0.5);
  EXPECT_LT(share, 0.75);
  RingShape closed = ring;
  closed.open_sin = -2;
  EXPECT_GT(closed(30, 7), 0.5F);
}

TEST(Shape, PointerPointsDown) {
  const PointerShape pointer{20, 18, 8, 12, 1, 0};
  EXPECT_GT(pointer(20, 10), 0.99F);
  EXPECT_EQ(pointer(20, 19), 0);
  EXPECT_EQ(pointer(20, 5), 0);
  EXPECT_EQ(pointer(13, 17), 0);
  EXPECT_FLOAT_EQ(pointer(15, 9), pointer(25, 9));
  // A triangle of 16 x 12, its three corners cut round: between the inner triangle and the sharp
  // one.
  const double filled = area(pointer, 40, 30);
  EXPECT_LT(filled, 96);
  EXPECT_GT(filled, 86);
  PointerShape outline = pointer;
  outline.ring_half = 0.8F;
  EXPECT_EQ(outline(20, 9.5F), 0);     // hollow
  EXPECT_GT(outline(20, 6.8F), 0.9F);  // top edge
  EXPECT_LT(area(outline, 40, 30), 0.7 * filled);
}

TEST(Shape, CornerKeepsToItsArms) {
  const CornerShape corner{5, 5, 1, 1, 10, 3, 1};
  EXPECT_GT(corner(12, 5), 0.95F);
  EXPECT_GT(corner(5, 12), 0.95F);
  EXPECT_EQ(corner(16.5F, 5), 0);  // past the arm
  EXPECT_EQ(corner(12, 12), 0);    // inside the box
  EXPECT_EQ(corner(4, 4), 0);      // rounded off
  const CornerShape mirrored{35, 5, -1, 1, 10, 3, 1};
  EXPECT_FLOAT_EQ(mirrored(28, 5), corner(12, 5));
}

TEST(Shape, StrokeRunsThinAndFaint) {
  const StrokeShape line = stroke(5, 10, 45, 10, 1, 4, 0.2F, 1);
  EXPECT_NEAR(line(5, 10), 0.2F, 0.02F);
  EXPECT_NEAR(line(45, 10), 1, 0.02F);
  EXPECT_NEAR(line(25, 10), 0.6F, 0.02F);
  EXPECT_EQ(line(8, 13), 0);
  EXPECT_GT(line(44, 13), 0.5F);
  // A stroke of no length is a dot.
  const StrokeShape dot = stroke(10, 10, 10, 10, 3, 3, 1, 1);
  EXPECT_NEAR(area(dot, 20, 20), 28.27, 1.5);
}

TEST(Shape, QuadHasItsAreaEitherWayRoundAndGrows) {
  const float corners[4][2] = {{6, 5}, {30, 9}, {26, 21}, {9, 17}};
  const float back[4][2] = {{9, 17}, {26, 21}, {30, 9}, {6, 5}};
  float twice = 0;
  for (int i = 0; i < 4; ++i) {
    const float* p = corners[i];
    const float* q = corners[(i + 1) % 4];
    twice += p[0] * q[1] - q[0] * p[1];
  }
  EXPECT_NEAR(area(quad(corners, 4, 0, 1), 40, 30), twice / 2, 1.5);
  EXPECT_NEAR(area(quad(back, 4, 0, 1), 40, 30), twice / 2, 1.5);
  EXPECT_NEAR(area(quad(corners, 4, 0, 0.5F), 40, 30), twice / 4, 1);
  EXPECT_GT(area(quad(corners, 4, 1.5F, 1), 40, 30), twice / 2 + 80);  // the outline is 68 long
  const float triangle[3][2] = {{5, 5}, {25, 5}, {15, 20}};
  EXPECT_NEAR(area(quad(triangle, 3, 0, 1), 40, 30), 150, 1);
  const float line[3][2] = {{5, 5}, {15, 5}, {25, 5}};
  EXPECT_EQ(area(quad(line, 3, 0, 1), 40, 30), 0);
}

TEST(Shape, JoiningAQuadWritesWhatTheShapeSaysAndNamesTheColumns) {
  const int width = 96, height = 40;
  const float corners[4][2] = {{-4, 3}, {88, 20}, {86, 27}, {-6, 8}};
  const QuadShape shape = quad(corners, 4, 0.7F, 0.8F);
  std::vector<std::uint8_t> mask(static_cast<std::size_t>(width * height));
  std::vector<RowSpan> spans(static_cast<std::size_t>(height / 2), RowSpan{width, 0});
  join_coverage({mask.data(), width, height, spans.data()}, shape);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const float share = shape(static_cast<float>(x) + 0.5F, static_cast<float>(y) + 0.5F);
      const int got = mask[static_cast<std::size_t>(y * width + x)];
      ASSERT_NEAR(got, 255 * share, 1) << x << " " << y;
      const RowSpan& span = spans[static_cast<std::size_t>(y / 2)];
      if (got > 0) {
        ASSERT_TRUE(x >= span.first && x < span.last) << x << " " << y;
      }
    }
  }
  EXPECT_LT(spans[2].last, width);  // the far end's rows are not the near end's
}

TEST(Blend, APictureReplacesWhatItCoversAndIsCutAtTheEdges) {
  for (const PixelFormat format : {PixelFormat::i420, PixelFormat::nv12}) {
    FrameInfo large, small;
    large.format = small.format = format;
    large.width = 50, large.height = 34, small.width = 20, small.height = 12;
    Pool pool(image_bytes(large));
    Image image(large, pool), picture(small, pool);
    std::vector<std::uint8_t> cover(32 * 12 + 16 * 6, 255);
    const CoverageView view{cover.data(), cover.data() + 32 * 12, 32, 12, 32, 16};
    for (const auto& [x, y] : {std::pair{10, 8}, {-6, -4}, {40, 30}, {60, 2}}) {
      for (int i = 0; i < format_info(format).planes; ++i) {
        std::fill_n(image.plane(i).data, image.plane(i).pitch * image.plane(i).height,
                    std::uint8_t{40});
        std::fill_n(picture.plane(i).data, picture.plane(i).pitch * picture.plane(i).height,
                    static_cast<std::uint8_t>(200 + i));
      }
      blend_picture(image, picture, view, x, y, 256);
      for (int py = 0; py < 34; ++py) {
        for (int px = 0; px < 50; ++px) {
          const bool inside = px >= x && px < x + 20 && py >= y && py < y + 12;
          ASSERT_EQ(image.plane(0).row(py)[px], inside ? 200 : 40) << px << " " << py;
          const int step = format == PixelFormat::nv12 ? 2 : 1;
          ASSERT_EQ(image.plane(1).row(py / 2)[px / 2 * step], inside ? 201 : 40);
        }
      }
    }
  }
}

}  // namespace
}  // namespace touchline
