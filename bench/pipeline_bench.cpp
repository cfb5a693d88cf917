// What the schedule itself costs: frames that take no work at all, through every lane of a run.
#include <benchmark/benchmark.h>

#include "base/clock.h"
#include "pipeline/inference.h"
#include "pipeline/lane.h"

namespace touchline {
namespace {

/// The same small picture over and over: no decoding.
class StillSource final : public Source {
 public:
  explicit StillSource(std::int64_t frames) : left_(frames), pool_(image_bytes(shape_)) {
    media_.id = "still";
    picture_ = freeze(Image(shape_, pool_));
  }
  [[nodiscard]] const MediaInfo& info() const override { return media_; }
  [[nodiscard]] const FrameInfo& frame_info() const override { return shape_; }
  Result<std::optional<SourceFrame>> read() override {
    if (left_-- <= 0) return std::optional<SourceFrame>();
    SourceFrame frame;
    frame.frame = picture_;
    frame.index = next_;
    frame.pts_ns = next_++ * (kSecond / 50);
    return std::optional<SourceFrame>(std::move(frame));
  }
  std::vector<Packet> drain_audio() override { return {}; }
  [[nodiscard]] MediaCounts counts() const override { return {}; }
  void interrupt() override { left_ = 0; }

 private:
  FrameInfo shape_{PixelFormat::i420, 64, 64, {}, {}};
  std::int64_t left_, next_ = 0;
  Pool pool_;
  Frame picture_;
  MediaInfo media_;
};

class IdleSession final : public DetectorSession {
 public:
  Result<InferTimes> find(std::span<const Picture>, std::span<Detections>) override {
    return InferTimes{};
  }
};

class IdleDetector final : public Detector {
 public:
  Result<std::unique_ptr<DetectorSession>> session() override {
    return std::unique_ptr<DetectorSession>(std::make_unique<IdleSession>());
  }
  [[nodiscard]] const EngineInfo& engine() const override { return info_; }

 private:
  EngineInfo info_;
};

void runtime_cost(benchmark::State& state) {
  const auto sources = static_cast<std::size_t>(state.range(0));
  constexpr std::int64_t kFrames = 20000;
  Nanoseconds spent = 0;
  for (auto _ : state) {
    std::vector<std::unique_ptr<Lane>> lanes;
    for (std::size_t i = 0; i < sources; ++i) {
      LaneSetup setup;
      setup.index = i;
      setup.source = std::make_unique<StillSource>(kFrames);
      setup.analyst.tracker.class_count = 1;
      setup.analyst.classes = {"person"};
      lanes.push_back(std::make_unique<Lane>(std::move(setup)));
    }
    Batcher batcher(1, 0);
    IdleDetector detector;
    Inference inference({{"idle", frame_look(detector)}}, 2, batcher);
    const Nanoseconds cpu = process_cpu_now();
    inference.start(false);
    for (auto& lane : lanes) lane->start(batcher);
    batcher.close();
    for (auto& lane : lanes) lane->join();
    inference.join();
    spent += process_cpu_now() - cpu;
    state.SetIterationTime(to_seconds(process_cpu_now() - cpu));
  }
  const auto frames =
      static_cast<double>(state.iterations()) * static_cast<double>(sources) * kFrames;
  state.counters["cpu_us_per_frame"] = static_cast<double>(spent) / 1e3 / frames;
}
BENCHMARK(runtime_cost)->Arg(1)->Arg(4)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace touchline

BENCHMARK_MAIN();
