#include <optional>

#include "infer/device_detector.h"
#include "infer/device_pictures.h"
#include "infer/kept_session.h"
#include "kernels/cuda/heat_tops.h"

namespace touchline {
namespace {

/// One frame at a time. The tops of the heat map are found on the GPU where it lies there, else on
/// the host.
class DeviceLandmarkSession final : public LandmarkSession {
 public:
  DeviceLandmarkSession(const ModelManifest& manifest,
                        std::unique_ptr<DevicePictureSession> pictures)
      : manifest_(manifest), pictures_(std::move(pictures)) {}

  Result<InferTimes> detect(const Frame& frame, Landmarks& out) override {
    InferTimes times;
    const auto status = detect(frame, out, times);
    pictures_->release(!status);
    TL_CHECK(status);
    return times;
  }
  Status warm_up() override {
    TL_ASSIGN(const Frame frame, trial_picture(pictures_->stream().context()));
    Landmarks found;
    for (int run = 0; run < 2; ++run) TL_CHECK(detect(frame, found));
    return {};
  }

 private:
  Status detect(const Frame& frame, Landmarks& out, InferTimes& times) {
    TL_CHECK(pictures_->run({&frame, 1}, times));
    const auto outputs = pictures_->network().outputs();
    return outputs.empty() || !outputs[0].data ? on_host(out, times)
                                               : on_device(outputs[0], out, times);
  }
  Status on_device(const DeviceTensor& heat, Landmarks& out, InferTimes& times) {
    const auto start = wall_now();
    TL_ASSIGN(const int channels, landmark_channels(manifest_, heat.shape));
    if (!tops_) tops_.emplace(pictures_->stream(), heat.type);
    TL_ASSIGN(const auto tops, tops_->find(heat.data, channels, static_cast<int>(heat.shape[3]),
                                           static_cast<int>(heat.shape[2])));
    place_landmarks(manifest_, tops, pictures_->geometry()[0], out);
    times.network_ns += wall_now() - start;  // nearly all of it waiting for the network
    return {};
  }
  Status on_host(Landmarks& out, InferTimes& times) {
    const auto start = wall_now();
    TL_ASSIGN(const auto tensors, pictures_->network().results(0));
    const auto computed = wall_now();
    TL_CHECK(decode_landmarks(manifest_, tensors, pictures_->geometry()[0], out));
    times.network_ns += computed - start;
    times.decode_ns += wall_now() - computed;
    return {};
  }

  const ModelManifest& manifest_;
  std::unique_ptr<DevicePictureSession> pictures_;  ///< first, so that it goes last
  std::optional<DeviceHeatTops> tops_;
};

class DeviceLandmarkDetector final : public LandmarkDetector {
 public:
  DeviceLandmarkDetector(ModelManifest manifest, cuda::SharedContext context,
                         std::unique_ptr<DeviceNetwork> network)
      : manifest_(std::move(manifest)),
        context_(std::move(context)),
        network_(std::move(network)) {}

  /// One picture through the whole way, as on the CPU; the session is kept.
  Status try_once() {
    TL_ASSIGN(const Frame frame, trial_picture(context_));
    Landmarks found;
    TL_ASSIGN(auto first, session());
    TL_CHECK(first->detect(frame, found));
    tried_.keep(std::move(first));
    return {};
  }
  Result<std::unique_ptr<LandmarkSession>> session() override {
    if (auto tried = tried_.take()) return tried;
    TL_ASSIGN(auto pictures, DevicePictureSession::create(manifest_.input, *network_, context_));
    return std::unique_ptr<LandmarkSession>(
        std::make_unique<DeviceLandmarkSession>(manifest_, std::move(pictures)));
  }
  [[nodiscard]] const EngineInfo& engine() const override { return network_->info(); }

 private:
  ModelManifest manifest_;
  cuda::SharedContext context_;
  std::unique_ptr<DeviceNetwork> network_;
  KeptSession<LandmarkSession> tried_;  ///< after network_, so that it goes first
};

}  // namespace

Result<std::unique_ptr<LandmarkDetector>> make_device_landmark_detector(
    const ModelManifest& manifest, const EngineOptions& options) {
  EngineOptions single = options;
  single.max_batch = 1;
  TL_ASSIGN(auto context, cuda::Context::open(options.device.index));
  TL_ASSIGN(auto network, make_picture_network(manifest, single));
  auto detector =
      std::make_unique<DeviceLandmarkDetector>(manifest, std::move(context), std::move(network));
  TL_CHECK(detector->try_once());
  return std::unique_ptr<LandmarkDetector>(std::move(detector));
}

}  // namespace touchline
