// touchline eval follow: how well a virtual camera follows a finished run, beside the camera of an
// earlier system and against what a version before this one did.
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/guarded.h"
#include "base/json_dump.h"
#include "touchline/tools.h"
#include "verbs/follow_scores.h"

namespace touchline {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using Pairs = std::vector<std::pair<std::string, std::string>>;

/// What is held against the baseline's. Two machines may differ by the tolerance: the absolute and
/// the relative together, as a camera that stands still has jerks near 0.
struct Figure {
  const char* name;
  bool less_is_worse;
  double absolute, relative;  ///< tolerance
};
constexpr Figure kFigures[] = {{"ball_in_middle", true, 0.01, 0},
                               {"lost_s", false, 0.2, 0},
                               {"jerk_p50", false, 0.02, 0.1},
                               {"jerk_p99", false, 0.05, 0.1},
                               {"top_speed", false, 0.01, 0.1}};

/// What the run's last render changed for its follow.mp4; nothing where that made none.
Pairs drawn_with(const std::string& run_dir) {
  std::ifstream file(fs::path(run_dir) / "render.json");
  const Json told = Json::parse(file, nullptr, false);
  Pairs settings;
  if (!told.is_object() || !told.contains("follow")) return settings;
  const Json changed = told.value("settings_changed", Json::object());
  for (const auto& [key, value] : changed.items())
    if (key.starts_with("follow.") && value.is_string())
      settings.emplace_back(key, value.get<std::string>());
  return settings;
}

Result<Json> read_baseline(const std::string& path) {
  std::ifstream file(path);
  if (!file) return fail(Errc::bad_input, path, "cannot read the baseline '{}'", path);
  Json baseline = Json::parse(file, nullptr, false);
  for (const auto& figure : kFigures)
    if (!baseline.is_object() || !baseline.contains(figure.name) ||
        !(baseline[figure.name].is_number() || baseline[figure.name].is_null()))
      return fail(Errc::bad_input, path,
                  "'{}' is no baseline: '{}' is missing; it is what 'touchline eval follow RUN "
                  "--json' printed",
                  path, figure.name);
  return baseline;
}

/// The figures that are worse than they were.
Json worse_than(const Json& baseline, const Json& now) {
  Json worse = Json::array();
  for (const auto& [name, less_is_worse, absolute, relative] : kFigures) {
    const Json &was = baseline[name], &is = now[name];
    if (was.is_null()) continue;
    const double before = was.get<double>();
    if (is.is_number()) {
      const double fell = before - is.get<double>();
      if ((less_is_worse ? fell : -fell) <= absolute + relative * std::abs(before)) continue;
    }
    worse.push_back({{"figure", name}, {"was", was}, {"is", is}});
  }
  return worse;
}

Json tolerances() {
  Json json;
  for (const auto& figure : kFigures)
    json[figure.name] = {{"absolute", figure.absolute}, {"relative", figure.relative}};
  return json;
}

Result<RecordedRun> open_to_score(const FollowEvalOptions& options) {
  for (const auto& [key, value] : options.settings)
    if (!key.starts_with("follow."))
      return fail(Errc::usage, key,
                  "{}: 'touchline eval follow' reads the run's rows, and of the settings only "
                  "follow.*",
                  key);
  Pairs settings = drawn_with(options.run_dir);
  settings.insert(settings.end(), options.settings.begin(), options.settings.end());
  return open_run(options.run_dir, settings);
}

}  // namespace

Result<Summary> evaluate_follow(const FollowEvalOptions& options) try {
  Json baseline;
  if (!options.baseline.empty()) {
    TL_ASSIGN(baseline, read_baseline(options.baseline));
  }
  TL_ASSIGN(const RecordedRun run, open_to_score(options));
  TL_ASSIGN(const auto comparison, compare_follow(run));
  Json json{{"run", options.run_dir}};
  json.update(comparison_json(comparison));
  Summary summary;
  if (!options.baseline.empty()) {
    Json worse = worse_than(baseline, json);
    if (!worse.empty()) summary.exit_code = exit_code(Errc::degraded);
    json["baseline"] = {
        {"file", options.baseline}, {"tolerance", tolerances()}, {"worse", std::move(worse)}};
  }
  summary.json = json_dump(json, 2);
  return summary;
} catch (const nlohmann::json::exception& error) {
  return fail(Errc::bad_input, options.run_dir, "'{}': its manifest misses a key ({})",
              options.run_dir, error.what());
} catch (...) {
  return caught("evaluate_follow");
}

}  // namespace touchline
