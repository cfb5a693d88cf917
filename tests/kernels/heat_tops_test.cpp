#include "kernels/cuda/heat_tops.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "kernels/cuda/images.h"
#include "support/uploaded.h"

namespace touchline {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN(),
                kInf = std::numeric_limits<float>::infinity();

template <class Sample>
HeatTop top_of(const std::vector<Sample>& cells, int width, int height) {
  return find_heat_top(HeatMapOf<Sample>{cells.data(), width, height});
}

/// Whatever is no number is alike.
bool same(const HeatTop& a, const HeatTop& b) {
  const auto alike = [](float p, float q) { return p == q || (std::isnan(p) && std::isnan(q)); };
  return a.x == b.x && a.y == b.y && alike(a.score, b.score) && alike(a.left, b.left) &&
         alike(a.right, b.right) && alike(a.above, b.above) && alike(a.below, b.below);
}

TEST(HeatTop, IsTheHighestCellWithItsNeighbours) {
  std::vector<float> cells(20, 0.1F);  // 5 x 4
  cells[7] = 0.9F, cells[6] = 0.2F, cells[8] = 0.3F, cells[2] = 0.4F, cells[12] = 0.5F;
  const HeatTop top = top_of(cells, 5, 4);
  EXPECT_EQ(top.x, 2);
  EXPECT_EQ(top.y, 1);
  EXPECT_TRUE(same(top, {2, 1, 0.9F, 0.2F, 0.3F, 0.4F, 0.5F}));
}

TEST(HeatTop, OfEqualCellsIsTheFirst) {
  EXPECT_TRUE(same(top_of(std::vector<float>(20, 0.5F), 5, 4), {0, 0, .5F, .5F, .5F, .5F, .5F}));
}

TEST(HeatTop, AtTheBorderTheOppositeNeighbourStandsIn) {
  std::vector<float> cells(20, 0.1F);
  cells[19] = 0.9F, cells[18] = 0.3F, cells[14] = 0.4F;
  EXPECT_TRUE(same(top_of(cells, 5, 4), {4, 3, 0.9F, 0.3F, 0.3F, 0.4F, 0.4F}));
}

TEST(HeatTop, CellsThatAreNoNumberAreNone) {
  std::vector<float> cells(20, kNan);
  EXPECT_EQ(top_of(cells, 5, 4).score, -kInf);
  cells[3] = -2;
  EXPECT_EQ(top_of(cells, 5, 4).x, 3);
}

template <class Sample>
struct Kind;
template <>
struct Kind<float> {
  static constexpr TensorType kType = TensorType::f32;
  static float of(std::uint16_t bits) { return from_half(bits); }
};
template <>
struct Kind<Half> {
  static constexpr TensorType kType = TensorType::f16;
  static Half of(std::uint16_t bits) { return {bits}; }
};

template <class Sample>
class HeatTops : public ::testing::Test {};
using Samples = ::testing::Types<float, Half>;
TYPED_TEST_SUITE(HeatTops, Samples);

/// Any sixteen bits: numbers of both signs, infinities, no numbers; and many equal ones.
TYPED_TEST(HeatTops, OnTheGpuAreTheHosts) {
  TL_UPLOADS(gpu);
  DeviceHeatTops finder(gpu.stream(), Kind<TypeParam>::kType);
  std::mt19937 random(5);
  for (const auto& [width, height] : {std::pair(2, 2), {5, 4}, {13, 99}, {120, 68}}) {
    const int channels = 77;
    const auto cells = static_cast<std::size_t>(width * height);
    std::vector<std::vector<TypeParam>> maps;
    std::vector<TypeParam> all;
    for (int c = 0; c < channels; ++c) {
      const unsigned mask = c % 3 == 0 ? 0xFFFFU : c % 3 == 1 ? 0x3FFFU : 0x3C00U;
      auto& map = maps.emplace_back();
      for (std::size_t i = 0; i < cells; ++i)
        map.push_back(Kind<TypeParam>::of(static_cast<std::uint16_t>(random() & mask)));
      all.insert(all.end(), map.begin(), map.end());
    }
    const std::size_t bytes = all.size() * sizeof(TypeParam);
    Pool pool(bytes, cuda::device_allocator(gpu.stream().context()));
    const Buffer memory = pool.acquire();
    ASSERT_TRUE(gpu.stream().to_device(memory.get(), all.data(), bytes));
    const auto before = gpu.traffic();
    const auto tops = finder.find(memory.get(), channels, width, height);
    ASSERT_TRUE(tops) << tops.error().message;
    EXPECT_EQ(gpu.traffic().bytes_to_host - before.bytes_to_host,
              static_cast<std::int64_t>(channels * sizeof(HeatTop)));
    for (std::size_t c = 0; c < maps.size(); ++c)
      EXPECT_TRUE(same((*tops)[c], top_of(maps[c], width, height)))
          << "channel " << c << " of " << width << "x" << height;
  }
}

}  // namespace
}  // namespace touchline
