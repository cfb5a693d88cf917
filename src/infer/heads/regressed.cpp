// Points whose places a network gives as numbers: one set of them, or one for every anchor of a
// grid (SSD: Liu et al. 2016, arXiv:1512.02325; the anchors of hands as in Zhang et al. 2020,
// arXiv:2006.10214).
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "infer/heads/heads.h"
#include "infer/point_networks.h"

namespace touchline::heads {
namespace {

/// Outputs: n x anchors x 2 points, and n x anchors x 1, the logit of each anchor. Of every anchor:
/// middle and size of a box, then points, all in input pixels from the anchor. The first two points
/// that come out are the box's corners. Every stride has two anchors in the middle of each cell.
class AnchoredKeypoints final : public Decoder<Keypoints> {
 public:
  explicit AnchoredKeypoints(const ModelManifest& manifest)
      : names_{manifest.outputs[0], manifest.outputs[1]},
        points_(manifest.keypoints.size()),
        least_(manifest.min_score) {
    const auto& strides = manifest.strides;
    for (std::size_t i = 0; i < strides.size();) {
      const auto alike = static_cast<std::size_t>(
          std::find_if(strides.begin() + static_cast<std::ptrdiff_t>(i), strides.end(),
                       [&](int stride) { return stride != strides[i]; }) -
          strides.begin());
      add_grid(manifest.input, strides[i], kEach * (alike - i));
      i = alike;
    }
  }

  Status decode(std::span<const TensorView> outputs, int image, const InputPlacement& at,
                Keypoints& out) override {
    const auto anchors = static_cast<std::int64_t>(anchors_.size());
    const auto values = static_cast<std::int64_t>(2 * points_);
    TL_CHECK(expect_shape(outputs[0], names_[0], {-1, anchors, values}));
    TL_CHECK(expect_shape(outputs[1], names_[1], {-1, anchors, 1}));
    out.assign(points_, std::nullopt);
    const float* logits = image_data(outputs[1], image);
    const auto best = static_cast<std::size_t>(std::max_element(logits, logits + anchors) - logits);
    const float score = 1 / (1 + std::exp(-logits[best]));
    if (!(score >= least_)) return {};
    const float* v = image_data(outputs[0], image) + best * 2 * points_;
    const auto put = [&](std::size_t i, float x, float y) {
      out[i] = {at.to_source({anchors_[best].x + x, anchors_[best].y + y}), score};
    };
    put(0, v[0] - v[2] / 2, v[1] - v[3] / 2);
    put(1, v[0] + v[2] / 2, v[1] + v[3] / 2);
    for (std::size_t i = 2; i < points_; ++i) put(i, v[2 * i], v[2 * i + 1]);
    return {};
  }

 private:
  static constexpr std::size_t kEach = 2;

  void add_grid(const ModelInput& input, int stride, std::size_t each) {
    const auto step = static_cast<float>(stride);
    for (int y = 0; y < (input.height + stride - 1) / stride; ++y)
      for (int x = 0; x < (input.width + stride - 1) / stride; ++x)
        anchors_.insert(
            anchors_.end(), each,
            {(static_cast<float>(x) + 0.5F) * step, (static_cast<float>(y) + 0.5F) * step});
  }

  std::string names_[2];
  std::size_t points_;
  float least_;
  std::vector<Vec2f> anchors_;  ///< input pixels
};

/// Outputs: n x 3 points, x, y and depth of each in input pixels, and n x 1, how sure the network
/// is that what they belong to is there at all.
class RegressedKeypoints final : public Decoder<Keypoints> {
 public:
  explicit RegressedKeypoints(const ModelManifest& manifest)
      : names_{manifest.outputs[0], manifest.outputs[1]},
        points_(manifest.keypoints.size()),
        least_(manifest.min_score) {}

  Status decode(std::span<const TensorView> outputs, int image, const InputPlacement& at,
                Keypoints& out) override {
    TL_CHECK(expect_shape(outputs[0], names_[0], {-1, static_cast<std::int64_t>(3 * points_)}));
    TL_CHECK(expect_shape(outputs[1], names_[1], {-1, 1}));
    out.assign(points_, std::nullopt);
    const float score = *image_data(outputs[1], image);
    if (!(score >= least_)) return {};
    const float* v = image_data(outputs[0], image);
    for (std::size_t i = 0; i < points_; ++i)
      out[i] = {at.to_source({v[3 * i], v[3 * i + 1]}), score};
    return {};
  }

 private:
  std::string names_[2];
  std::size_t points_;
  float least_;
};

}  // namespace

std::unique_ptr<Decoder<Keypoints>> make_anchored_keypoints(const ModelManifest& manifest) {
  return std::make_unique<AnchoredKeypoints>(manifest);
}

std::unique_ptr<Decoder<Keypoints>> make_regressed_keypoints(const ModelManifest& manifest) {
  return std::make_unique<RegressedKeypoints>(manifest);
}

}  // namespace touchline::heads
