// RTMDet as mmdeploy exports it: suppression inside the graph, so the number of rows differs from
// image to image.
#include <cmath>

#include "infer/heads/heads.h"

namespace touchline::heads {
namespace {

/// Outputs: dets n x k x 5 (left, top, right, bottom in input pixels, score), labels n x k.
class RtmdetNms final : public HeadDecoder {
 public:
  RtmdetNms(const ModelManifest& manifest, const ClassMap& classes)
      : filter_(classes),
        names_(manifest.outputs),
        classes_(static_cast<int>(manifest.classes.size())) {}

  Status decode(std::span<const TensorView> outputs, int image, const InputPlacement& at,
                Detections& out) override {
    TL_CHECK(expect_shape(outputs[0], names_[0], {-1, -1, 5}));
    const auto rows = outputs[0].shape[1];
    TL_CHECK(expect_shape(outputs[1], names_[1], {-1, rows}));
    candidates_.clear();
    const float* det = image_data(outputs[0], image);
    const float* label = image_data(outputs[1], image);
    for (int i = 0; i < rows; ++i, det += 5) {
      // Rows that only fill the tensor carry label -1 or score 0.
      const float named = label[i];
      if (!(named >= 0 && named < static_cast<float>(classes_))) continue;
      const int sport = filter_.accept(static_cast<int>(named), det[4]);
      if (sport >= 0)
        candidates_.push_back({det[0], det[1], det[2], det[3], det[4], sport, sport, i});
    }
    constexpr float kKeepAll = 1.0F;  // the graph has suppressed already
    suppress(candidates_, kKeepAll, at.whole, out);
    return {};
  }

 private:
  ClassFilter filter_;
  std::vector<std::string> names_;
  int classes_;
  std::vector<Candidate> candidates_;
};

}  // namespace

OwnedHead make_rtmdet_nms(const ModelManifest& manifest, const ClassMap& classes) {
  return std::make_unique<RtmdetNms>(manifest, classes);
}

}  // namespace touchline::heads
