// A source and a detector that do exactly what a test says: the wiring of a run without media or
// network.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <new>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "infer/detector.h"
#include "pipeline/inference.h"
#include "pipeline/lane.h"

namespace touchline::testing {

inline const std::vector<std::string> kClasses{"ball", "player"};
inline constexpr int kWidth = 640, kHeight = 360;
/// The scripted pictures are small: only their first bytes matter.
inline constexpr int kPictureWidth = 64, kPictureHeight = 2;

/// How many frames of a test are in memory now, and were at most.
struct FrameCensus {
  std::atomic<int> alive{0}, most{0};
  void born() {
    const int now = ++alive;
    int seen = most.load();
    while (now > seen && !most.compare_exchange_weak(seen, now)) {
    }
  }
};

struct SourceScript {
  std::string id = "cam";
  int frames = 100;
  int fail_at = -1;   ///< reading this frame is an error
  int throw_at = -1;  ///< reading this frame runs out of memory
  int every = 1;      ///< frame numbers are multiples of this
  Nanoseconds step_ns = 40'000'000;
  std::vector<std::pair<int, Nanoseconds>>
      pauses{};         ///< before frame .first the clock skips .second
  int delay_us = 0;     ///< longest time a read takes
  int epoch_every = 0;  ///< another epoch begins after so many frames; 0: never
  FrameCensus* census = nullptr;
};

inline void nap(int most_us, std::uint32_t seed) {
  if (most_us <= 0) return;
  std::minstd_rand random(seed * 2654435761U + 1);
  random.discard(3);
  std::this_thread::sleep_for(
      std::chrono::microseconds(static_cast<int>(random() % static_cast<unsigned>(most_us))));
}

/// Frame i carries i and the source's phase in its first bytes, where the detector finds them.
class SyntheticSource final : public Source {
 public:
  explicit SyntheticSource(SourceScript script) : script_(std::move(script)) {
    info_.id = script_.id;
    info_.url = script_.id + ".mp4";
    info_.width = kPictureWidth;
    info_.height = kPictureHeight;
    shape_.width = kPictureWidth;
    shape_.height = kPictureHeight;
    shape_.format = PixelFormat::gray8;
  }
  [[nodiscard]] const MediaInfo& info() const override { return info_; }
  [[nodiscard]] const FrameInfo& frame_info() const override { return shape_; }
  Result<std::optional<SourceFrame>> read() override {
    if (interrupted_ || next_ >= script_.frames) return std::optional<SourceFrame>();
    nap(script_.delay_us, static_cast<std::uint32_t>(next_));
    if (next_ == script_.fail_at)
      return fail(Errc::bad_input, script_.id, "{}: the source vanished", script_.id);
    if (next_ == script_.throw_at) throw std::bad_alloc();
    SourceFrame out;
    out.index = static_cast<std::int64_t>(next_) * script_.every;
    for (const auto& [frame, pause] : script_.pauses)
      if (frame == next_) clock_ += pause;
    out.pts_ns = clock_;
    out.duration_ns = script_.step_ns;
    if (script_.epoch_every > 0) out.epoch = next_ / script_.epoch_every;
    clock_ += script_.step_ns;
    out.frame = picture(next_++);
    ++counts_.frames_decoded;
    ++counts_.frames_delivered;
    return std::optional<SourceFrame>(std::move(out));
  }
  std::vector<Packet> drain_audio() override { return {}; }
  [[nodiscard]] MediaCounts counts() const override { return counts_; }
  void interrupt() override { interrupted_ = true; }

 private:
  Frame picture(int index) {
    auto* census = script_.census;
    if (census) census->born();
    const std::shared_ptr<std::vector<std::uint8_t>> bytes(
        new std::vector<std::uint8_t>(kPictureWidth * kPictureHeight), [census](auto* gone) {
          delete gone;
          if (census) --census->alive;
        });
    (*bytes)[0] = static_cast<std::uint8_t>(index & 255);
    (*bytes)[1] = static_cast<std::uint8_t>(index >> 8);
    (*bytes)[2] = static_cast<std::uint8_t>(script_.id.back());
    return Frame(shape_, {{{bytes->data(), kPictureWidth, kPictureHeight, kPictureWidth}}}, bytes);
  }

