// Tops of a body's heat maps: refined as the published rule has it, averaged with the mirror
// image's, and laid on the input as the network was trained.
#include <gtest/gtest.h>

#include <cmath>

#include "infer/point_networks.h"

namespace touchline {
namespace {

constexpr int kMapWide = 24, kMapHigh = 32, kMapCell = 4;

struct HeatBump {
  double x, y, sigma, height;  ///< cells, the first cell's middle at 0
};

ModelManifest body_of(std::vector<std::string> points) {
  ModelManifest m;
  m.name = "synthetic";
  m.task = Task::keypoints;
  m.head = Head::heatmap_keypoint;
  m.input.width = kMapWide * kMapCell;
  m.input.height = kMapHigh * kMapCell;
  m.outputs = {"heat"};
  m.strides = {kMapCell};
  m.keypoints = std::move(points);
  m.min_score = 0.1F;
  return m;
}

std::vector<float> heat_of(const std::vector<std::vector<HeatBump>>& points) {
  std::vector<float> heat;
  for (const auto& bumps : points)
    for (int v = 0; v < kMapHigh; ++v)
      for (int u = 0; u < kMapWide; ++u) {
        double sum = 0;
        for (const auto& [x, y, sigma, height] : bumps)
          sum += height * std::exp(-((u - x) * (u - x) + (v - y) * (v - y)) / (2 * sigma * sigma));
        heat.push_back(static_cast<float>(sum));
      }
  return heat;
}

/// What the decoder says of `heat`, and of the mirror image's where it is given; input pixels.
Keypoints decoded(const ModelManifest& manifest, const std::vector<std::vector<HeatBump>>& heat,
                  const std::vector<std::vector<HeatBump>>& mirrored = {}) {
  const auto decoder = std::move(*make_keypoint_decoder(manifest));
  const auto one = heat_of(heat), other = heat_of(mirrored);
  const std::vector<std::int64_t> shape{1, static_cast<std::int64_t>(heat.size()), kMapHigh,
                                        kMapWide};
  std::vector<TensorView> tensors{{shape, one.data()}};
  if (!mirrored.empty()) tensors.push_back({shape, other.data()});
  Keypoints out;
  const LetterboxGeometry whole{0, 0, manifest.input.width, manifest.input.height, 1, 1, 0, 0};
  EXPECT_TRUE(decoder->decode(tensors, 0, whole, out));
  return out;
}

TEST(DarkRefinement, IsThatOfTheGoldenPlaces) {
  const struct {
    int smoothing;
    std::vector<HeatBump> bumps;
    double x, y;  ///< by tools/eval/dark_golden.py
  } golden[] = {{11, {{10.3, 15.8, 2, 0.9}}, 10.300035, 15.799968},
                {3, {{10.3, 15.8, 2, 0.9}}, 10.300053, 15.799953},
                {11, {{12.45, 9.5, 1.5, 0.7}, {15, 11, 2, 0.4}}, 13.350753, 10.030069},
                {3, {{12.45, 9.5, 1.5, 0.7}, {15, 11, 2, 0.4}}, 12.937122, 9.781304},
                {11, {{1.2, 2.3, 2, 0.8}}, 0.033595, 1.054457},
                {3, {{22.4, 30.2, 2, 1}}, 22.799304, 30.676309},
                {11, {{8.7, 20.1, 3, 0.5}, {8, 26, 1, 0.3}}, 8.690805, 20.200360},
                {5, {{17.6, 12.2, 1.2, 0.6}, {17, 15, 1.2, 0.5}}, 17.470274, 12.858659}};
  for (const auto& [smoothing, bumps, x, y] : golden) {
    auto manifest = body_of({"nose"});
    manifest.smoothing = smoothing;
    const auto found = decoded(manifest, {bumps});
    ASSERT_TRUE(found.at(0));
    EXPECT_NEAR(static_cast<double>(found[0]->pixel.x) / kMapCell - 0.5, x, 1e-3) << smoothing;
    EXPECT_NEAR(static_cast<double>(found[0]->pixel.y) / kMapCell - 0.5, y, 1e-3) << smoothing;
  }
}

TEST(DarkRefinement, OfWhatHasNoTopIsTheHighestCell) {
  auto manifest = body_of({"nose"});
  manifest.smoothing = 3;
  const auto found = decoded(manifest, {{{0, 0, 1e6, 0.5}}});  // flat: the first cell
  ASSERT_TRUE(found.at(0));
  EXPECT_FLOAT_EQ(found[0]->pixel.x, 0.5F * kMapCell);
  EXPECT_FLOAT_EQ(found[0]->pixel.y, 0.5F * kMapCell);
}

TEST(HeatMapsOfCorners, LieOnTheOutermostPixels) {
  auto manifest = body_of({"nose", "chin"});
  manifest.corners = true;
  const auto found = decoded(manifest, {{{0, 0, 1, 1}}, {{kMapWide - 1.0, kMapHigh - 1.0, 1, 1}}});
  ASSERT_TRUE(found.at(0) && found.at(1));
  EXPECT_NEAR(found[0]->pixel.x, 0.5, 1e-4);
  EXPECT_NEAR(found[0]->pixel.y, 0.5, 1e-4);
  EXPECT_NEAR(found[1]->pixel.x, kMapWide * kMapCell - 0.5, 1e-4);
  EXPECT_NEAR(found[1]->pixel.y, kMapHigh * kMapCell - 0.5, 1e-4);
}

/// Left in the mirror is right; the mean of two places near each other lies between them.
TEST(MirroredHeatMaps, AreAveragedWithSidesExchanged) {
  auto manifest = body_of({"left_hand", "nose", "right_hand"});
  manifest.mirrored = true;
  const auto mirror = [](double x) { return kMapWide - 1 - x; };
  const auto found = decoded(
      manifest, {{{6, 10, 2, 0.8}}, {{12, 5, 2, 0.6}}, {{18, 20, 2, 0.4}}},
      {{{mirror(18.6), 20, 2, 0.4}}, {{mirror(12), 5, 2, 0.2}}, {{mirror(6.4), 10.6, 2, 0.8}}});
  ASSERT_TRUE(found.at(0) && found.at(1) && found.at(2));
  EXPECT_NEAR(found[0]->pixel.x, (6.2 + 0.5) * kMapCell, 0.05);
  EXPECT_NEAR(found[0]->pixel.y, (10.3 + 0.5) * kMapCell, 0.05);
  EXPECT_NEAR(found[1]->pixel.x, 12.5 * kMapCell, 1e-3);
  EXPECT_NEAR(found[1]->score, 0.4, 1e-6);
  EXPECT_NEAR(found[2]->pixel.x, (18.3 + 0.5) * kMapCell, 0.05);
}

}  // namespace
}  // namespace touchline
