#include "infer/device_detector.h"

#include <algorithm>
#include <mutex>

#include "base/assert.h"
#include "infer/device_pictures.h"
#include "infer/head.h"

namespace touchline {
namespace {

/// Frames on the GPU, results on the host: batch by batch, each waited for.
class DeviceSession final : public DetectorSession {
 public:
  DeviceSession(std::unique_ptr<DevicePictureSession> pictures, std::unique_ptr<HeadDecoder> head)
      : pictures_(std::move(pictures)), head_(std::move(head)) {}

  Result<InferTimes> detect(std::span<const Frame> frames, std::span<Detections> out) override {
    TL_ASSERT(frames.size() == out.size());
    InferTimes times;
    const auto most = static_cast<std::size_t>(pictures_->batch());
    for (std::size_t at = 0; at < frames.size(); at += most) {
      const auto count = std::min(most, frames.size() - at);
      const auto status = batch(frames.subspan(at, count), out.subspan(at, count), times);
      pictures_->release(!status);
      TL_CHECK(status);
    }
    return times;
  }

 private:
  Status batch(std::span<const Frame> frames, std::span<Detections> out, InferTimes& times) {
    TL_CHECK(pictures_->run(frames, times));
    for (std::size_t i = 0; i < frames.size(); ++i) {
      const auto start = wall_now();
      TL_ASSIGN(const auto tensors, pictures_->network().results(static_cast<int>(i)));
      const auto computed = wall_now();
      TL_CHECK(head_->decode(tensors, 0, pictures_->geometry()[i], out[i]));
      times.network_ns += computed - start;
      times.decode_ns += wall_now() - computed;
    }
    return {};
  }

  std::unique_ptr<DevicePictureSession> pictures_;
  std::unique_ptr<HeadDecoder> head_;
};

class DeviceDetector final : public Detector {
 public:
  DeviceDetector(ModelManifest manifest, ClassMap classes, cuda::SharedContext context,
                 std::unique_ptr<DeviceNetwork> network)
      : manifest_(std::move(manifest)),
        classes_(std::move(classes)),
        context_(std::move(context)),
        network_(std::move(network)) {}

  /// One picture through the whole way, as on the CPU; the session is kept.
  Status try_once() {
    TL_ASSIGN(const Frame frame, trial_picture(context_));
    Detections found;
    TL_ASSIGN(auto first, session());
    TL_CHECK(first->detect({&frame, 1}, {&found, 1}));
    tried_ = std::move(first);
    return {};
  }

  Result<std::unique_ptr<DetectorSession>> session() override {
    {
      std::lock_guard lock(mutex_);
      if (tried_) return std::move(tried_);
    }
    TL_ASSIGN(auto head, make_head(manifest_, classes_));
    TL_ASSIGN(auto pictures, DevicePictureSession::create(manifest_.input, *network_, context_));
    return std::unique_ptr<DetectorSession>(
        std::make_unique<DeviceSession>(std::move(pictures), std::move(head)));
  }
  [[nodiscard]] const EngineInfo& engine() const override { return network_->info(); }

 private:
  ModelManifest manifest_;
  ClassMap classes_;
  cuda::SharedContext context_;
  std::unique_ptr<DeviceNetwork> network_;
  std::mutex mutex_;
  std::unique_ptr<DetectorSession> tried_;  ///< after network_, so that it goes first
};

}  // namespace

Result<std::unique_ptr<Detector>> make_device_detector(const ModelManifest& manifest,
                                                       const EngineOptions& options,
                                                       const ClassMap& classes) {
  TL_ASSIGN(auto context, cuda::Context::open(options.device.index));
  TL_ASSIGN(auto network, make_picture_network(manifest, options));
  auto detector =
      std::make_unique<DeviceDetector>(manifest, classes, std::move(context), std::move(network));
  TL_CHECK(detector->try_once());
  return std::unique_ptr<Detector>(std::move(detector));
}

}  // namespace touchline
