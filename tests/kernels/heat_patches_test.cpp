#include "kernels/cuda/heat_patches.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "kernels/cuda/images.h"
#include "support/uploaded.h"

namespace touchline {
namespace {

template <class Sample>
struct SampleKind;
template <>
struct SampleKind<float> {
  static constexpr TensorType kType = TensorType::f32;
  static float of(std::uint16_t bits) { return from_half(bits); }
};
template <>
struct SampleKind<Half> {
  static constexpr TensorType kType = TensorType::f16;
  static Half of(std::uint16_t bits) { return {bits}; }
};

/// Whatever is no number is alike.
bool same(const HeatPatch& a, const HeatPatch& b) {
  const auto alike = [](float p, float q) { return p == q || (std::isnan(p) && std::isnan(q)); };
  bool all = a.x == b.x && a.y == b.y && alike(a.score, b.score);
  for (int k = 0; k < 9; ++k) all &= alike(a.around[k], b.around[k]);
  return all;
}

TEST(HeatPatch, IsTheHighestCellWithThoseAroundIt) {
  std::vector<float> cells(20, 0.1F);  // 5 x 4
  cells[7] = 0.9F, cells[6] = 0.2F, cells[8] = 0.3F, cells[2] = 0.4F, cells[12] = 0.5F;
  const auto patch = find_heat_patch(BodyHeat<float>{{cells.data(), 5, 4}}, heat_blur(0));
  EXPECT_TRUE(same(patch, {2, 1, 0.9F, {.1F, .4F, .1F, .2F, .9F, .3F, .1F, .5F, .1F}}));
}

TEST(HeatPatch, OfTheMeanWithAMirrorImage) {
  std::vector<float> cells(20), other(20);
  cells[7] = 0.5F;  // column 2
  cells[8] = 0.4F;
  other[6] = 0.8F;  // column 1, which is 3
  const auto patch =
      find_heat_patch(BodyHeat<float>{{cells.data(), 5, 4}, other.data()}, heat_blur(1));
  EXPECT_EQ(patch.x, 3);
  EXPECT_EQ(patch.y, 1);
  EXPECT_FLOAT_EQ(patch.score, 0.6F);
  EXPECT_FLOAT_EQ(patch.around[3], 0.25F);
}

TEST(HeatBlur, HasTheWeightsOfOpenCv) {
  EXPECT_FLOAT_EQ(heat_blur(5).weight[1], 0.25F);
  EXPECT_FLOAT_EQ(heat_blur(7).weight[0], 18 / 64.0F);
  EXPECT_FLOAT_EQ(heat_blur(9).weight[4], 4 / 256.0F);
  const auto three = heat_blur(3), eleven = heat_blur(11);
  EXPECT_FLOAT_EQ(three.weight[0], 0.5F);
  EXPECT_FLOAT_EQ(three.weight[1], 0.25F);
  // cv2.getGaussianKernel(11, 0)
  constexpr float kEleven[] = {0.2005654F, 0.1769984F, 0.1216491F,
                               0.0651141F, 0.0271436F, 0.0088122F};
  for (int i = 0; i < 6; ++i) EXPECT_NEAR(eleven.weight[i], kEleven[i], 1e-6) << i;
}

template <class Sample>
class HeatPatches : public ::testing::Test {};
using PatchSamples = ::testing::Types<float, Half>;
TYPED_TEST_SUITE(HeatPatches, PatchSamples);

/// Any sixteen bits: numbers of both signs, infinities, no numbers; and many equal ones.
TYPED_TEST(HeatPatches, OnTheGpuAreTheHosts) {
  TL_UPLOADS(gpu);
  std::mt19937 random(9);
  constexpr int kChannels = 5, kBodies = 7;
  const std::vector<int> partner{0, 2, 1, 4, 3};
  for (const auto& [width, height] : {std::pair(2, 2), {5, 4}, {13, 99}, {48, 64}})
    for (const int smoothing : {0, 3, 11})
      for (const bool mirrored : {false, true}) {
        const auto cells = static_cast<std::size_t>(width * height);
        const std::size_t inputs = kBodies * (mirrored ? 2 : 1);
        std::vector<TypeParam> heat;
        for (std::size_t map = 0; map < inputs * kChannels; ++map) {
          const unsigned mask = map % 3 == 0 ? 0xFFFFU : map % 3 == 1 ? 0x3FFFU : 0x3C00U;
          for (std::size_t i = 0; i < cells; ++i)
            heat.push_back(SampleKind<TypeParam>::of(static_cast<std::uint16_t>(random() & mask)));
        }
        const std::size_t bytes = heat.size() * sizeof(TypeParam);
        Pool pool(bytes, cuda::device_allocator(gpu.stream().context()));
        const Buffer memory = pool.acquire();
        ASSERT_TRUE(gpu.stream().to_device(memory.get(), heat.data(), bytes));
        const HeatBlur blur = heat_blur(smoothing);
        DeviceHeatPatches finder(gpu.stream(), SampleKind<TypeParam>::kType, blur,
                                 mirrored ? partner : std::vector<int>());
        const auto before = gpu.traffic();
        const auto found = finder.find(memory.get(), kBodies, kChannels, width, height);
        ASSERT_TRUE(found) << found.error().message;
        ASSERT_EQ(found->size(), std::size_t{kBodies * kChannels});
        EXPECT_EQ(gpu.traffic().bytes_to_host - before.bytes_to_host,
                  static_cast<std::int64_t>(found->size() * sizeof(HeatPatch)))
            << "no map comes back";
        for (std::size_t i = 0; i < found->size(); ++i) {
          const std::size_t body = i / kChannels * (mirrored ? 2 : 1), point = i % kChannels;
          BodyHeat<TypeParam> map{
              {heat.data() + (body * kChannels + point) * cells, width, height}};
          if (mirrored)
            map.mirrored =
                heat.data() +
                ((body + 1) * kChannels + static_cast<std::size_t>(partner[point])) * cells;
          EXPECT_TRUE(same((*found)[i], find_heat_patch(map, blur)))
              << i << " of " << width << "x" << height << ", smoothed over " << smoothing;
        }
      }
}

}  // namespace
}  // namespace touchline
