#include "verbs/bench_roofline.h"

#include <algorithm>
#include <cstddef>

#include "base/median.h"
#include "infer/picture_network.h"
#include "verbs/roofline.h"

namespace touchline {
namespace {

using Json = nlohmann::ordered_json;

/// The median of calls over a third of a second, after a few that warm up: seconds of this
/// thread's CPU, which is where a session computes.
Result<double> time_calls(EngineSession& session, const std::vector<std::int64_t>& shape) {
  constexpr Nanoseconds kSpell = 300'000'000;
  constexpr int kWarm = 3;
  std::size_t floats = 1;
  for (const auto size : shape) floats *= static_cast<std::size_t>(size);
  const std::vector<float> input(floats, 0.5F);
  std::vector<double> seconds;
  const auto begin = wall_now();
  for (int i = 0; i < kWarm + 3 || wall_now() - begin < kSpell; ++i) {
    const auto called = thread_cpu_now();
    if (auto outputs = session.run(input, shape); !outputs) return outputs.error();
    if (i >= kWarm) seconds.push_back(to_seconds(thread_cpu_now() - called));
  }
  return median(seconds);
}

/// One batch size of a network, compiled for it. `info`: what computed it.
Result<MeasuredBatch> measure_batch(const ModelManifest& model, const EngineOptions& options,
                                    int batch, EngineInfo& info) {
  EngineSpec spec = engine_spec(model);
  spec.input_shape[0] = batch;
  TL_ASSIGN(const auto engine, make_engine(spec, options));
  info = engine->info();
  TL_ASSIGN(const auto session, engine->session());
  MeasuredBatch measured;
  measured.batch = batch;
  TL_ASSIGN(measured.seconds, time_calls(*session, spec.input_shape));
  // Whatever it computes in: the graph of f32 has the same products.
  TL_ASSIGN(measured.cost, network_cost(model.path, spec.input_shape));
  return measured;
}

Result<MeasuredNetwork> measure_network(const ModelManifest& model, const EngineOptions& options) {
  MeasuredNetwork network;
  network.network = model.name;
  for (const int batch : {1, 2, 4, 8}) {
    EngineInfo info;
    auto measured = measure_batch(model, options, batch, info);
    if (!measured) {
      if (batch == 1) return measured.error();
      network.no_larger_batch = "its file takes one picture a call";
      break;
    }
    network.precision = info.precision;
    network.engine = info.version;
    network.batches.push_back(std::move(*measured));
  }
  return network;
}

std::vector<const ModelManifest*> models_of(const Assembly& assembly) {
  std::vector<const ModelManifest*> models{&assembly.model};
  if (assembly.landmarks) models.push_back(&*assembly.landmarks);
  for (const auto& look : assembly.looks) models.push_back(&look.model);
  return models;
}

}  // namespace

Result<Json> bench_roofline(const Assembly& assembly, const std::vector<StageCost>& costs,
                            std::size_t frames) {
  const auto one = measure_peaks(1);
  EngineOptions options = assembly.engine;
  options.streams = 1;
  options.cache_dir.clear();  // sizes that no run uses
  std::vector<const StageCost*> looks;
  for (const auto& cost : costs)
    if (cost.parts) looks.push_back(&cost);
  Json networks = Json::array();
  std::size_t at = 0;
  for (const auto* model : models_of(assembly)) {
    TL_ASSIGN(auto network, measure_network(*model, options));
    const auto& cost = *looks.at(at++);
    const auto ms = [&](Nanoseconds total) {
      return static_cast<double>(total) / 1e6 / static_cast<double>(frames);
    };
    network.stage = cost.stage;
    network.network_ms = ms(cost.parts->network_ns);
    network.around_ms = ms(cost.parts->prepare_ns + cost.parts->decode_ns);
    networks.push_back(roofline_json(network, one));
  }
  return Json{{"one_core", peaks_json(one)},
              {"all_cores", peaks_json(measure_peaks(assembly.cores))},
              {"networks", std::move(networks)}};
}

}  // namespace touchline
