// Points of one body, from a heat map for each or from two lines of scores for each (SimCC: Li et
// al. 2022, arXiv:2107.03332).
#include <algorithm>
#include <array>

#include "infer/body_points.h"
#include "infer/heads/heads.h"
#include "infer/point_networks.h"

namespace touchline::heads {
namespace {

/// Output: n x points x H/s x W/s, a bump for each point; its top is the score. Where crops are
/// seen mirrored too, that once more.
class HeatmapKeypoints final : public Decoder<Keypoints> {
 public:
  explicit HeatmapKeypoints(const ModelManifest& manifest)
      : points_(manifest), outputs_(manifest.outputs.size()) {}

  Status decode(std::span<const TensorView> outputs, int image, const InputPlacement& at,
                Keypoints& out) override {
    const auto& partner = points_.partner();
    TL_CHECK(points_.check(outputs[0].shape));
    const float* heat = image_data(outputs[0], image);
    const float* mirrored = partner.empty() ? nullptr : image_data(outputs[outputs_], image);
    const int cells = points_.width() * points_.height();
    patches_.clear();
    for (int i = 0; i < points_.points(); ++i) {
      BodyHeat<float> map{{heat + i * cells, points_.width(), points_.height()}};
      if (mirrored != nullptr)
        map.mirrored = mirrored + partner[static_cast<std::size_t>(i)] * cells;
      patches_.push_back(find_heat_patch(map, points_.blur()));
    }
    points_.place(patches_, at, out);
    return {};
  }

 private:
  BodyPoints points_;
  std::size_t outputs_;  ///< of a run
  std::vector<HeatPatch> patches_;
};

/// Outputs: n x points x X and n x points x Y, scores of so many places across and down the input.
/// A point is at the highest of each, and as sure as the less sure of the two.
class SimccKeypoints final : public Decoder<Keypoints> {
 public:
  explicit SimccKeypoints(const ModelManifest& manifest)
      : names_{manifest.outputs[0], manifest.outputs[1]},
        points_(static_cast<int>(manifest.keypoints.size())),
        size_{static_cast<float>(manifest.input.width), static_cast<float>(manifest.input.height)},
        least_(manifest.min_score) {}

  Status decode(std::span<const TensorView> outputs, int image, const InputPlacement& at,
                Keypoints& out) override {
    for (std::size_t axis = 0; axis < 2; ++axis)
      TL_CHECK(expect_shape(outputs[axis], names_[axis], {-1, points_, -1}));
    out.assign(static_cast<std::size_t>(points_), std::nullopt);
    for (std::size_t i = 0; i < out.size(); ++i) {
      const auto [x, sure_x] = top(outputs[0], image, i, size_.x);
      const auto [y, sure_y] = top(outputs[1], image, i, size_.y);
      const float score = std::min(sure_x, sure_y);
      if (score >= least_) out[i] = {at.to_source({x, y}), score};
    }
    return {};
  }

 private:
  /// The highest place, in input pixels of an axis `size` long, and its score.
  static std::pair<float, float> top(const TensorView& scores, int image, std::size_t point,
                                     float size) {
    const auto places = static_cast<std::size_t>(scores.shape[2]);
    const float* line = image_data(scores, image) + point * places;
    const auto* best = std::max_element(line, line + places);
    return {(static_cast<float>(best - line) + 0.5F) * size / static_cast<float>(places), *best};
  }

  std::array<std::string, 2> names_;
  int points_;
  Vec2f size_;
  float least_;
};

}  // namespace
}  // namespace touchline::heads

namespace touchline {

Result<std::unique_ptr<Decoder<Keypoints>>> make_keypoint_decoder(const ModelManifest& manifest) {
  using Made = std::unique_ptr<Decoder<Keypoints>>;
  if (manifest.head == Head::simcc_keypoint) {
    TL_CHECK(heads::expect_layout(manifest, 2, 0));
    return Made(std::make_unique<heads::SimccKeypoints>(manifest));
  }
  if (manifest.head == Head::regressed_keypoint) {
    TL_CHECK(heads::expect_layout(manifest, 2, 0));
    return heads::make_regressed_keypoints(manifest);
  }
  if (manifest.head == Head::anchored_keypoint) {
    TL_CHECK(heads::expect_layout(manifest, 2, manifest.strides.size()));
    return heads::make_anchored_keypoints(manifest);
  }
  TL_CHECK(heads::expect_layout(manifest, 1, 1));
  return Made(std::make_unique<heads::HeatmapKeypoints>(manifest));
}

}  // namespace touchline
