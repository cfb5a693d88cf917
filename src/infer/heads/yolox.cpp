// YOLOX without decoding in the graph (Ge et al. 2021, arXiv:2107.08430).
#include <algorithm>
#include <cmath>

#include "infer/heads/heads.h"

namespace touchline::heads {
namespace {

/// Output: n x cells x (5 + classes), the cells of all strides one after another in reading order.
/// A row is the centre's offset from its cell and the size's logarithm, both in strides, then
/// objectness and class scores 0..1.
class Yolox final : public HeadDecoder {
 public:
  Yolox(const ModelManifest& manifest, const ClassMap& classes)
      : filter_(classes),
        name_(manifest.outputs[0]),
        strides_(manifest.strides),
        classes_(static_cast<int>(manifest.classes.size())),
        width_(manifest.input.width),
        height_(manifest.input.height),
        max_iou_(manifest.nms_iou) {
    for (const int stride : strides_) cells_ += (width_ / stride) * (height_ / stride);
  }

  Status decode(std::span<const TensorView> outputs, int image, const InputPlacement& at,
                Detections& out) override {
    TL_CHECK(expect_shape(outputs[0], name_, {-1, cells_, 5 + classes_}));
    candidates_.clear();
    const float* row = image_data(outputs[0], image);
    const float lowest = filter_.lowest();  // a score never exceeds its objectness
    int order = 0;
    for (const int stride : strides_) {
      for (int y = 0; y < height_ / stride; ++y) {
        for (int x = 0; x < width_ / stride; ++x, row += 5 + classes_, ++order) {
          if (row[4] >= lowest) add(row, x, y, static_cast<float>(stride), order);
        }
      }
    }
    suppress(candidates_, max_iou_, at.whole, out);
    return {};
  }

 private:
  void add(const float* row, int x, int y, float stride, int order) {
    const int best = static_cast<int>(std::max_element(row + 5, row + 5 + classes_) - (row + 5));
    const float score = row[4] * row[5 + best];
    const int sport = filter_.accept(best, score);
    if (sport < 0) return;
    const float cx = (row[0] + static_cast<float>(x)) * stride,
                cy = (row[1] + static_cast<float>(y)) * stride;
    const float w = std::exp(row[2]) * stride / 2, h = std::exp(row[3]) * stride / 2;
    candidates_.push_back({cx - w, cy - h, cx + w, cy + h, score, sport, sport, order});
  }

  ClassFilter filter_;
  std::string name_;
  std::vector<int> strides_;
  int classes_, width_, height_, cells_ = 0;
  float max_iou_;
  std::vector<Candidate> candidates_;
};

}  // namespace

OwnedHead make_yolox(const ModelManifest& manifest, const ClassMap& classes) {
  return std::make_unique<Yolox>(manifest, classes);
}

}  // namespace touchline::heads
