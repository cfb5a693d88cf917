#include "infer/device_decoders.h"
#include "infer/device_heatmap.h"
#include "infer/head.h"

namespace touchline {
namespace {

/// Boxes found on the GPU: only they are copied.
class DeviceBoxes final : public DeviceDecoder<Detections> {
 public:
  explicit DeviceBoxes(std::unique_ptr<DeviceHeatmapBoxes> boxes) : boxes_(std::move(boxes)) {}

  Status decode(DevicePictureSession& pictures, std::span<Detections> found,
                InferTimes& times) override {
    const auto start = wall_now();
    const auto outputs = pictures.network().outputs();
    TL_CHECK(boxes_->launch(outputs[0].data, outputs[1].data, outputs[0].type, pictures.geometry(),
                            pictures.stream()));
    TL_CHECK(boxes_->read(found_));
    for (std::size_t i = 0; i < found.size(); ++i) std::swap(found[i], found_[i]);
    times.network_ns += wall_now() - start;  // nearly all of it waiting for the network
    return {};
  }

 private:
  std::unique_ptr<DeviceHeatmapBoxes> boxes_;
  std::vector<Detections> found_;
};

}  // namespace

Result<std::unique_ptr<DeviceDecoder<Detections>>> make_device_head(
    const ModelManifest& manifest, const ClassMap& classes, DevicePictureSession& pictures) {
  using Made = std::unique_ptr<DeviceDecoder<Detections>>;
  const auto outputs = pictures.network().outputs();
  if (manifest.head != Head::heatmap_box || outputs.empty()) {
    TL_ASSIGN(auto head, make_head(manifest, classes));
    return Made(std::make_unique<HostDecoder<Detections>>(std::move(head)));
  }
  TL_CHECK(check_heatmaps(manifest, outputs));
  TL_ASSIGN(auto boxes, DeviceHeatmapBoxes::create(heatmap_options(manifest, classes),
                                                   pictures.batch(), pictures.stream().context()));
  return Made(std::make_unique<DeviceBoxes>(std::move(boxes)));
}

}  // namespace touchline
