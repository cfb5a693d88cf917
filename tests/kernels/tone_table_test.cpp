#include "kernels/tone_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace touchline {
namespace {

/// A ten-bit picture and the eight-bit one it becomes.
struct Pictures {
  int width, height;
  std::array<std::vector<std::uint16_t>, 3> ten;
  std::array<std::vector<std::uint8_t>, 3> eight;

  Pictures(int w, int h) : width(w), height(h) {
    for (std::size_t p = 0; p < 3; ++p) {
      const int pw = p ? (w + 1) / 2 : w, ph = p ? (h + 1) / 2 : h;
      ten[p].resize(static_cast<std::size_t>(pw * ph));
      eight[p].resize(ten[p].size());
    }
  }
  void map(const ToneTable& table, ToneWay way) {
    TenBitPicture from;
    EightBitPicture to;
    from.width = width;
    from.height = height;
    for (std::size_t p = 0; p < 3; ++p) {
      const int pw = p ? (width + 1) / 2 : width;
      from.planes[p] = ten[p].data();
      from.pitches[p] = pw * 2;
      to.planes[p] = eight[p].data();
      to.pitches[p] = pw;
    }
    map_tones(table, from, to, way);
  }
};

template <class Function>
ToneTable table_of(Function becomes) {
  std::vector<std::array<std::uint16_t, 3>> nodes(ToneTable::kNodes);
  for (int u = 0; u < ToneTable::kChromas; ++u)
    for (int v = 0; v < ToneTable::kChromas; ++v)
      for (int y = 0; y < ToneTable::kLumas; ++y)
        nodes[static_cast<std::size_t>(ToneTable::node(y, u, v))] = becomes(
            y * ToneTable::kLumaStep, u * ToneTable::kChromaStep, v * ToneTable::kChromaStep);
  return ToneTable(nodes);
}

std::uint16_t steps(double eight_bit) { return static_cast<std::uint16_t>(eight_bit * 64); }

/// What is linear between the nodes is exact: a quarter of each sample, and a mixture of them.
TEST(ToneTable, LinearMapsAreExact) {
  const auto quarter = table_of([](int y, int u, int v) {
    return std::array{steps(std::min(y / 4.0, 255.0)), steps(std::min(v / 4.0, 255.0)),
                      steps(std::min((y + u) / 8.0, 255.0))};
  });
  for (const auto way : {ToneWay::plain, ToneWay::avx2}) {
    if (!tone_supports(way)) continue;
    Pictures pictures(32, 2);
    for (int x = 0; x < 32; ++x)
      for (int y = 0; y < 2; ++y)
        pictures.ten[0][static_cast<std::size_t>(y * 32 + x)] =
            static_cast<std::uint16_t>(31 * x + 3 * y);
    for (std::size_t x = 0; x < 16; ++x) {
      pictures.ten[1][x] = static_cast<std::uint16_t>(60 * x + 1);
      pictures.ten[2][x] = static_cast<std::uint16_t>(1000 - 60 * x);
    }
    pictures.map(quarter, way);
    for (std::size_t i = 0; i < 64; ++i)
      EXPECT_EQ(pictures.eight[0][i], (pictures.ten[0][i] + 2) / 4) << i;
    for (std::size_t x = 0; x < 16; ++x) {
      const int mean =
          (2 * (31 * static_cast<int>(2 * x) + 31 * static_cast<int>(2 * x + 1)) + 6 + 2) >> 2;
      EXPECT_EQ(pictures.eight[1][x], (pictures.ten[2][x] + 2) / 4) << x;
      EXPECT_EQ(pictures.eight[2][x], (mean + pictures.ten[1][x] + 4) / 8) << x;
    }
  }
}

TEST(ToneTable, SamplesOutOfRangeAreHeld) {
  const auto table = table_of([](int y, int, int) {
    return std::array{steps(std::min(y / 4.0, 255.0)), steps(128), steps(128)};
  });
  Pictures pictures(16, 2);
  for (auto& plane : pictures.ten) std::fill(plane.begin(), plane.end(), std::uint16_t{65535});
  for (const auto way : {ToneWay::plain, ToneWay::avx2}) {
    if (!tone_supports(way)) continue;
    pictures.map(table, way);
    EXPECT_EQ(pictures.eight[0][5], 255);
    EXPECT_EQ(pictures.eight[2][5], 128);
  }
}

TEST(ToneTable, BothWaysGiveTheSameSamples) {
  if (!tone_supports(ToneWay::avx2)) GTEST_SKIP() << "this CPU has no AVX2";
  std::mt19937 random(7);
  std::uniform_int_distribution<int> step(0, 255 * 64);
  const auto table = table_of([&](int, int, int) {
    std::array<std::uint16_t, 3> colour{};
    for (auto& c : colour) c = static_cast<std::uint16_t>(step(random));
    return colour;
  });
  for (const auto& [width, height] : {std::pair{64, 6}, {37, 5}, {16, 2}, {15, 3}, {1, 1}}) {
    Pictures pictures(width, height);
    for (auto& plane : pictures.ten)
      for (auto& sample : plane) sample = static_cast<std::uint16_t>(random() % 1024);
    pictures.map(table, ToneWay::plain);
    const auto plain = pictures.eight;
    pictures.map(table, ToneWay::avx2);
    EXPECT_EQ(pictures.eight, plain) << width << "x" << height;
  }
}

}  // namespace
}  // namespace touchline
