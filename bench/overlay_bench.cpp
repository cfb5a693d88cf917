// The whole overlay on one frame: moving people with labels, ball, trail and caption. Drawn by the
// CPU, and what the host has to do when a GPU draws it.
#include <benchmark/benchmark.h>

#include <algorithm>

#include "kernels/cuda/draw_record.h"
#include "overlay_match.h"

namespace touchline::bench {
namespace {

constexpr const char* kViewNames[] = {"tracking", "tactical", "eval", "passes", "radar"};

/// Arguments: people, height (16:9), 0 for I420 or 1 for NV12, 1 for boxes, the view; -1: as before
/// there were measures.
struct Bench {
  FrameInfo info;
  std::unique_ptr<Overlay> overlay;
  std::unique_ptr<Play> play;

  explicit Bench(benchmark::State& state) {
    info.height = static_cast<int>(state.range(1));
    info.width = info.height * 16 / 9;
    info.format = state.range(2) != 0 ? PixelFormat::nv12 : PixelFormat::i420;
    const auto view = static_cast<int>(state.range(4));
    const std::string name = view >= 0 ? kViewNames[view] : "";
    auto made = Overlay::create(options_of(name, state.range(3) != 0), info);
    if (!made) {
      state.SkipWithError(made.error().message.c_str());
      return;
    }
    overlay = std::move(*made);
    play = std::make_unique<Play>(static_cast<int>(state.range(0)), info.width, info.height,
                                  view >= 0);
  }
  /// One pass warms the sprites, as the first seconds of a match do; then the clock runs.
  template <class Draw>
  void run(benchmark::State& state, Draw draw) {
    for (int n = 0; n < Play::kFrames; ++n) draw(play->next());
    for (auto _ : state) draw(play->next());
  }
};

void draw_overlay(benchmark::State& state) {
  Bench bench(state);
  if (!bench.overlay) return;
  Pool pool(image_bytes(bench.info));
  Image image(bench.info, pool);
  for (int i = 0; i < format_info(bench.info.format).planes; ++i) {
    const auto& plane = image.plane(i);
    for (int y = 0; y < plane.height; ++y) std::fill_n(plane.row(y), plane.pitch, std::uint8_t{96});
  }
  bench.run(state, [&](const Scene& scene) { bench.overlay->draw(image, scene); });
}

/// Noting what is drawn, sorting it into tiles, and writing what is sent to the GPU.
void record_overlay(benchmark::State& state) {
  Bench bench(state);
  if (!bench.overlay) return;
  DrawRecord record(bench.info);
  std::vector<std::uint8_t> memory(std::size_t{32} << 20U);
  double list = 0, kept = 0, frames = 0;
  bench.run(state, [&](const Scene& scene) {
    record.clear();
    bench.overlay->draw(record, scene);
    record.write(memory.data());
    record.uploaded();
    const auto at = record.layout();
    list += static_cast<double>(at.kept);
    kept += static_cast<double>(at.end - at.kept);
    ++frames;
  });
  state.counters["list_bytes"] = list / frames;
  state.counters["atlas_bytes"] = kept / frames;
  state.counters["commands"] = static_cast<double>(record.commands());
  state.counters["tiles"] = static_cast<double>(record.tiles());
  state.counters["entries"] = static_cast<double>(record.entries());
}

BENCHMARK(draw_overlay)
    ->ArgNames({"people", "height", "nv12", "boxes", "view"})
    ->Args({25, 1080, 0, 0, -1})
    ->Args({25, 1080, 1, 0, -1})
    ->Args({25, 1080, 0, 1, -1})
    ->Args({25, 720, 0, 0, -1})
    ->Args({25, 2160, 0, 0, -1})
    ->Args({0, 1080, 0, 0, -1})
    ->Args({25, 1080, 0, 0, 0})  // tracking with speeds, rings on the ground
    ->Args({25, 1080, 0, 0, 1})  // tactical with the bar
    ->Args({25, 1080, 0, 0, 3})  // passes
    ->Args({25, 1080, 0, 0, 4})  // radar
    ->Unit(benchmark::kMicrosecond);

BENCHMARK(record_overlay)
    ->ArgNames({"people", "height", "nv12", "boxes", "view"})
    ->Args({50, 1080, 1, 1, -1})
    ->Args({25, 1080, 1, 0, -1})
    ->Args({25, 1080, 1, 0, 0})
    ->Args({25, 1080, 1, 0, 1})
    ->Args({25, 1080, 1, 0, 3})
    ->Args({25, 1080, 1, 0, 4})
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace touchline::bench
