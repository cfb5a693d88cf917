// run(): opens everything, starts the lanes, waits, and closes the books.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <future>
#include <nlohmann/json.hpp>

#include "base/address.h"
#include "base/guarded.h"
#include "base/json_dump.h"
#include "base/log.h"
#include "base/text_file.h"
#include "pipeline/inference.h"
#include "pipeline/lane_setup.h"
#include "pipeline/networks.h"
#include "pipeline/outputs.h"
#include "pipeline/progress.h"

namespace touchline {
namespace {

using Json = nlohmann::ordered_json;

/// A source of the run: its lane, or why it could not start.
struct Entry {
  SourceOptions options;
  std::string dir;
  std::unique_ptr<Source> source;    ///< until its lane takes it
  std::unique_ptr<Overlay> overlay;  ///< likewise
  std::optional<std::size_t> lane;
  int rows_held = 0;  ///< of its lane
  std::optional<Error> error;
  std::optional<FileLock> running;    ///< of run.json
  std::optional<Error> unfinishable;  ///< why a run that is cut off could not be finished
};

struct Fleet {
  std::vector<Entry> entries;
  std::vector<std::unique_ptr<Lane>> lanes;
};

double rounded(double value) { return std::round(value * 1e3) / 1e3; }

cuda::Traffic traffic_since(const cuda::Traffic& before, const cuda::Traffic& now) {
  return {now.frames_to_host - before.frames_to_host,
          now.frames_to_device - before.frames_to_device, now.bytes_to_host - before.bytes_to_host,
          now.bytes_to_device - before.bytes_to_device};
}

struct Opened {
  std::unique_ptr<Source> source;
  std::unique_ptr<Overlay> overlay;
};

/// The source, and, while the networks are still compiled, what draws on its frames. On a GPU that
/// waits its turn.
Result<Opened> open_source(const Assembly& assembly, const SourceOptions& options) {
  Opened opened;
  TL_ASSIGN(opened.source, Source::open(options));
  if (assembly.gpu) return opened;
  TL_ASSIGN(opened.overlay, make_overlay(assembly, *opened.source));
  return opened;
}

/// Touches no file yet.
Fleet open_sources(const Assembly& assembly, const RunOptions& options,
                   const std::stop_token& stop) {
  auto all = source_options(assembly, options.sources);
  for (auto& source : all) source.stop = stop;
  // Side by side: a camera that does not answer would hold up all others.
  std::vector<std::future<Result<Opened>>> opening;
  for (const auto& source : all)
    opening.push_back(
        start_async(source.id, [&assembly, &source] { return open_source(assembly, source); }));
  Fleet fleet;
  for (std::size_t i = 0; i < all.size(); ++i) {
    Entry entry;
    entry.options = all[i];
    entry.dir = source_folder(options.output, all[i], all.size());
    auto opened = opening[i].get();
    if (opened) {
      entry.source = std::move(opened->source);
      entry.overlay = std::move(opened->overlay);
    } else {
      entry.error = opened.error();
    }
    fleet.entries.push_back(std::move(entry));
  }
  return fleet;
}

Result<LaneSetup> open_lane(const Assembly& assembly, Entry& entry) {
  TL_CHECK(claim_folder(entry.dir, assembly.settings().output.overwrite));
  return make_lane(assembly, std::move(entry.source), entry.dir, std::move(entry.overlay));
}

/// Claims the folders. This comes after every other check: a run that cannot start neither deletes
/// an earlier one's files nor leaves empty ones in the way of the next.
Status open_lanes(Fleet& fleet, const Assembly& assembly, const RunOptions& options,
                  const Callbacks& callbacks) {
  if (fleet.entries.size() > 1)
    TL_CHECK(claim_folder(options.output, assembly.settings().output.overwrite));
  for (auto& entry : fleet.entries) {
    if (entry.error) continue;
    auto setup = open_lane(assembly, entry);
    if (!setup) {
      entry.error = setup.error();
      continue;
    }
    entry.lane = fleet.lanes.size();
    setup->index = fleet.lanes.size();
    entry.rows_held = setup->analyst.rows_held;
    setup->callbacks = &callbacks;
    fleet.lanes.push_back(std::make_unique<Lane>(std::move(*setup)));
  }
  return {};
}

void begin_folders(Fleet& fleet, const RunFacts& facts) {
  for (auto& entry : fleet.entries) {
    if (!entry.lane) continue;
    auto begun = guarded("run.json", [&] {
      const auto& media = fleet.lanes[*entry.lane]->media();
      return begin_folder(entry.dir, media, entry.rows_held, facts);
    });
    if (begun)
      entry.running.emplace(std::move(*begun));
    else
      entry.unfinishable = begun.error();
  }
}

/// Starts every lane and waits for all of them; fills what `facts` knows only afterwards.
std::vector<LaneResult> walk(Fleet& fleet, const Networks& networks, const Assembly& assembly,
                             const Callbacks& callbacks, const std::stop_token& stop,
                             RunFacts& facts) {
  const auto& settings = assembly.settings();
  Batcher batcher(static_cast<std::size_t>(assembly.max_batch),
                  from_seconds(settings.detect.max_wait_ms / 1e3));
  Inference inference(looks_of(networks, assembly), facts.streams, batcher);
  // No frame is to wait for what can be made before it. On a GPU, what crosses the bus is counted
  // for the run alone, and networks are warmed with pictures of their own.
  const bool warm = assembly.gpu || settings.input.realtime;
  inference.start(warm);
  if (assembly.gpu)
    for (auto& lane : fleet.lanes) lane->warm_up();
  if (warm) inference.wait_until_warm();
  const auto before = assembly.gpu ? assembly.gpu->traffic() : cuda::Traffic{};
  const Nanoseconds begin = wall_now();
  for (auto& lane : fleet.lanes) lane->start(batcher);
  batcher.close();
  std::vector<LaneResult> results;
  const auto watched = guarded("run", [&] {
    const std::stop_callback on_stop(stop, [&] {
      for (auto& lane : fleet.lanes) lane->stop();
    });
    ProgressMonitor monitor(fleet.lanes, callbacks, settings.input);
    begin_folders(fleet, facts);  // while the first frame is under way
    inference.join();             // first: a stream that fails late still reports to the lanes
    for (auto& lane : fleet.lanes) lane->await();
    if (const auto failed = monitor.finish())
      facts.degraded.push_back("progress was told no further: " + failed->message);
  });
  if (!watched) {  // nobody waits for the lanes any more
    for (auto& lane : fleet.lanes) lane->give_up(watched.error());
    batcher.abandon();
    inference.join();
  }
  for (auto& lane : fleet.lanes) {
    results.push_back(lane->join());
    facts.account.add(results.back().account);
  }
  for (const auto& entry : fleet.entries)
    if (entry.lane && entry.unfinishable)
      results[*entry.lane].degraded.push_back("run.json was not written: " +
                                              entry.unfinishable->message);
  facts.working = wall_now() - begin;
  facts.mean_batch = inference.mean_batch();
  if (assembly.gpu) {
    facts.traffic = traffic_since(before, assembly.gpu->traffic());
    // Pools and decoders still hold all that the run needed.
    if (const auto memory = assembly.gpu->memory()) facts.gpu_memory = memory->total - memory->free;
  }
  facts.cancelled = stop.stop_requested();
  return results;
}

Json failed_before_start(const Entry& entry) {
  return {{"source_id", entry.options.id},
          {"status", "failed"},
          {"frames", 0},
          {"error", {{"message", entry.error->message}, {"where", entry.error->where}}}};
}

/// Strict mode and the mixture of outcomes decide the exit code.
int overall_exit(const std::vector<Errc>& failures, std::size_t sources, bool partial,
                 bool cancelled, bool degraded, bool strict) {
  if (cancelled) return exit_code(Errc::cancelled);
  if (failures.size() == sources) return exit_code(failures.front());
  if (!failures.empty() || partial || (strict && degraded)) return exit_code(Errc::degraded);
  return 0;
}

/// Finishes each source's folder and says how all of it went.
Summary close_books(const Fleet& fleet, std::vector<LaneResult>& results, const RunFacts& facts) {
  Json sources = Json::array();
  std::vector<Errc> failures;
  bool partial = false, degraded = false;
  std::int64_t frames = 0;
  for (const auto& entry : fleet.entries) {
    if (!entry.lane) {
      log()->error("{}", entry.error->message);
      failures.push_back(entry.error->code);
      sources.push_back(failed_before_start(entry));
      continue;
    }
    auto& result = results[*entry.lane];
    if (auto finished = finish_folder(entry.dir, result, facts); !finished && !result.error)
      result.error = finished.error();
    if (result.error) {
      log()->error("{}: {}", result.media.id, result.error->message);
      failures.push_back(result.error->code);
    }
    auto one = source_summary(result, facts);
    one["output"] = entry.dir;
    partial |= one["status"] == "partial";
    for (const auto& condition : one["degraded"]) {
      degraded = true;
      log()->warn("{}: degraded: {}", result.media.id, condition.get<std::string>());
    }
    frames += result.frames;
    sources.push_back(std::move(one));
  }
  const bool strict = facts.config->settings().strict;
  Summary summary;
  summary.exit_code =
      overall_exit(failures, fleet.entries.size(), partial, facts.cancelled, degraded, strict);
  summary.json =
      json_dump(Json{{"exit_code", summary.exit_code},
                     {"frames", frames},
                     {"seconds", rounded(to_seconds(facts.elapsed))},
                     {"fps", rounded(static_cast<double>(frames) / to_seconds(facts.elapsed))},
                     {"strict", strict},
                     {"model", facts.model->name},
                     {"engine", to_string(facts.engine.kind)},
                     {"precision", to_string(facts.engine.precision)},
                     {"sources", std::move(sources)}},
                2);
  return summary;
}

Status check_options(const RunOptions& options) {
  if (options.sources.empty())
    return fail(Errc::usage, "SOURCE",
                "no source given: name a video file, a URL, '-' or an image pattern");
  if (options.output.empty())
    return fail(Errc::usage, "--output", "no output folder given: pass --output DIR");
  if (std::count(options.sources.begin(), options.sources.end(), "-") > 1)
    return fail(Errc::usage, "SOURCE", "standard input ('-') can be read only once");
  return {};
}

}  // namespace

Result<Summary> run(const RunOptions& options, const Callbacks& callbacks,
                    std::stop_token stop) try {
  RunFacts facts;
  facts.start_wall = wall_now();
  const Nanoseconds cpu_before = process_cpu_now();
  TL_CHECK(check_options(options));
  TL_ASSIGN(const Assembly assembly, assemble(options));
  // The networks compile while the sources open.
  auto loading = start_async("network", [&] { return load_networks(assembly); });
  Fleet fleet = open_sources(assembly, options, stop);
  const auto networks = loading.get();
  if (!networks) return networks.error();
  // Who stops a run while its sources open gets the summary of a run of nothing.
  const bool stopped = stop.stop_requested();
  if (!stopped && std::all_of(fleet.entries.begin(), fleet.entries.end(),
                              [](const Entry& entry) { return entry.error.has_value(); }))
    return *fleet.entries.front().error;
  TL_CHECK(open_lanes(fleet, assembly, options, callbacks));
  if (!stopped && fleet.lanes.empty()) return *fleet.entries.front().error;
  facts.config = &assembly.config;
  facts.model = &assembly.model;
  if (assembly.landmarks) facts.landmarks = &*assembly.landmarks;
  facts.sport = &assembly.sport;
  facts.field = assembly.overlay.field;
  facts.match_json = assembly.match_json;
  facts.engine = networks->detector->engine();
  facts.cores = assembly.cores;
  facts.streams = assembly.engine.streams;
  facts.sources = static_cast<int>(fleet.lanes.size());
  log()->info("device {} ({})", to_string(assembly.device), assembly.device_why);
  log()->info("{} with {} in {} on {} ({} streams): {}", assembly.model.name,
              to_string(facts.engine.kind), to_string(facts.engine.precision), facts.engine.device,
              facts.streams, facts.engine.reason);

  facts.device = assembly.device;
  facts.device_why = assembly.device_why;
  std::vector<LaneResult> results;
  if (fleet.lanes.empty())
    facts.cancelled = true;
  else
    results = walk(fleet, *networks, assembly, callbacks, stop, facts);
  facts.elapsed = wall_now() - facts.start_wall;
  facts.process_cpu = process_cpu_now() - cpu_before;
  Summary summary = close_books(fleet, results, facts);
  if (fleet.entries.size() > 1 && !fleet.lanes.empty())
    TL_CHECK(write_file_atomically(
        (std::filesystem::path(options.output) / "manifest.json").string(), summary.json + "\n"));
  return summary;
} catch (...) {
  return caught("run");
}

Result<std::string> plan(const RunOptions& options) try {
  TL_CHECK(check_options(options));
  TL_ASSIGN(const Assembly assembly, assemble(options));
  TL_ASSIGN(const auto networks, load_networks(assembly));
  const auto& engine = networks.detector->engine();
  Json sources = Json::array();
  const auto all = source_options(assembly, options.sources);
  for (const auto& source : all) {
    TL_ASSIGN(const auto opened, Source::open(source));
    const auto& info = opened->info();
    TL_CHECK(check_folder(source_folder(options.output, source, all.size()),
                          assembly.settings().output.overwrite));
    sources.push_back({{"source_id", info.id},
                       {"codec", info.codec},
                       {"width", info.width},
                       {"height", info.height},
                       {"decoder", info.decoder},
                       {"conversions", info.conversions},
                       {"output", source_folder(options.output, source, all.size())}});
  }
  return json_dump(
      Json{{"sport", assembly.sport.name},
           {"model", assembly.model.name},
           {"landmarks", assembly.landmarks ? Json(assembly.landmarks->name) : Json(nullptr)},
           {"device", to_string(assembly.device)},
           {"engine", to_string(engine.kind)},
           {"precision", to_string(engine.precision)},
           {"reason", engine.reason},
           {"streams", assembly.engine.streams},
           {"sources", std::move(sources)}},
      2);
} catch (...) {
  return caught("plan");
}

}  // namespace touchline
