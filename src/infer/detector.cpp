#include "infer/detector.h"

#include "infer/cpu_network.h"
#include "infer/device_decoders.h"
#include "infer/head.h"

namespace touchline {

Result<std::unique_ptr<Detector>> make_detector(const ModelManifest& manifest,
                                                const EngineOptions& options,
                                                const ClassMap& classes) {
  TL_CHECK(make_head(manifest, classes));
  if (options.device.is_cuda())
    return DevicePictureNetwork<Detections>::create(
        manifest, options, [manifest, classes](DevicePictureSession& pictures) {
          return make_device_head(manifest, classes, pictures);
        });
  return CpuNetwork<Detections>::create(
      manifest, options, [manifest, classes] { return make_head(manifest, classes); });
}

}  // namespace touchline
