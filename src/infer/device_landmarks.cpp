#include "infer/device_decoders.h"
#include "infer/landmark_detector.h"
#include "kernels/cuda/heat_tops.h"

namespace touchline {
namespace {

/// The tops of all heat maps of a run are found on the GPU, in one launch.
class DeviceLandmarks final : public DeviceDecoder<Landmarks> {
 public:
  DeviceLandmarks(ModelManifest manifest, cuda::Stream& stream, TensorType type)
      : manifest_(std::move(manifest)), tops_(stream, type) {}

  Status decode(DevicePictureSession& pictures, std::span<Landmarks> found,
                InferTimes& times) override {
    const auto start = wall_now();
    const auto& heat = pictures.network().outputs()[0];
    TL_ASSIGN(const int channels, landmark_channels(manifest_, heat.shape));
    const auto of_one = static_cast<std::size_t>(channels);
    TL_ASSIGN(const auto tops,
              tops_.find(heat.data, static_cast<int>(found.size() * of_one),
                         static_cast<int>(heat.shape[3]), static_cast<int>(heat.shape[2])));
    for (std::size_t i = 0; i < found.size(); ++i)
      place_landmarks(manifest_, tops.subspan(i * of_one, of_one), pictures.geometry()[i],
                      found[i]);
    times.network_ns += wall_now() - start;  // nearly all of it waiting for the network
    return {};
  }

 private:
  ModelManifest manifest_;
  DeviceHeatTops tops_;
};

}  // namespace

Result<std::unique_ptr<DeviceDecoder<Landmarks>>> make_device_landmarks(
    const ModelManifest& manifest, DevicePictureSession& pictures) {
  using Made = std::unique_ptr<DeviceDecoder<Landmarks>>;
  const auto outputs = pictures.network().outputs();
  if (outputs.empty() || !outputs[0].data)
    return Made(std::make_unique<HostDecoder<Landmarks>>(make_landmark_decoder(manifest)));
  return Made(std::make_unique<DeviceLandmarks>(manifest, pictures.stream(), outputs[0].type));
}

}  // namespace touchline
