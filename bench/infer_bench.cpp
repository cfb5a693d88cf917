// One image through each engine and precision, and one frame through a whole detector.
// TOUCHLINE_BENCH_MODEL names a manifest; without it, Touchline's own balanced detector.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <vector>

#include "infer/detector.h"
#include "memory/pool.h"

namespace touchline {
namespace {

Result<ModelManifest> manifest() {
  const char* set = std::getenv("TOUCHLINE_BENCH_MODEL");
  return load_manifest(set ? set : "share/models/soccer-balanced.yaml");
}

ClassMap all_classes(const ModelManifest& model) {
  ClassMap map;
  for (std::size_t i = 0; i < model.classes.size(); ++i) {
    map.to_sport.push_back(static_cast<int>(i));
    map.threshold.push_back(0.3F);
    if (model.classes[i] == "ball") map.ball = static_cast<int>(i);
  }
  return map;
}

EngineOptions options(EngineKind kind, Precision precision, const std::string& cache = {}) {
  EngineOptions o;
  o.kind = kind;
  o.precision = precision;
  o.cache_dir = cache;
  return o;
}

/// A frame with edges everywhere, so that no network finds it easy.
Frame test_card(int width, int height) {
  const FrameInfo info{PixelFormat::nv12, width, height, {}, {}};
  Pool pool(image_bytes(info));
  Image image(info, pool);
  for (int p = 0; p < 2; ++p) {
    const auto& plane = image.plane(p);
    for (int y = 0; y < plane.height; ++y) {
      for (int x = 0; x < width; ++x) plane.row(y)[x] = static_cast<std::uint8_t>(x * 7 ^ y * 5);
    }
  }
  return freeze(std::move(image));
}

void network(benchmark::State& state, EngineKind kind, Precision precision) {
  const auto model = manifest();
  if (!model) return state.SkipWithError(model.error().message.c_str());
  const std::vector<std::int64_t> shape{1, 3, model->input.height, model->input.width};
  const auto engine = make_engine({model->path, model->input.name, shape, model->outputs},
                                  options(kind, precision));
  if (!engine) return state.SkipWithError(engine.error().message.c_str());
  const auto session = (*engine)->session();
  const std::vector<float> input(std::size_t{3} * static_cast<std::size_t>(shape[2] * shape[3]),
                                 0.4F);
  for (auto _ : state) {
    const auto out = (*session)->run(input, shape);
    if (!out) return state.SkipWithError(out.error().message.c_str());
  }
  state.SetLabel(model->name + ", " + to_string((*engine)->info().precision));
}

void detector(benchmark::State& state) {
  const auto model = manifest();
  if (!model) return state.SkipWithError(model.error().message.c_str());
  const auto made = make_detector(*model, {}, all_classes(*model));
  if (!made) return state.SkipWithError(made.error().message.c_str());
  const auto session = (*made)->session();
  const Frame frame = test_card(1920, 1080);
  Detections found;
  InferTimes total;
  for (auto _ : state) {
    const auto times = (*session)->find(frame, found);
    if (!times) return state.SkipWithError(times.error().message.c_str());
    total.prepare_ns += times->prepare_ns;
    total.network_ns += times->network_ns;
    total.decode_ns += times->decode_ns;
  }
  const auto per_frame = [&](Nanoseconds ns) {
    return benchmark::Counter(static_cast<double>(ns) / 1000, benchmark::Counter::kAvgIterations);
  };
  state.counters["prepare_us"] = per_frame(total.prepare_ns);
  state.counters["network_us"] = per_frame(total.network_ns);
  state.counters["decode_us"] = per_frame(total.decode_ns);
}

/// From nothing to the first result, as a run pays it.
void start(benchmark::State& state, bool cached) {
  const auto model = manifest();
  if (!model) return state.SkipWithError(model.error().message.c_str());
  const auto cache = (std::filesystem::temp_directory_path() / "touchline_bench_cache").string();
  for (auto _ : state) {
    const auto made = make_detector(
        *model, options(EngineKind::automatic, Precision::automatic, cached ? cache : ""),
        all_classes(*model));
    if (!made) return state.SkipWithError(made.error().message.c_str());
  }
}

BENCHMARK_CAPTURE(network, openvino_f32, EngineKind::openvino, Precision::f32)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(network, openvino_bf16, EngineKind::openvino, Precision::bf16)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(network, onnxruntime_f32, EngineKind::onnxruntime, Precision::f32)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(detector)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(start, without_cache, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(start, with_cache, true)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace touchline