  SourceScript script_;
  MediaInfo info_;
  FrameInfo shape_;
  MediaCounts counts_;
  std::atomic<bool> interrupted_{false};
  int next_ = 0;
  Nanoseconds clock_ = 0;
};

struct DetectorScript {
  int delay_us = 0;      ///< longest time a call takes
  int fail_frame = -1;   ///< a batch holding this frame ...
  char fail_source = 0;  ///< ... of the source whose id ends so is an error
  bool fail_by_throwing = false;
  int bad_session = -1;    ///< this session (0, 1, ...) cannot be opened ...
  int bad_session_us = 0;  ///< ... and takes so long to say so
};

/// Two people and a ball whose places follow from the frame's bytes alone.
inline Detections scripted_detections(const Frame& frame) {
  const auto* bytes = frame.plane(0).row(0);
  const float t = static_cast<float>(bytes[0] + 256 * bytes[1]);
  const float shift = static_cast<float>(bytes[2] % 16);
  const auto at = [](float x) { return std::fmod(x, 1.0F * kPictureWidth); };
  return {{{at(0.1F * t + shift), 0.2F, 4, 1.5F}, 0.9F, 1},
          {{at(0.05F * t + 30), 0.1F, 5, 1.6F}, 0.8F, 1},
          {{at(0.3F * t + 10), 1.0F, 1, 0.4F}, 0.7F, 0}};
}

class ScriptedDetector final : public Detector {
 public:
  explicit ScriptedDetector(DetectorScript script = {}) : script_(script) {}
  Result<std::unique_ptr<DetectorSession>> session() override {
    if (sessions_++ == script_.bad_session) {
      std::this_thread::sleep_for(std::chrono::microseconds(script_.bad_session_us));
      return fail(Errc::bad_model, "net.onnx", "the network does not compile");
    }
    return std::unique_ptr<DetectorSession>(std::make_unique<Session>(*this));
  }
  [[nodiscard]] const EngineInfo& engine() const override { return engine_; }
  [[nodiscard]] int largest_batch() const { return largest_; }

 private:
  class Session final : public DetectorSession {
   public:
    explicit Session(ScriptedDetector& owner) : owner_(owner) {}
    Result<InferTimes> find(std::span<const Picture> pictures, std::span<Detections> out) override {
      const auto& script = owner_.script_;
      nap(script.delay_us, static_cast<std::uint32_t>(++owner_.calls_));
      int seen = owner_.largest_;
      while (static_cast<int>(pictures.size()) > seen &&
             !owner_.largest_.compare_exchange_weak(seen, static_cast<int>(pictures.size()))) {
      }
      for (std::size_t i = 0; i < pictures.size(); ++i) {
        const auto* bytes = pictures[i].frame->plane(0).row(0);
        const bool fails =
            bytes[0] + 256 * bytes[1] == script.fail_frame && bytes[2] == script.fail_source;
        if (fails && script.fail_by_throwing) throw std::bad_alloc();
        if (fails) return fail(Errc::internal, "net.onnx", "the network failed");
        out[i] = scripted_detections(*pictures[i].frame);
      }
      return InferTimes{};
    }

   private:
    ScriptedDetector& owner_;
  };

  DetectorScript script_;
  EngineInfo engine_;
  std::atomic<int> sessions_{0}, calls_{0}, largest_{0};
};

inline LaneSetup lane_of(const SourceScript& script, const std::string& dir = {}) {
  LaneSetup setup;
  setup.source = std::make_unique<SyntheticSource>(script);
  setup.analyst.classes = kClasses;
  setup.analyst.tracker.class_count = 2;
  setup.analyst.tracker.ball_class = 0;
  if (!dir.empty()) {
    setup.tracking = std::move(*LineWriter::open(dir + "/" + script.id + ".tracking"));
    setup.events = std::move(*LineWriter::open(dir + "/" + script.id + ".events"));
  }
  return setup;
}

struct Wiring {
  int streams = 2;
  std::size_t max_batch = 1;
  Nanoseconds max_wait = 1'000'000;
};

using Lanes = std::vector<std::unique_ptr<Lane>>;

/// Joins lanes and inference as run() does; `meanwhile` runs on the test's thread while they work.
inline std::vector<LaneResult> run_lanes(std::vector<LaneSetup> setups,
                                         std::vector<LookSetup> looks, const Wiring& wiring = {},
                                         const std::function<void(Lanes&)>& meanwhile = {}) {
  Lanes lanes;
  for (auto& setup : setups) {
    setup.index = lanes.size();
    lanes.push_back(std::make_unique<Lane>(std::move(setup)));
  }
  Batcher batcher(wiring.max_batch, wiring.max_wait);
  Inference inference(std::move(looks), wiring.streams, batcher);
  inference.start(false);
  for (auto& lane : lanes) lane->start(batcher);
  batcher.close();
  if (meanwhile) meanwhile(lanes);
  inference.join();
  std::vector<LaneResult> results;
  for (auto& lane : lanes) results.push_back(lane->join());
  return results;
}

/// The same with a detector alone.
inline std::vector<LaneResult> run_lanes(std::vector<LaneSetup> setups, Detector& detector,
                                         const Wiring& wiring = {},
                                         const std::function<void(Lanes&)>& meanwhile = {}) {
  return run_lanes(std::move(setups), {{"scripted", frame_look(detector)}}, wiring, meanwhile);
}

}  // namespace touchline::testing
