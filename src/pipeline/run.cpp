// run(): opens everything, starts the lanes, waits, and closes the books.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <future>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "pipeline/assembly.h"
#include "pipeline/inference.h"
#include "pipeline/outputs.h"
#include "pipeline/progress.h"

namespace touchline {
namespace {

using Json = nlohmann::ordered_json;

/// A source on its way through a run: waiting to start, or failed before it could.
struct Entry {
  SourceOptions options;
  std::string dir;
  std::optional<Error> error;
};

/// Opens one source and its files. The folder is claimed last of all checks, so a bad source deletes nothing.
Result<LaneSetup> open_lane(const Assembly& assembly, const Entry& entry) {
  TL_ASSIGN(auto source, Source::open(entry.options));
  TL_CHECK(claim_folder(entry.dir, assembly.settings().output.overwrite));
  return make_lane(assembly, std::move(source), entry.dir);
}

Json failed_before_start(const Entry& entry) {
  return {{"source_id", entry.options.id},
          {"status", "failed"},
          {"frames", 0},
          {"error", {{"message", entry.error->message}, {"where", entry.error->where}}}};
}

/// Strict mode and the mixture of outcomes decide the exit code.
int overall_exit(const std::vector<Errc>& failures, std::size_t sources, bool partial, bool cancelled, bool degraded,
                 bool strict) {
  if (cancelled) return exit_code(Errc::cancelled);
  if (failures.size() == sources) return exit_code(failures.front());
  if (!failures.empty() || partial || (strict && degraded)) return exit_code(Errc::degraded);
  return 0;
}

Status check_options(const RunOptions& options) {
  if (options.sources.empty()) return fail(Errc::usage, "SOURCE", "no source given: name a video file, a URL, '-' or an image pattern");
  if (options.output.empty()) return fail(Errc::usage, "--output", "no output folder given: pass --output DIR");
  if (std::count(options.sources.begin(), options.sources.end(), "-") > 1)
    return fail(Errc::usage, "SOURCE", "standard input ('-') can be read only once");
  return {};
}

}  // namespace

Result<Summary> run(const RunOptions& options, const Callbacks& callbacks, std::stop_token stop) {
  RunFacts facts;
  facts.start_wall = wall_now();
  const Nanoseconds cpu_before = process_cpu_now();
  TL_CHECK(check_options(options));
  TL_ASSIGN(const Assembly assembly, assemble(options));

  // The network compiles while the sources open.
  auto loading = std::async(std::launch::async, [&] { return load_detector(assembly); });
  std::vector<Entry> entries;
  std::vector<std::unique_ptr<Lane>> lanes;
  std::vector<std::size_t> lane_entry;
  for (auto& source : source_options(assembly, options.sources)) {
    Entry entry{source, source_folder(options.output, source, options.sources.size()), {}};
    auto setup = open_lane(assembly, entry);
    if (setup) {
      setup->index = lanes.size();
      setup->callbacks = &callbacks;
      lanes.push_back(std::make_unique<Lane>(std::move(*setup)));
      lane_entry.push_back(entries.size());
    } else {
      log()->error("{}", setup.error().message);
      entry.error = setup.error();
    }
    entries.push_back(std::move(entry));
  }
  auto detector = loading.get();
  if (!detector) return detector.error();
  if (lanes.empty()) return *entries.front().error;
  facts.config = &assembly.config;
  facts.model = &assembly.model;
  facts.engine = (*detector)->engine();
  facts.cores = assembly.cores;
  facts.streams = assembly.engine.streams;
  facts.sources = static_cast<int>(lanes.size());
  log()->info("{} with {} in {} on {} ({} streams): {}", assembly.model.name, to_string(facts.engine.kind),
              to_string(facts.engine.precision), facts.engine.device, facts.streams, facts.engine.reason);

  Batcher batcher(lanes.size(), static_cast<std::size_t>(assembly.settings().detect.max_batch),
                  from_seconds(assembly.settings().detect.max_wait_ms / 1e3));
  Inference inference(**detector, facts.streams, batcher, lanes);
  const Nanoseconds lanes_start = wall_now();
  inference.start();
  for (auto& lane : lanes) lane->start(batcher);
  std::vector<LaneResult> results;
  {
    const std::stop_callback on_stop(stop, [&] { for (auto& lane : lanes) lane->stop(); });
    const ProgressMonitor monitor(lanes, callbacks, assembly.settings().input);
    for (auto& lane : lanes) results.push_back(lane->join());
    inference.join();
  }
  facts.elapsed = wall_now() - facts.start_wall;
  facts.working = wall_now() - lanes_start;
  facts.process_cpu = process_cpu_now() - cpu_before;
  facts.mean_batch = inference.mean_batch();
  facts.cancelled = stop.stop_requested();

  Json sources = Json::array();
  std::vector<Errc> failures;
  bool partial = false, degraded = false;
  for (std::size_t i = 0, next = 0; i < entries.size(); ++i) {
    if (next >= lane_entry.size() || lane_entry[next] != i) {
      sources.push_back(failed_before_start(entries[i]));
      failures.push_back(entries[i].error->code);
      continue;
    }
    auto& result = results[next++];
    if (auto finished = finish_folder(entries[i].dir, result, facts); !finished && !result.error)
      result.error = finished.error();
    if (result.error) {
      log()->error("{}: {}", result.media.id, result.error->message);
      failures.push_back(result.error->code);
    }
    sources.push_back(source_summary(result, facts));
    sources.back()["output"] = entries[i].dir;
    partial |= sources.back()["status"] == "partial";
    for (const auto& condition : sources.back()["degraded"]) {
      degraded = true;
      log()->warn("{}: degraded: {}", result.media.id, condition.get<std::string>());
    }
  }
  Summary summary;
  summary.exit_code = overall_exit(failures, entries.size(), partial, facts.cancelled, degraded, assembly.settings().strict);
  std::int64_t frames = 0;
  for (const auto& result : results) frames += result.frames;
  summary.json = Json{{"exit_code", summary.exit_code},
                      {"frames", frames},
                      {"seconds", std::round(to_seconds(facts.elapsed) * 1e3) / 1e3},
                      {"fps", std::round(static_cast<double>(frames) / to_seconds(facts.elapsed) * 100) / 100},
                      {"strict", assembly.settings().strict},
                      {"model", assembly.model.name},
                      {"engine", to_string(facts.engine.kind)},
                      {"precision", to_string(facts.engine.precision)},
                      {"sources", std::move(sources)}}
                     .dump(2);
  if (entries.size() > 1)
    if (auto written = write_file_atomically((std::filesystem::path(options.output) / "manifest.json").string(), summary.json + "\n"); !written)
      return written.error();
  return summary;
}

Result<std::string> plan(const RunOptions& options) {
  TL_CHECK(check_options(options));
  TL_ASSIGN(const Assembly assembly, assemble(options));
  TL_ASSIGN(const auto detector, load_detector(assembly));
  const auto& engine = detector->engine();
  Json sources = Json::array();
  for (const auto& source : source_options(assembly, options.sources)) {
    TL_ASSIGN(const auto opened, Source::open(source));
    const auto& info = opened->info();
    sources.push_back({{"source_id", info.id}, {"codec", info.codec}, {"width", info.width}, {"height", info.height},
                       {"conversions", info.conversions},
                       {"output", source_folder(options.output, source, options.sources.size())}});
  }
  return Json{{"sport", assembly.sport.name},
              {"model", assembly.model.name},
              {"engine", to_string(engine.kind)},
              {"precision", to_string(engine.precision)},
              {"reason", engine.reason},
              {"streams", assembly.engine.streams},
              {"sources", std::move(sources)}}
      .dump(2);
}

}  // namespace touchline
