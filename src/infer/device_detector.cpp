#include "infer/device_detector.h"

#include <algorithm>

#include "base/assert.h"
#include "infer/device_heatmap.h"
#include "infer/device_pictures.h"
#include "infer/head.h"
#include "infer/kept_session.h"

namespace touchline {
namespace {

/// Turns the outputs of a batch into detections: on the GPU where there is a kernel for the head,
/// so that only detections are copied, else on the host from copies of the outputs.
class DeviceDecoder {
 public:
  static Result<DeviceDecoder> create(const ModelManifest& manifest, const ClassMap& classes,
                                      DevicePictureSession& pictures) {
    DeviceDecoder decoder;
    const auto outputs = pictures.network().outputs();
    if (manifest.head == Head::heatmap_box && !outputs.empty()) {
      TL_CHECK(check_heatmaps(manifest, outputs));
      TL_ASSIGN(decoder.boxes_,
                DeviceHeatmapBoxes::create(heatmap_options(manifest, classes), pictures.batch(),
                                           pictures.stream().context()));
    } else {
      TL_ASSIGN(decoder.head_, make_head(manifest, classes));
    }
    return decoder;
  }

  Status decode(DevicePictureSession& pictures, std::span<Detections> out, InferTimes& times) {
    return boxes_ ? on_device(pictures, out, times) : on_host(pictures, out, times);
  }

 private:
  Status on_device(DevicePictureSession& pictures, std::span<Detections> out, InferTimes& times) {
    const auto start = wall_now();
    const auto outputs = pictures.network().outputs();
    TL_CHECK(boxes_->launch(outputs[0].data, outputs[1].data, outputs[0].type, pictures.geometry(),
                            pictures.stream()));
    TL_CHECK(boxes_->read(found_));
    for (std::size_t i = 0; i < out.size(); ++i) std::swap(out[i], found_[i]);
    times.network_ns += wall_now() - start;  // nearly all of it waiting for the network
    return {};
  }
  Status on_host(DevicePictureSession& pictures, std::span<Detections> out, InferTimes& times) {
    for (std::size_t i = 0; i < out.size(); ++i) {
      const auto start = wall_now();
      TL_ASSIGN(const auto tensors, pictures.network().results(static_cast<int>(i)));
      const auto computed = wall_now();
      TL_CHECK(head_->decode(tensors, 0, pictures.geometry()[i], out[i]));
      times.network_ns += computed - start;
      times.decode_ns += wall_now() - computed;
    }
    return {};
  }

  std::unique_ptr<DeviceHeatmapBoxes> boxes_;
  std::unique_ptr<HeadDecoder> head_;
  std::vector<Detections> found_;
};

/// Frames on the GPU, results on the host: batch by batch, each waited for.
class DeviceSession final : public DetectorSession {
 public:
  DeviceSession(std::unique_ptr<DevicePictureSession> pictures, DeviceDecoder decoder)
      : pictures_(std::move(pictures)), decoder_(std::move(decoder)) {}

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
  /// A plain run, then the one that records the graph.
  Status warm_up() override {
    TL_ASSIGN(const Frame frame, trial_picture(pictures_->stream().context()));
    Detections found;
    for (int run = 0; run < 2; ++run) TL_CHECK(detect({&frame, 1}, {&found, 1}));
    return {};
  }

 private:
  Status batch(std::span<const Frame> frames, std::span<Detections> out, InferTimes& times) {
    TL_CHECK(pictures_->run(frames, times));
    return decoder_.decode(*pictures_, out, times);
  }

  std::unique_ptr<DevicePictureSession> pictures_;  ///< first, so that it goes last
  DeviceDecoder decoder_;
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
    tried_.keep(std::move(first));
    return {};
  }

  Result<std::unique_ptr<DetectorSession>> session() override {
    if (auto tried = tried_.take()) return tried;
    TL_ASSIGN(auto pictures, DevicePictureSession::create(manifest_.input, *network_, context_));
    TL_ASSIGN(auto decoder, DeviceDecoder::create(manifest_, classes_, *pictures));
    return std::unique_ptr<DetectorSession>(
        std::make_unique<DeviceSession>(std::move(pictures), std::move(decoder)));
  }
  [[nodiscard]] const EngineInfo& engine() const override { return network_->info(); }

 private:
  ModelManifest manifest_;
  ClassMap classes_;
  cuda::SharedContext context_;
  std::unique_ptr<DeviceNetwork> network_;
  KeptSession<DetectorSession> tried_;  ///< after network_, so that it goes first
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
