#include "infer/detector.h"

#include "infer/box_fit.h"
#include "infer/cpu_network.h"
#include "infer/device_decoders.h"
#include "infer/head.h"
#include "kernels/crop.h"

namespace touchline {
namespace {

class FittedSession final : public DetectorSession {
 public:
  FittedSession(std::unique_ptr<DetectorSession> inner, const LetterboxSpec& input, BoxFit fit)
      : inner_(std::move(inner)), input_(input), fit_(fit) {}

  Result<InferTimes> find(std::span<const Picture> pictures, std::span<Detections> found) override {
    auto times = inner_->find(pictures, found);
    if (!times) return times;
    const auto begin = wall_now();
    for (std::size_t i = 0; i < found.size(); ++i)
      fit_boxes(found[i], fit_, geometry_of(pictures[i]));
    times->decode_ns += wall_now() - begin;
    return times;
  }
  Status warm_up() override { return inner_->warm_up(); }

 private:
  /// The scale at which the picture was seen, and the edges that cut boxes: the frame's.
  [[nodiscard]] LetterboxGeometry geometry_of(const Picture& picture) const {
    const Frame& frame = *picture.frame;
    auto seen = letterbox_geometry(input_, frame.width(), frame.height());
    if (picture.part) {
      const CropMap map = crop_map(input_, *picture.part);
      seen.scale_x = map.xx, seen.scale_y = map.yy;
    }
    return seen;
  }

  std::unique_ptr<DetectorSession> inner_;
  LetterboxSpec input_;
  BoxFit fit_;
};

/// A detector whose boxes fit people.
class FittedDetector final : public Detector {
 public:
  FittedDetector(std::unique_ptr<Detector> inner, const LetterboxSpec& input, BoxFit fit)
      : inner_(std::move(inner)), input_(input), fit_(fit) {}

  Result<std::unique_ptr<DetectorSession>> session() override {
    TL_ASSIGN(auto inner, inner_->session());
    return std::unique_ptr<DetectorSession>(
        std::make_unique<FittedSession>(std::move(inner), input_, fit_));
  }
  [[nodiscard]] const EngineInfo& engine() const override { return inner_->engine(); }

 private:
  std::unique_ptr<Detector> inner_;
  LetterboxSpec input_;
  BoxFit fit_;
};

Result<std::unique_ptr<Detector>> make_unfitted(const ModelManifest& manifest,
                                                const EngineOptions& options,
                                                const ClassMap& classes) {
  if (options.device.is_cuda())
    return DevicePictureNetwork<Detections>::create(
        manifest, options, [manifest, classes](DevicePictureSession& pictures) {
          return make_device_head(manifest, classes, pictures);
        });
  return CpuNetwork<Detections>::create(
      manifest, options, [manifest, classes] { return make_head(manifest, classes); });
}

}  // namespace

Result<std::unique_ptr<Detector>> make_detector(const ModelManifest& manifest,
                                                const EngineOptions& options,
                                                const ClassMap& classes) {
  TL_CHECK(make_head(manifest, classes));
  TL_ASSIGN(auto network, make_unfitted(manifest, options, classes));
  if (manifest.box_margin == 0) return network;
  return std::unique_ptr<Detector>(std::make_unique<FittedDetector>(
      std::move(network), manifest.input.letterbox(), BoxFit{manifest.box_margin, classes.ball}));
}

}  // namespace touchline
