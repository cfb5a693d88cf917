#include "infer/detector.h"

#include <algorithm>
#include <mutex>

#include "base/assert.h"
#include "infer/head.h"
#include "memory/pool.h"

namespace touchline {
namespace {

/// One thread's detector. On a CPU a batch is run as single images: a stream has one thread, so a
/// larger batch saves nothing, the input stays in cache, and no frame's result can depend on its
/// neighbours.
class CpuSession final : public DetectorSession {
 public:
  CpuSession(const ModelManifest& manifest, std::unique_ptr<EngineSession> network,
             std::unique_ptr<HeadDecoder> head)
      : spec_(manifest.input.letterbox()),
        shape_{1, 3, spec_.height, spec_.width},
        pool_(static_cast<std::size_t>(floats()) * sizeof(float)),
        buffer_(pool_.acquire()),
        network_(std::move(network)),
        head_(std::move(head)) {}

  Result<DetectTimes> detect(std::span<const Frame> frames, std::span<Detections> out) override {
    TL_ASSERT(frames.size() == out.size());
    DetectTimes times;
    for (std::size_t i = 0; i < frames.size(); ++i) TL_CHECK(detect_one(frames[i], out[i], times));
    return times;
  }

 private:
  [[nodiscard]] std::size_t floats() const {
    return std::size_t{3} * static_cast<std::size_t>(spec_.height) *
           static_cast<std::size_t>(spec_.width);
  }
  [[nodiscard]] float* input() const { return reinterpret_cast<float*>(buffer_.get()); }

  Status detect_one(const Frame& frame, Detections& out, DetectTimes& times) {
    const auto start = wall_now();
    const Letterbox& letterbox = planned(frame.info());
    letterbox.sample(frame, input());
    const auto prepared = wall_now();
    TL_ASSIGN(const auto outputs, network_->run({input(), floats()}, shape_));
    const auto computed = wall_now();
    TL_CHECK(head_->decode(outputs, 0, letterbox.geometry(), out));
    times.prepare_ns += prepared - start;
    times.network_ns += computed - prepared;
    times.decode_ns += wall_now() - computed;
    return {};
  }

  /// The plan for this shape of frame; the few shapes of a run stay planned.
  const Letterbox& planned(const FrameInfo& info) {
    auto at = std::find_if(plans_.begin(), plans_.end(),
                           [&](const Letterbox& p) { return p.source() == info; });
    if (at == plans_.end()) {
      constexpr std::size_t kMostPlans = 32;
      if (plans_.size() == kMostPlans) plans_.clear();
      at = plans_.emplace(plans_.end(), spec_, info);
      bordered_ = nullptr;
    }
    if (&*at != bordered_) at->fill_border(input());
    bordered_ = &*at;
    return *at;
  }

  LetterboxSpec spec_;
  std::vector<std::int64_t> shape_;
  Pool pool_;
  Buffer buffer_;
  std::unique_ptr<EngineSession> network_;
  std::unique_ptr<HeadDecoder> head_;
  std::vector<Letterbox> plans_;
  const Letterbox* bordered_ = nullptr;  ///< whose border the tensor holds
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
    const FrameInfo info{PixelFormat::gray8, 64, 64, {}, {}};
    Pool pool(image_bytes(info));
    Image image(info, pool);
    std::fill_n(image.plane(0).data, image_bytes(info), std::uint8_t{128});
    const Frame frame = freeze(std::move(image));
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
    TL_ASSIGN(auto network, engine_->session());
    return std::unique_ptr<DetectorSession>(
        std::make_unique<CpuSession>(manifest_, std::move(network), std::move(head)));
  }
  [[nodiscard]] const EngineInfo& engine() const override { return info_; }

 private:
  ModelManifest manifest_;
  ClassMap classes_;
  std::unique_ptr<Engine> engine_;
  EngineInfo info_;
  std::mutex mutex_;
  std::unique_ptr<DetectorSession> tried_;  ///< after engine_, so that it goes first
};

}  // namespace

Result<std::unique_ptr<Detector>> make_detector(const ModelManifest& manifest,
                                                const EngineOptions& options,
                                                const ClassMap& classes) {
  TL_CHECK(make_head(manifest, classes));
  const EngineSpec spec{manifest.path,
                        manifest.input.name,
                        {1, 3, manifest.input.height, manifest.input.width},
                        manifest.outputs};
  TL_ASSIGN(auto engine, make_engine(spec, options));
  auto detector = std::make_unique<CpuDetector>(manifest, classes, std::move(engine));
  TL_CHECK(detector->try_once());
  return std::unique_ptr<Detector>(std::move(detector));
}

}  // namespace touchline
