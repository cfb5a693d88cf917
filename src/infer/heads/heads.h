// What the heads share: candidates, class filter, suppression. Private to infer/heads.
#pragma once

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <string>
#include <vector>

#include "infer/head.h"
#include "kernels/candidates.h"
#include "kernels/heatmap.h"
#include "records/keypoint.h"

namespace touchline::heads {

using OwnedHead = std::unique_ptr<HeadDecoder>;

OwnedHead make_heatmap_box(const ModelManifest& manifest, const ClassMap& classes);
OwnedHead make_yolox(const ModelManifest& manifest, const ClassMap& classes);
OwnedHead make_nanodet_plus(const ModelManifest& manifest, const ClassMap& classes);
OwnedHead make_rtmdet_nms(const ModelManifest& manifest, const ClassMap& classes);
OwnedHead make_footandball(const ModelManifest& manifest, const ClassMap& classes);
/// The manifest has the outputs and strides that they need.
std::unique_ptr<Decoder<Keypoints>> make_anchored_keypoints(const ModelManifest& manifest);
std::unique_ptr<Decoder<Keypoints>> make_regressed_keypoints(const ModelManifest& manifest);

/// The class filter of every head: the sport's class of a model class whose score is good enough,
/// else -1.
class ClassFilter {
 public:
  explicit ClassFilter(const ClassMap& classes) : classes_(classes) {}
  [[nodiscard]] int sport_class(int model_class) const {
    return classes_.to_sport[static_cast<std::size_t>(model_class)];
  }
  /// Lowest score that counts for a model class; above 1 when the class is ignored.
  [[nodiscard]] float threshold(int model_class) const {
    const int sport = sport_class(model_class);
    return sport < 0 ? 2.0F : classes_.threshold[static_cast<std::size_t>(sport)];
  }
  /// Whether a model class is the sport's ball, whatever the model calls it.
  [[nodiscard]] bool is_ball(int model_class) const {
    return classes_.ball >= 0 && sport_class(model_class) == classes_.ball;
  }
  [[nodiscard]] int accept(int model_class, float score) const {
    return score >= threshold(model_class) ? sport_class(model_class) : -1;
  }
  /// The lowest threshold of all classes.
  [[nodiscard]] float lowest() const {
    float lowest = 2.0F;
    for (const float t : classes_.threshold) lowest = std::min(lowest, t);
    return lowest;
  }

 private:
  ClassMap classes_;
};

/// Sorts best first, drops what overlaps a better one of its group by more than `max_iou`, keeps at
/// most kMaxDetections, and writes the rest in source pixels; boxes outside the picture are left
/// out.
void suppress(std::vector<Candidate>& candidates, float max_iou, const LetterboxGeometry& geometry,
              Detections& out);

/// Errc::bad_model unless `tensor` has the shape, where -1 stands for any size.
Status expect_shape(const TensorView& tensor, const std::string& name,
                    std::initializer_list<std::int64_t> shape);

/// Errc::bad_model unless the manifest has so many outputs and strides.
Status expect_layout(const ModelManifest& manifest, std::size_t outputs, std::size_t strides);

using HeatMap = HeatMapOf<float>;

/// Calls `found(x, y, value)` for every peak of at least `threshold`, in reading order.
template <class Found>
void for_each_peak(const HeatMap& map, float threshold, Found&& found) {
  for (int y = 0; y < map.height; ++y) {
    for (int x = 0; x < map.width; ++x) {
      const float value = map.at(x, y);
      if (value >= threshold && map.is_peak(x, y)) found(x, y, value);
    }
  }
}

/// Where the top of a Gaussian lies between its samples at -1, 0 and +1, in cells.
inline double bump_offset(float before, float at, float after) {
  constexpr double kLeast = 1e-4;  // of a logarithm's argument
  const double a = std::log(std::max<double>(before, kLeast)),
               b = std::log(std::max<double>(at, kLeast)),
               c = std::log(std::max<double>(after, kLeast));
  const double bend = a - 2 * b + c;
  return bend < -1e-9 ? std::clamp(0.5 * (a - c) / bend, -0.5, 0.5) : 0.0;
}

/// Where the bump whose highest cell is `top` has its centre, input pixels.
inline Vec2f bump_centre(const HeatTop& top, float stride) {
  return {(static_cast<float>(top.x) + 0.5F +
           static_cast<float>(bump_offset(top.left, top.score, top.right))) *
              stride,
          (static_cast<float>(top.y) + 0.5F +
           static_cast<float>(bump_offset(top.above, top.score, top.below))) *
              stride};
}

/// First float of image `image`.
inline const float* image_data(const TensorView& tensor, int image) {
  std::int64_t size = 1;
  for (std::size_t i = 1; i < tensor.shape.size(); ++i) size *= tensor.shape[i];
  return tensor.data + size * image;
}

}  // namespace touchline::heads
