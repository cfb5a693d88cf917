#include "infer/body_points.h"
#include "infer/device_decoders.h"
#include "infer/point_networks.h"
#include "kernels/cuda/heat_patches.h"

namespace touchline {
namespace {

/// The tops of all heat maps of a batch are found on the GPU by one launch.
class DeviceBodies final : public DeviceDecoder<Keypoints> {
 public:
  DeviceBodies(const ModelManifest& manifest, cuda::Stream& stream, TensorType type)
      : points_(manifest), patches_(stream, type, points_.blur(), points_.partner()) {}

  Status decode(DevicePictureSession& pictures, std::span<Keypoints> found,
                InferTimes& times) override {
    const auto start = wall_now();
    const auto& heat = pictures.network().outputs()[0];
    TL_CHECK(points_.check(heat.shape));
    TL_ASSIGN(const auto patches,
              patches_.find(heat.data, static_cast<int>(found.size()), points_.points(),
                            points_.width(), points_.height()));
    const std::size_t views = points_.partner().empty() ? 1 : 2;
    const auto points = static_cast<std::size_t>(points_.points());
    for (std::size_t i = 0; i < found.size(); ++i)
      points_.place(patches.subspan(i * points, points), pictures.placement(i * views), found[i]);
    times.network_ns += wall_now() - start;  // nearly all of it waiting for the network
    return {};
  }

 private:
  BodyPoints points_;
  DeviceHeatPatches patches_;
};

}  // namespace

Result<std::unique_ptr<DeviceDecoder<Keypoints>>> make_device_bodies(
    const ModelManifest& manifest, DevicePictureSession& pictures) {
  using Made = std::unique_ptr<DeviceDecoder<Keypoints>>;
  const auto outputs = pictures.network().outputs();
  const bool there = !outputs.empty() && outputs[0].data != nullptr;
  if (there && manifest.head == Head::heatmap_keypoint &&
      manifest.keypoints.size() <= std::size_t{kMostBodyPoints})
    return Made(std::make_unique<DeviceBodies>(manifest, pictures.stream(), outputs[0].type));
  TL_ASSIGN(auto decoder, make_keypoint_decoder(manifest));
  return Made(std::make_unique<HostDecoder<Keypoints>>(std::move(decoder), views_of(manifest)));
}

}  // namespace touchline
