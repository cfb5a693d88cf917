#include "infer/detector.h"

#include "base/assert.h"
#include "infer/device_detector.h"
#include "infer/head.h"
#include "infer/kept_session.h"

namespace touchline {
namespace {

class CpuSession final : public DetectorSession {
 public:
  CpuSession(PictureSession network, std::unique_ptr<HeadDecoder> head)
      : network_(std::move(network)), head_(std::move(head)) {}

  Result<InferTimes> detect(std::span<const Frame> frames, std::span<Detections> out) override {
    TL_ASSERT(frames.size() == out.size());
    InferTimes times;
    for (std::size_t i = 0; i < frames.size(); ++i) {
      TL_ASSIGN(const auto outputs, network_.run(frames[i], times));
      const auto computed = wall_now();
      TL_CHECK(head_->decode(outputs.tensors, 0, outputs.geometry, out[i]));
      times.decode_ns += wall_now() - computed;
    }
    return times;
  }

 private:
  PictureSession network_;
  std::unique_ptr<HeadDecoder> head_;
};

class CpuDetector final : public Detector {
 public:
  CpuDetector(ModelManifest manifest, ClassMap classes, std::unique_ptr<Engine> engine)
      : manifest_(std::move(manifest)),
        classes_(std::move(classes)),
        engine_(std::move(engine)),
        info_(engine_->info()) {
    info_.reason += "; a batch runs as single images";
  }

  /// One picture through the whole way: a network that is not what its manifest says fails here
  /// and not in the run. The session is kept for the first that asks.
  Status try_once() {
    if (engine_->was_tried()) return {};
    const Frame frame = trial_picture();
    Detections found;
    TL_ASSIGN(auto first, session());
    TL_CHECK(first->detect({&frame, 1}, {&found, 1}));
    tried_.keep(std::move(first));
    engine_->keep_tried();
    return {};
  }

  Result<std::unique_ptr<DetectorSession>> session() override {
    if (auto tried = tried_.take()) return tried;
    TL_ASSIGN(auto head, make_head(manifest_, classes_));
    TL_ASSIGN(auto network, engine_->session());
    return std::unique_ptr<DetectorSession>(std::make_unique<CpuSession>(
        PictureSession(manifest_.input, std::move(network)), std::move(head)));
  }
  [[nodiscard]] const EngineInfo& engine() const override { return info_; }

 private:
  ModelManifest manifest_;
  ClassMap classes_;
  std::unique_ptr<Engine> engine_;
  EngineInfo info_;
  KeptSession<DetectorSession> tried_;  ///< after engine_, so that it goes first
};

}  // namespace

Result<std::unique_ptr<Detector>> make_detector(const ModelManifest& manifest,
                                                const EngineOptions& options,
                                                const ClassMap& classes) {
  TL_CHECK(make_head(manifest, classes));
  if (options.device.is_cuda()) return make_device_detector(manifest, options, classes);
  TL_ASSIGN(auto engine, make_picture_engine(manifest, options));
  auto detector = std::make_unique<CpuDetector>(manifest, classes, std::move(engine));
  TL_CHECK(detector->try_once());
  return std::unique_ptr<Detector>(std::move(detector));
}

}  // namespace touchline
