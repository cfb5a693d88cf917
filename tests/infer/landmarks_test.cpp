// Landmark networks: heat maps with bumps at known places, and what is wrong with a manifest.
#include <gtest/gtest.h>

#include <cmath>

#include "infer/landmark_detector.h"
#include "support/shared_data.h"

namespace touchline {
namespace {

constexpr int kWidth = 640, kHeight = 384, kStride = 4, kColumns = kWidth / kStride,
              kRows = kHeight / kStride;

ModelManifest manifest(int landmarks = 3) {
  ModelManifest m;
  m.name = "synthetic";
  m.task = Task::landmarks;
  m.head = Head::heatmap_landmark;
  m.input.width = kWidth;
  m.input.height = kHeight;
  m.outputs = {"heat"};
  m.strides = {kStride};
  m.landmarks = landmarks;
  m.min_score = 0.3F;
  return m;
}

/// A stack of heat maps, empty at first.
struct Heat {
  explicit Heat(int count)
      : channels(count), values(static_cast<std::size_t>(count) * kColumns * kRows) {}
  /// A Gaussian of `sigma` input pixels around (x, y) in input pixels.
  void bump(int channel, double x, double y, double height, double sigma = 6) {
    for (int v = 0; v < kRows; ++v)
      for (int u = 0; u < kColumns; ++u) {
        const double dx = (u + 0.5) * kStride - x, dy = (v + 0.5) * kStride - y;
        auto& cell = values[static_cast<std::size_t>((channel * kRows + v) * kColumns + u)];
        cell = std::max(cell, static_cast<float>(
                                  height * std::exp(-(dx * dx + dy * dy) / (2 * sigma * sigma))));
      }
  }
  [[nodiscard]] std::vector<TensorView> tensors() const {
    return {{{1, channels, kRows, kColumns}, values.data()}};
  }
  int channels;
  std::vector<float> values;
};

/// 1280x720 pictures lie in the middle of the input at half their size, 12 rows from the top.
const LetterboxGeometry kGeometry{0, 12, 640, 360, 2, 2, 1280, 720};

TEST(Landmarks, AGaussianIsFoundToAFractionOfAPixel) {
  for (const auto& [x, y] : {std::pair{320.0, 192.0}, {101.3, 57.9}, {599.1, 300.4}}) {
    Heat heat(3);
    heat.bump(1, x, y, 0.9);
    Landmarks found;
    ASSERT_TRUE(decode_landmarks(manifest(), heat.tensors(), kGeometry, found));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].index, 1);
    EXPECT_NEAR(found[0].pixel.x, 2 * x, 0.1);
    EXPECT_NEAR(found[0].pixel.y, 2 * (y - 12), 0.1);
    EXPECT_NEAR(found[0].score, 0.9, 0.1);
    EXPECT_GT(found[0].sigma_px, 0);
  }
}

TEST(Landmarks, AtTheBorderACellMustDo) {
  Heat heat(3);
  heat.bump(1, 3.7, 14.2, 0.9);
  Landmarks found;
  ASSERT_TRUE(decode_landmarks(manifest(), heat.tensors(), kGeometry, found));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_NEAR(found[0].pixel.x, 2 * 3.7, 2 * kStride / 2);
  EXPECT_NEAR(found[0].pixel.y, 2 * (14.2 - 12), 0.1);
}

TEST(Landmarks, AreAtMostOneAChannelInOrderAndSureOnes) {
  Heat heat(3);
  heat.bump(2, 100, 100, 0.9);
  heat.bump(2, 300, 200, 0.6);
  heat.bump(0, 400, 200, 0.35);
  heat.bump(1, 200, 200, 0.29);
  Landmarks found;
  ASSERT_TRUE(decode_landmarks(manifest(), heat.tensors(), kGeometry, found));
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].index, 0);
  EXPECT_EQ(found[1].index, 2);
  EXPECT_NEAR(found[1].pixel.x, 200, 0.2);
  EXPECT_LT(found[1].sigma_px, found[0].sigma_px) << "the higher bump is placed better";
}

TEST(Landmarks, FurtherChannelsAreNotLandmarks) {
  Heat heat(5);
  heat.bump(4, 100, 100, 0.9);
  Landmarks found{{}};
  ASSERT_TRUE(decode_landmarks(manifest(), heat.tensors(), kGeometry, found));
  EXPECT_TRUE(found.empty());
}

TEST(Landmarks, SupportPointsFollowAndAreLessSure) {
  auto model = manifest();
  model.support_channel = 4;
  model.support_points = 2;
  Heat heat(6);
  heat.bump(0, 100, 100, 0.9);
  heat.bump(3, 200, 100, 0.9);  // neither a landmark nor a support point
  heat.bump(5, 300, 100, 0.9);
  Landmarks found;
  ASSERT_TRUE(decode_landmarks(model, heat.tensors(), kGeometry, found));
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[1].index, 4);
  EXPECT_NEAR(found[1].sigma_px / found[0].sigma_px, std::sqrt(5.0), 0.05);
  model.support_points = 3;
  EXPECT_FALSE(decode_landmarks(model, heat.tensors(), kGeometry, found));
}

TEST(Landmarks, AnotherShapeIsRefused) {
  Heat heat(2);
  Landmarks found;
  auto status = decode_landmarks(manifest(), heat.tensors(), kGeometry, found);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Errc::bad_model);
  auto tensors = heat.tensors();
  tensors[0].shape = {1, 2, kColumns, kRows};
  EXPECT_FALSE(decode_landmarks(manifest(2), tensors, kGeometry, found));
}

TEST(Landmarks, ADetectorIsNoLandmarkNetwork) {
  const auto detector =
      load_manifest(std::string(TOUCHLINE_ROOT) + "/share/models/soccer-fast.yaml");
  ASSERT_TRUE(detector);
  const auto made = make_landmark_detector(*detector, {});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, Errc::usage);
}

}  // namespace
}  // namespace touchline
