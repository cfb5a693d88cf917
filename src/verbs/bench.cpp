// touchline bench: every stage alone on one core, then all together, in turn; how much of the
// machine the whole uses, and for what.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/guarded.h"
#include "base/json_dump.h"
#include "base/median.h"
#include "pipeline/networks.h"
#include "pipeline/outputs.h"
#include "touchline/tools.h"
#include "verbs/bench_profile.h"
#include "verbs/bench_roofline.h"
#include "verbs/bench_stages.h"

namespace touchline {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

Json spread(const std::vector<double>& samples) {
  const auto tidy = [](double v) { return std::round(v * 1e4) / 1e4; };
  Json raw = Json::array();
  for (const double sample : samples) raw.push_back(tidy(sample));
  return {{"median", tidy(median(samples))},
          {"min", tidy(*std::min_element(samples.begin(), samples.end()))},
          {"max", tidy(*std::max_element(samples.begin(), samples.end()))},
          {"samples", raw}};
}

/// One round of everything.
struct Round {
  std::vector<StageCost> alone;
  Json run;  ///< its summary
  double fps = 0, eta = 0, first_ms = 0;
  WholeProfile profile;
};

double sum_of(const std::vector<StageCost>& costs) {
  double sum = 0;
  for (const auto& cost : costs) sum += cost.core_ms;
  return sum;
}

/// Of a source that is drawn once it has been read the time of both passes counts.
double frames_per_s(const Json& summary) {
  const double steady = summary["sources"][0]["steady_fps"].get<double>();
  double s_per_frame = steady > 0 ? 1 / steady : 0;
  for (const auto& drawn : summary.value("drawn", Json::array()))
    if (const double fps = drawn.value("fps", 0.0); fps > 0) s_per_frame += 1 / fps;
  return s_per_frame > 0 ? 1 / s_per_frame : 0;
}

Result<Round> measure_round(StagesAlone& stages, const RunOptions& whole, const std::string& dir,
                            int cores) {
  Round round;
  TL_ASSIGN(round.alone, stages.measure(dir));
  const auto wall = wall_now(), cpu = process_cpu_now();
  TL_ASSIGN(const Summary summary, run(whole));
  const auto ran = wall_now() - wall, worked = process_cpu_now() - cpu;
  round.run = Json::parse(summary.json);
  round.fps = frames_per_s(round.run);
  round.eta = round.fps * sum_of(round.alone) / 1e3 / cores;
  round.first_ms = round.run["sources"][0]["first_frame_ms"].get<double>();
  round.profile = profile_of(round.run, ran, worked, cores);
  return round;
}

Json alone_json(const std::vector<Round>& rounds) {
  Json stages = Json::object();
  for (std::size_t i = 0; i < rounds.front().alone.size(); ++i) {
    std::vector<double> samples;
    for (const auto& round : rounds) samples.push_back(round.alone[i].core_ms);
    stages[rounds.front().alone[i].stage] = spread(samples);
  }
  return stages;
}

/// What each network's calls were made of, in the last round.
Json networks_json(const std::vector<StageCost>& costs, std::size_t frames) {
  const auto ms = [&](Nanoseconds total) {
    return std::round(static_cast<double>(total) / 1e2 / static_cast<double>(frames)) / 1e4;
  };
  Json networks = Json::array();
  for (const auto& cost : costs)
    if (cost.parts)
      networks.push_back({{"stage", cost.stage},
                          {"network", cost.network},
                          {"prepare_ms_per_frame", ms(cost.parts->prepare_ns)},
                          {"network_ms_per_frame", ms(cost.parts->network_ns)},
                          {"decode_ms_per_frame", ms(cost.parts->decode_ns)}});
  return networks;
}

std::vector<double> each(const std::vector<Round>& rounds, double Round::* figure) {
  std::vector<double> all;
  for (const auto& round : rounds) all.push_back(round.*figure);
  return all;
}

/// The round whose speed is the median.
const Round& middle_of(const std::vector<Round>& rounds) {
  const double fps = median(each(rounds, &Round::fps));
  return *std::find_if(rounds.begin(), rounds.end(),
                       [&](const Round& round) { return round.fps == fps; });
}

Status check(const Assembly& assembly, const RunOptions& options) {
  if (assembly.gpu)
    return fail(Errc::usage, "device",
                "bench measures the stages on CPU cores: pass --device cpu; tools/bench/gpu.py "
                "measures a GPU");
  if (options.sources.size() != 1)
    return fail(Errc::usage, "SOURCE", "bench measures one source at a time");
  if (!assembly.settings().video.enabled)
    return fail(Errc::usage, "video.enabled",
                "bench measures drawing and encoding too; leave the video on");
  return {};
}

}  // namespace

Result<std::string> bench(const RunOptions& options, const BenchOptions& how) try {
  RunOptions whole = options;
  const auto scratch = fs::temp_directory_path() / fmt::format("touchline_bench_{}", wall_now());
  whole.output = (scratch / "run").string();
  for (const auto& [key, value] : {std::pair{"output.overwrite", std::string("true")},
                                   {"output.trace", std::string("false")},
                                   {"input.max_frames", std::to_string(how.frames)}})
    whole.settings.emplace_back(key, value);
  TL_ASSIGN(const Assembly assembly, assemble(whole));
  TL_CHECK(check(assembly, whole));
  const auto source = source_options(assembly, whole.sources).front();
  auto one_stream = assembly;
  one_stream.engine.streams = 1;
  TL_ASSIGN(const Networks networks, load_networks(one_stream));
  TL_ASSIGN(auto stages, StagesAlone::open(one_stream, networks, source));
  std::vector<Round> all;
  for (int i = 0; i < how.rounds; ++i) {
    TL_ASSIGN(auto round,
              measure_round(stages, whole, (scratch / "alone").string(), assembly.cores));
    all.push_back(std::move(round));
  }
  std::error_code ignored;
  fs::remove_all(scratch, ignored);
  Json roofline;
  if (how.roofline) {
    TL_ASSIGN(roofline, bench_roofline(assembly, all.back().alone, stages.frames()));
  }

  const auto& middle = middle_of(all);
  return json_dump(Json{{"source", source.id},
                        {"sport", assembly.sport.name},
                        {"profile", assembly.settings().profile},
                        {"frames", stages.frames()},
                        {"rounds", how.rounds},
                        {"cores", assembly.cores},
                        {"model", assembly.model.name},
                        {"engine", networks.detector->engine().version},
                        {"precision", to_string(networks.detector->engine().precision)},
                        {"video_preset", assembly.settings().video.preset},
                        {"alone_core_ms_per_frame", alone_json(all)},
                        {"networks", networks_json(all.back().alone, stages.frames())},
                        {"end_to_end_fps", spread(each(all, &Round::fps))},
                        {"eta", spread(each(all, &Round::eta))},
                        {"first_frame_ms", spread(each(all, &Round::first_ms))},
                        {"whole_core_ms_per_frame", profile_json(middle.profile)},
                        {"accelerator_idle",
                         {{"share", nullptr},
                          {"reason",
                           "no accelerator: networks run on the "
                           "CPU's cores"}}},
                        {"bottleneck", bottleneck_json(middle.profile)},
                        {"roofline", std::move(roofline)},
                        {"stages_in_the_run", middle.run["sources"][0]["stages"]},
                        {"versions", version_table()}},
                   2);
} catch (...) {
  return caught("bench");
}

}  // namespace touchline
