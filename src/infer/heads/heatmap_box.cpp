// Touchline's own detectors: a class heat map and a box per cell, both at one stride.
#include <algorithm>

#include "infer/heads/heads.h"

namespace touchline::heads {
namespace {

constexpr int kPeople = 0, kBall = 1;

/// Outputs: heat n x classes x H/s x W/s, 0..1; box n x 4 x H/s x W/s, distances left, top, right,
/// bottom in input pixels from the cell's centre. A detection is a cell that no neighbour of its
/// 3x3 outdoes in its class.
class HeatmapBox final : public HeadDecoder {
 public:
  HeatmapBox(const ModelManifest& manifest, const ClassMap& classes)
      : filter_(classes),
        names_(manifest.outputs),
        classes_(static_cast<int>(manifest.classes.size())),
        stride_(manifest.strides[0]),
        width_(manifest.input.width / stride_),
        height_(manifest.input.height / stride_),
        max_iou_(manifest.nms_iou) {
    for (int c = 0; c < classes_; ++c) group_.push_back(filter_.is_ball(c) ? kBall : kPeople);
  }

  Status decode(std::span<const TensorView> outputs, int image, const InputPlacement& at,
                Detections& out) override {
    TL_CHECK(expect_shape(outputs[0], names_[0], {-1, classes_, height_, width_}));
    TL_CHECK(expect_shape(outputs[1], names_[1], {-1, 4, height_, width_}));
    candidates_.clear();
    const float* heat = image_data(outputs[0], image);
    for (int c = 0; c < classes_; ++c, heat += height_ * width_) {
      if (filter_.sport_class(c) < 0) continue;
      const float* box = image_data(outputs[1], image);
      for_each_peak({heat, width_, height_}, filter_.threshold(c),
                    [&](int x, int y, float score) { add(box, c, x, y, score); });
    }
    suppress(candidates_, max_iou_, at.whole, out);
    return {};
  }

 private:
  void add(const float* box, int c, int x, int y, float score) {
    Candidate candidate = box_of_cell(box, width_, height_, stride_, x, y);
    candidate.score = score;
    candidate.class_id = filter_.sport_class(c);
    candidate.group = group_[static_cast<std::size_t>(c)];
    candidate.order = static_cast<int>(candidates_.size());
    candidates_.push_back(candidate);
  }

  ClassFilter filter_;
  std::vector<std::string> names_;
  int classes_, stride_, width_, height_;
  float max_iou_;
  std::vector<int> group_;
  std::vector<Candidate> candidates_;
};

}  // namespace

OwnedHead make_heatmap_box(const ModelManifest& manifest, const ClassMap& classes) {
  return std::make_unique<HeatmapBox>(manifest, classes);
}

}  // namespace touchline::heads
