// NanoDet-Plus: class scores and box sides as distributions (generalised focal loss,
// arXiv:2006.04388).
#include <algorithm>
#include <cmath>

#include "infer/heads/heads.h"

namespace touchline::heads {
namespace {

constexpr int kBins = 8;  // reg_max 7: a side is 0..7 strides long

/// Mean of the softmax of kBins logits: the side's length in strides.
float expected_side(const float* logits) {
  const float largest = *std::max_element(logits, logits + kBins);
  float total = 0, mean = 0;
  for (int bin = 0; bin < kBins; ++bin) {
    const float weight = std::exp(logits[bin] - largest);
    total += weight;
    mean += weight * static_cast<float>(bin);
  }
  return mean / total;
}

/// Output: n x cells x (classes + 4 * kBins), the cells of all strides one after another in reading
/// order; class scores 0..1, then left, top, right, bottom from the cell's corner (x * stride, y *
/// stride).
class NanodetPlus final : public HeadDecoder {
 public:
  NanodetPlus(const ModelManifest& manifest, const ClassMap& classes)
      : filter_(classes),
        name_(manifest.outputs[0]),
        strides_(manifest.strides),
        classes_(static_cast<int>(manifest.classes.size())),
        width_(manifest.input.width),
        height_(manifest.input.height),
        max_iou_(manifest.nms_iou) {
    for (const int stride : strides_) cells_ += cells(width_, stride) * cells(height_, stride);
  }

  Status decode(std::span<const TensorView> outputs, int image, const InputPlacement& at,
                Detections& out) override {
    const int columns = classes_ + 4 * kBins;
    TL_CHECK(expect_shape(outputs[0], name_, {-1, cells_, columns}));
    candidates_.clear();
    const float* row = image_data(outputs[0], image);
    int order = 0;
    for (const int stride : strides_) {
      for (int y = 0; y < cells(height_, stride); ++y) {
        for (int x = 0; x < cells(width_, stride); ++x, row += columns) {
          add(row, x, y, static_cast<float>(stride), order++);
        }
      }
    }
    suppress(candidates_, max_iou_, at.whole, out);
    return {};
  }

 private:
  static int cells(int size, int stride) { return (size + stride - 1) / stride; }

  void add(const float* row, int x, int y, float stride, int order) {
    const int best = static_cast<int>(std::max_element(row, row + classes_) - row);
    const int sport = filter_.accept(best, row[best]);
    if (sport < 0) return;
    const float cx = static_cast<float>(x) * stride, cy = static_cast<float>(y) * stride;
    float side[4];
    for (int i = 0; i < 4; ++i) side[i] = expected_side(row + classes_ + i * kBins) * stride;
    candidates_.push_back(
        {cx - side[0], cy - side[1], cx + side[2], cy + side[3], row[best], sport, sport, order});
  }

  ClassFilter filter_;
  std::string name_;
  std::vector<int> strides_;
  int classes_, width_, height_, cells_ = 0;
  float max_iou_;
  std::vector<Candidate> candidates_;
};

}  // namespace

OwnedHead make_nanodet_plus(const ModelManifest& manifest, const ClassMap& classes) {
  return std::make_unique<NanodetPlus>(manifest, classes);
}

}  // namespace touchline::heads
