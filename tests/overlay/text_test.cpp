#include "overlay/text.h"

#include <gtest/gtest.h>

#include <fstream>
#include <numeric>

#include "overlay/label_layout.h"
#include "overlay/theme.h"

namespace touchline {
namespace {

Typeface open(float size) {
  auto face = Typeface::open(Theme{}.fonts, size);
  EXPECT_TRUE(face) << face.error().message;
  return std::move(*face);
}

TEST(Text, MetricsAreThoseOfAReadableFont) {
  Typeface face = open(40);
  EXPECT_GT(face.cap_height(), 0.65 * 40);
  EXPECT_LT(face.cap_height(), 0.8 * 40);
  const int zero = face.shape("0").width;
  EXPECT_GT(zero, 0.45 * 40);
  EXPECT_LT(zero, 0.8 * 40);
  EXPECT_NEAR(face.shape("000").width, 3 * zero, 2);
  EXPECT_GT(face.shape("W").width, face.shape("i").width);
  EXPECT_EQ(face.shape("").width, 0);
  EXPECT_NEAR(open(80).shape("0123").width, 2 * face.shape("0123").width, 4);
}

TEST(Text, HarfBuzzKerns) {
  Typeface face = open(100);
  EXPECT_LT(face.shape("AV").width, face.shape("A").width + face.shape("V").width);
}

TEST(Text, DrawsOnTheBaselineAndCutsAtTheEdges) {
  Typeface face = open(24);
  const int width = 64, height = 40, baseline = 30;
  std::vector<std::uint8_t> mask(static_cast<std::size_t>(width * height));
  face.draw(face.shape("H"), 10, baseline, mask.data(), width, height);
  int first = height, last = 0;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      if (mask[static_cast<std::size_t>(y * width + x)] < 128) continue;
      first = std::min(first, y);
      last = std::max(last, y);
    }
  }
  EXPECT_EQ(last, baseline - 1);
  EXPECT_NEAR(first, baseline - face.cap_height(), 1);  // its highest row may be faint
  for (const auto& [x, y] :
       {std::pair{-7, 20}, {60, 20}, {10, 3}, {10, 55}, {-500, 20}, {900, 900}})
    face.draw(face.shape("Wg"), x, y, mask.data(), width, height);
}

TEST(Text, SurvivesAnyBytes) {
  Typeface face = open(16);
  EXPECT_GT(face.shape("Atl\xC3\xA9tico").width, 0);
  face.shape("\xFF\xFE\x80 broken");
  face.shape(std::string(3, '\0'));
  face.shape("\xF0\x9F\x8F\x90");
}

TEST(Text, AFileThatIsNotAFontIsAnError) {
  const std::string path = ::testing::TempDir() + "touchline_not_a_font.otf";
  std::ofstream(path) << "words";
  const auto face = Typeface::open({path}, 20);
  ASSERT_FALSE(face);
  EXPECT_EQ(face.error().code, Errc::bad_config);
  EXPECT_NE(face.error().message.find(path), std::string::npos);
}

TEST(LabelLayout, SeparatesWhatOverlapsAndLeavesTheRest) {
  const auto label = [](float x, float y) { return LabelBox{x, y, 30, 20, x, y}; };
  std::vector<LabelBox> labels{label(100, 100), label(110, 104), label(400, 300)};
  separate(labels, 2, 40);
  const auto overlap = [](const LabelBox& a, const LabelBox& b) {
    return std::abs(a.x - b.x) < (a.w + b.w) / 2 && std::abs(a.y - b.y) < (a.h + b.h) / 2;
  };
  EXPECT_FALSE(overlap(labels[0], labels[1]));
  EXPECT_FLOAT_EQ(labels[2].x, 400);
  EXPECT_FLOAT_EQ(labels[2].y, 300);
}

TEST(LabelLayout, NeverStraysFarAndGlides) {
  float before = 0;
  for (float gap = 40; gap >= 0; gap -= 0.25F) {  // two labels drift into each other
    std::vector<LabelBox> labels{{100, 100, 30, 20, 100, 100},
                                 {100 + gap, 103, 30, 20, 100 + gap, 103}};
    separate(labels, 2, 25);
    for (const auto& l : labels) {
      EXPECT_LE(std::abs(l.x - l.home_x), 25);
      EXPECT_LE(std::abs(l.y - l.home_y), 25);
    }
    const float pushed = labels[0].home_x - labels[0].x;
    if (gap > 20 && gap < 40) {
      EXPECT_LT(std::abs(pushed - before), 1) << gap;
    }
    before = pushed;
  }
}

}  // namespace
}  // namespace touchline
