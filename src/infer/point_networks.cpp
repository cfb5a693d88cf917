#include "infer/point_networks.h"

#include "infer/cpu_network.h"
#include "infer/device_picture_network.h"

namespace touchline {
namespace {

Status expect_task(const ModelManifest& manifest, Task task) {
  if (manifest.task == task) return {};
  return fail(Errc::usage, manifest.name, "model '{}' is for '{}', not for {}", manifest.name,
              to_string(manifest.task), to_string(task));
}

/// On a GPU the outputs come to the host and are decoded there.
template <class Found>
Result<std::unique_ptr<Network<Found>>> make_network(const ModelManifest& manifest,
                                                     const EngineOptions& options,
                                                     MakeDecoder<Found> decoder) {
  TL_CHECK(decoder());
  if (!options.device.is_cuda())
    return CpuNetwork<Found>::create(manifest, options, std::move(decoder));
  return DevicePictureNetwork<Found>::create(
      manifest, options,
      [decoder = std::move(decoder)](
          DevicePictureSession&) -> Result<std::unique_ptr<DeviceDecoder<Found>>> {
        TL_ASSIGN(auto on_host, decoder());
        return std::unique_ptr<DeviceDecoder<Found>>(
            std::make_unique<HostDecoder<Found>>(std::move(on_host)));
      });
}

}  // namespace

Result<std::unique_ptr<Network<Keypoints>>> make_keypoint_network(const ModelManifest& manifest,
                                                                  const EngineOptions& options) {
  TL_CHECK(expect_task(manifest, Task::keypoints));
  return make_network<Keypoints>(manifest, options,
                                 [manifest] { return make_keypoint_decoder(manifest); });
}

Result<std::unique_ptr<Network<WindowPeaks>>> make_peak_network(const ModelManifest& manifest,
                                                                const EngineOptions& options) {
  TL_CHECK(expect_task(manifest, Task::peaks));
  return make_network<WindowPeaks>(manifest, options,
                                   [manifest] { return make_peak_decoder(manifest); });
}

}  // namespace touchline
