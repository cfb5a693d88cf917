// run_sources(): opens everything, starts the lanes, waits, and closes the books.
#include "pipeline/run.h"

#include <algorithm>
#include <filesystem>
#include <future>
#include <nlohmann/json.hpp>
#include <set>

#include "base/address.h"
#include "base/decimal.h"
#include "base/guarded.h"
#include "base/json_dump.h"
#include "base/log.h"
#include "base/text_file.h"
#include "pipeline/callback_listener.h"
#include "pipeline/fleet.h"
#include "pipeline/live_status.h"
#include "pipeline/progress.h"

namespace touchline {
namespace {

using Json = nlohmann::ordered_json;

/// Strict mode and the mixture of outcomes decide the exit code.
int overall_exit(const std::vector<Errc>& failures, std::size_t sources, bool partial,
                 bool cancelled, bool degraded, bool strict) {
  if (cancelled) return exit_code(Errc::cancelled);
  if (failures.size() == sources) return exit_code(failures.front());
  if (!failures.empty() || partial || (strict && degraded)) return exit_code(Errc::degraded);
  return 0;
}

/// How all of it went.
Summary close_books(const Fleet& fleet, const Assembly& assembly, const EngineInfo& engine,
                    Nanoseconds elapsed, bool cancelled) {
  Json sources = Json::array();
  std::vector<Errc> failures;
  bool partial = false, degraded = false;
  std::int64_t frames = 0;
  for (const auto* source : fleet.sources()) {
    if (const auto error = source->error()) {
      failures.push_back(error->code);
      if (!source->had_lane()) log()->error("{}", error->message);
    }
    const auto& one = source->summary();
    partial |= one["status"] == "partial";
    degraded |= one.contains("degraded") && !one["degraded"].empty();
    frames += source->frames();
    sources.push_back(one);
  }
  const bool strict = assembly.settings().strict;
  Summary summary;
  summary.exit_code = overall_exit(failures, sources.size(), partial, cancelled, degraded, strict);
  summary.json =
      json_dump(Json{{"exit_code", summary.exit_code},
                     {"frames", frames},
                     {"seconds", round_decimal<3>(to_seconds(elapsed))},
                     {"fps", round_decimal<3>(static_cast<double>(frames) / to_seconds(elapsed))},
                     {"strict", strict},
                     {"model", assembly.model.name},
                     {"engine", to_string(engine.kind)},
                     {"precision", to_string(engine.precision)},
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

/// No two videos go to one place.
Status check_targets(const Assembly& assembly, const std::vector<Fleet::Joining>& joining) {
  std::set<std::string> taken;
  for (const auto& source : joining) {
    TL_CHECK(touchline::check_targets(assembly.settings(), source.targets));
    for (const auto& path : source.targets.paths)
      if (!taken.insert(path).second)
        return fail(Errc::usage, "--out",
                    "{}: the videos of several sources cannot go to one place; write {{id}} where "
                    "it names the source",
                    redacted(path));
  }
  return {};
}

}  // namespace

Result<Summary> run_sources(const RunOptions& options, const Callbacks& callbacks,
                            std::stop_token stop) try {
  const Began began;
  TL_CHECK(check_options(options));
  TL_ASSIGN(auto assembled, assemble(options));
  const auto assembly = std::make_shared<const Assembly>(std::move(assembled));
  // The networks compile while the sources open.
  auto loading = start_async("network", [&] { return Service::start(*assembly); }).share();
  CallbackListener listener(callbacks);
  const bool heard = callbacks.on_frame || callbacks.on_event;
  auto all = source_options(*assembly, options.sources);
  Fleet fleet(
      assembly, [loading] { return loading.get(); }, heard ? &listener : nullptr,
      all.size() > 1 ? options.output : std::string());
  std::vector<Fleet::Joining> joining;
  for (auto& source : all) {
    auto& next = joining.emplace_back(
        Fleet::Joining{source, source_folder(options.output, source, all.size())});
    next.targets.paths = targets_of(source.id, options.targets);
  }
  TL_CHECK(check_targets(*assembly, joining));
  const bool live = assembly->settings().live.enabled;
  {
    std::optional<LiveStatusLog> status;
    const ProgressMonitor monitor(callbacks.on_progress, [&] { return fleet.progress(); });
    fleet.also_degraded([&]() -> std::optional<std::string> {
      const auto failed = monitor.failure();
      if (!failed) return std::nullopt;
      return "progress was told no further: " + failed->message;
    });
    TL_CHECK(fleet.join(std::move(joining), began));
    // Who stops what never ends has had all of it.
    const std::stop_callback on_stop(stop, [&] { fleet.end_all(!live); });
    if (live) status.emplace(options.output, callbacks.on_status, [&] { return fleet.stats(); });
    fleet.wait();
  }
  const auto service = loading.get();
  if (!service) return service.error();
  // Who stops a run while its sources open gets the summary of a run of nothing.
  const auto sources = fleet.sources();
  const bool stopped = stop.stop_requested();
  const bool ran = std::any_of(sources.begin(), sources.end(),
                               [](const SourceRun* source) { return source->had_lane(); });
  if (!ran && !stopped) return *sources.front()->error();
  const auto& engine = (*service)->engine();
  Summary summary =
      close_books(fleet, *assembly, engine, wall_now() - began.wall, stopped && !live);
  if (sources.size() > 1 && ran)
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
