#include "source/picture.h"

#include <gtest/gtest.h>

#include <array>
#include <cstring>

namespace touchline {
namespace {

constexpr std::int32_t kOne = 1 << 16;

/// Where a display matrix and an orientation put the point (1, 2) must agree.
void expect_same_map(std::int32_t a, std::int32_t b, std::int32_t c, std::int32_t d) {
  const std::array<std::int32_t, 9> m{a * kOne, b * kOne, 0, c * kOne, d * kOne, 0, 0, 0, 1 << 30};
  const Orientation o = orientation_of(m.data());
  int x = 1, y = 2;
  for (int turn = 0; turn < o.rotation_deg; turn += 90) {
    const int old = x;
    x = -y;  // clockwise with y down
    y = old;
  }
  if (o.mirrored) x = -x;
  EXPECT_EQ(x, a * 1 + c * 2);
  EXPECT_EQ(y, b * 1 + d * 2);
}

TEST(Orientation, AllEightCases) {
  for (const int s : {-1, 1}) {
    for (const int t : {-1, 1}) {
      expect_same_map(s, 0, 0, t);
      expect_same_map(0, s, t, 0);
    }
  }
}

TEST(Orientation, AgreesWithLibavsMatrices) {
  std::array<std::int32_t, 9> m{};
  for (const int angle : {0, 90, 180, 270}) {
    av_display_rotation_set(m.data(), angle);
    EXPECT_EQ(orientation_of(m.data()), (Orientation{angle, false})) << angle;
    av_display_matrix_flip(m.data(), 1, 0);
    EXPECT_TRUE(orientation_of(m.data()).mirrored) << angle;
  }
}

TEST(PictureColour, UnspecifiedFollowsTheUsualRule) {
  const UniqueAVFrame frame(av_frame_alloc());
  frame->format = AV_PIX_FMT_YUV420P;
  frame->width = 720;
  frame->height = 576;
  EXPECT_EQ(colour_of(*frame).matrix, Colour::Matrix::bt601);
  EXPECT_EQ(colour_of(*frame).range, Colour::Range::limited);
  frame->width = 1280;
  EXPECT_EQ(colour_of(*frame).matrix, Colour::Matrix::bt709);
  frame->colorspace = AVCOL_SPC_BT470BG;
  EXPECT_EQ(colour_of(*frame).matrix, Colour::Matrix::bt601);
  frame->format = AV_PIX_FMT_YUVJ420P;
  EXPECT_EQ(colour_of(*frame).range, Colour::Range::full);
}

/// A damaged file's numbers reach us as they are: found by the demux fuzzer.
TEST(PictureColour, ANumberThatNoStandardHasIsUnspecified) {
  const UniqueAVFrame frame(av_frame_alloc());
  frame->format = AV_PIX_FMT_YUV420P;
  frame->width = 1280;
  frame->height = 720;
  constexpr int kNobodys = 243;
  std::memcpy(&frame->colorspace, &kNobodys, sizeof kNobodys);
  std::memcpy(&frame->color_range, &kNobodys, sizeof kNobodys);
  std::memcpy(&frame->color_primaries, &kNobodys, sizeof kNobodys);
  std::memcpy(&frame->color_trc, &kNobodys, sizeof kNobodys);
  const Colour colour = colour_of(*frame);
  EXPECT_EQ(colour.matrix, Colour::Matrix::bt709);
  EXPECT_EQ(colour.range, Colour::Range::limited);
  EXPECT_EQ(colour.primaries, AVCOL_PRI_UNSPECIFIED);
  EXPECT_EQ(colour.transfer, AVCOL_TRC_UNSPECIFIED);
}

}  // namespace
}  // namespace touchline
