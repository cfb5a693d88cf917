#include "infer/point_networks.h"

#include "infer/cpu_network.h"
#include "infer/device_decoders.h"

namespace touchline {
namespace {

Status expect_task(const ModelManifest& manifest, Task task) {
  if (manifest.task == task) return {};
  return fail(Errc::usage, manifest.name, "model '{}' is for '{}', not for {}", manifest.name,
              to_string(manifest.task), to_string(task));
}

}  // namespace

Result<std::unique_ptr<Network<Keypoints>>> make_keypoint_network(const ModelManifest& manifest,
                                                                  const EngineOptions& options) {
  TL_CHECK(expect_task(manifest, Task::keypoints));
  TL_CHECK(make_keypoint_decoder(manifest));
  if (!options.device.is_cuda())
    return CpuNetwork<Keypoints>::create(manifest, options,
                                         [manifest] { return make_keypoint_decoder(manifest); });
  return DevicePictureNetwork<Keypoints>::create(manifest, options,
                                                 [manifest](DevicePictureSession& pictures) {
                                                   return make_device_bodies(manifest, pictures);
                                                 });
}

/// On a GPU the outputs come to the host and are decoded there.
Result<std::unique_ptr<Network<WindowPeaks>>> make_peak_network(const ModelManifest& manifest,
                                                                const EngineOptions& options) {
  TL_CHECK(expect_task(manifest, Task::peaks));
  TL_CHECK(make_peak_decoder(manifest));
  if (!options.device.is_cuda())
    return CpuNetwork<WindowPeaks>::create(manifest, options,
                                           [manifest] { return make_peak_decoder(manifest); });
  return DevicePictureNetwork<WindowPeaks>::create(
      manifest, options,
      [manifest](DevicePictureSession&) -> Result<std::unique_ptr<DeviceDecoder<WindowPeaks>>> {
        TL_ASSIGN(auto on_host, make_peak_decoder(manifest));
        return std::unique_ptr<DeviceDecoder<WindowPeaks>>(
            std::make_unique<HostDecoder<WindowPeaks>>(std::move(on_host)));
      });
}

}  // namespace touchline
