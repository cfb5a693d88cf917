// touchline run: the run itself, then the pictures of sports that draw last.
#include "pipeline/run.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/guarded.h"
#include "base/json_dump.h"
#include "base/log.h"
#include "pipeline/assembly.h"
#include "pipeline/recorded_run.h"
#include "pipeline/sports.h"
#include "touchline/tools.h"
#include "verbs/again.h"
#include "verbs/count_hands.h"
#include "verbs/export.h"

namespace touchline {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using Pairs = std::vector<std::pair<std::string, std::string>>;

/// The folders that the run left whole, in the order of its sources.
std::vector<std::string> run_folders(const RunOptions& options, const Json& summary) {
  std::vector<std::string> folders;
  const auto& sources = summary.at("sources");
  for (const auto& source : sources) {
    const auto dir = sources.size() > 1 ? fs::path(options.output) / source.value("source_id", "")
                                        : fs::path(options.output);
    std::error_code error;
    if (fs::exists(dir / "manifest.json", error)) folders.push_back(dir.string());
  }
  return folders;
}

/// Whether the sport leaves anything to be done once its sources have ended.
Result<bool> is_more_to_do(const RunOptions& options) {
  TL_ASSIGN(const Config config, effective(options));
  TL_ASSIGN(const Sport sport, load_sport(config.settings().sport));
  const auto& settings = config.settings();
  return draws_last(sport) || settings.follow.enabled || leaves_formats(sport, settings);
}

/// Sources that can be read only once were drawn as they came.
bool is_to_be_drawn(const RecordedRun& run) {
  std::error_code error;
  return draws_last(run.sport) && run.config.settings().video.enabled &&
         !fs::exists(run.file("annotated.mp4"), error);
}

/// What is drawn after the run, as settings over the run's; nothing: nothing is.
std::optional<Pairs> left_to_draw(const RecordedRun& run) {
  if (run.config.settings().live.enabled) return std::nullopt;  // it was drawn as it came
  const bool annotated = is_to_be_drawn(run);
  if (annotated) return Pairs{};
  if (!run.config.settings().follow.enabled) return std::nullopt;
  return Pairs{{"video.enabled", "false"}, {"video.radar", "false"}};
}

/// What its pictures tell once everything else is known, the sport's files, and the page where
/// either has something for it. What keeps fingers from being counted is said, no more.
Status leave_what_is_due(const RecordedRun& run, const std::stop_token& stop) {
  const auto counted = count_hands(run, stop);
  if (!counted) log()->error("{}: fingers are not counted: {}", run.dir, counted.error().message);
  TL_ASSIGN(const bool of_video, leave_formats(run));
  if (of_video || (counted && *counted)) TL_CHECK(report_again(run));
  return {};
}

/// What keeps a run from being drawn is said, and the run's records stand.
Result<Json> draw(const std::string& dir, Pairs settings, const Callbacks& callbacks,
                  const std::stop_token& stop) {
  RenderOptions options;
  options.run_dir = dir;
  options.settings = std::move(settings);
  Callbacks progress;
  progress.on_progress = callbacks.on_progress;
  auto drawn = render(options, progress, stop);
  if (!drawn) {
    log()->error("{}: not drawn: {}", dir, drawn.error().message);
    return Json{{"status", "failed"}, {"reasons", {drawn.error().message}}};
  }
  auto told = Json::parse(drawn->json);
  Json said{{"status", told.value("status", "")},
            {"reasons", told.value("reasons", Json::array())},
            {"frames", told.value("frames", 0)},
            {"fps", told.value("fps", 0.0)},
            {"stages", told.value("stages", Json::array())}};
  if (told.contains("follow")) said["follow"] = told["follow"];
  return said;
}

}  // namespace

Result<Summary> run(const RunOptions& options, const Callbacks& callbacks,
                    std::stop_token stop) try {
  TL_ASSIGN(Summary summary, run_sources(options, callbacks, stop));
  TL_ASSIGN(const bool more, is_more_to_do(options));
  if (!more) return summary;
  auto json = Json::parse(summary.json);
  bool whole = true, any = false;
  for (const auto& dir : run_folders(options, json)) {
    TL_ASSIGN(const auto recorded, open_run(dir));
    if (auto left = leave_what_is_due(recorded, stop); !left) {
      log()->error("{}: {}", dir, left.error().message);
      whole = false;
      any = true;
    }
    auto due = left_to_draw(recorded);
    if (!due || stop.stop_requested()) continue;
    TL_ASSIGN(auto told, draw(dir, std::move(*due), callbacks, stop));
    whole &= told["status"] == "ok";
    any = true;
    json["drawn"].push_back(std::move(told));
  }
  if (!any) return summary;
  if (!whole && summary.exit_code == 0) summary.exit_code = exit_code(Errc::degraded);
  json["exit_code"] = summary.exit_code;
  summary.json = json_dump(json, 2);
  return summary;
} catch (...) {
  return caught("run");
}

}  // namespace touchline
