#include "verbs/again.h"

#include <filesystem>
#include <fstream>

#include "base/json_dump.h"
#include "base/text_file.h"
#include "pipeline/assembly.h"
#include "pipeline/held_rows.h"
#include "reports/report.h"
#include "verbs/count_hands.h"
#include "verbs/export.h"

namespace touchline {
namespace {

/// As the run had it: whether its source was one that rows could wait for is in its manifest.
int rows_held_again(const RecordedRun& run, const Settings& settings) {
  const auto held = run.manifest.at("run").find("rows_held");
  const bool waited = held != run.manifest.at("run").end() && held->is_number() && *held > 0;
  const double fps = run.manifest.at("source").value("nominal_fps", 0.0);
  return rows_held(settings, waited, fps / settings.input.every);
}

}  // namespace

Status refuse_earlier_stages(const std::vector<std::pair<std::string, std::string>>& settings,
                             std::initializer_list<const char*> earlier, const char* instead) {
  for (const auto& [key, value] : settings)
    for (const char* prefix : earlier)
      if (key.starts_with(prefix))
        return fail(Errc::usage, key, "{}: this verb starts from what that setting has made; {}",
                    key, instead);
  return {};
}

Result<std::vector<std::pair<std::string, std::string>>> changed_since(const std::string& dir) {
  const auto path = (std::filesystem::path(dir) / "analysis.json").string();
  std::ifstream file(path);
  std::vector<std::pair<std::string, std::string>> changed;
  if (!file) return changed;
  const auto analysis = nlohmann::ordered_json::parse(file, nullptr, false);
  try {
    for (const auto& [key, value] : analysis.at("settings_changed").items())
      changed.emplace_back(key, value.get<std::string>());
  } catch (const nlohmann::json::exception& error) {
    return fail(Errc::bad_input, path,
                "{}: is not what 'touchline analyse' writes ({}); run that again", path,
                error.what());
  }
  return changed;
}

Result<AnalystOptions> analyst_again(const RecordedRun& run) {
  Config config = run.config;
  // The views are recorded: neither the landmark network nor a file of calibrations is wanted.
  TL_CHECK(config.set("calibrate.enabled", "false", "run"));
  TL_ASSIGN(Assembly assembly, assemble_from(std::move(config)));
  assembly.analyst.rows_held = rows_held_again(run, assembly.settings());
  return std::move(assembly.analyst);
}

Result<bool> report_again(const RecordedRun& run) {
  std::error_code missing;
  if (!run.config.settings().output.report ||
      !std::filesystem::exists(run.file("report.html"), missing))
    return false;
  TL_ASSIGN(const ReportInput input, report_input(run));
  TL_ASSIGN(const auto files, write_report(input));
  return !files.empty();
}

Result<std::string> conclude_again(const RecordedRun& run, const AgainCount& count,
                                   Nanoseconds begin) {
  nlohmann::ordered_json changed = nlohmann::ordered_json::object();
  for (const auto& entry : run.config.entries())
    if (entry.origin == "flag") changed[entry.key] = entry.value;
  nlohmann::ordered_json summary{{"run", run.dir},
                                 {"rows", count.rows},
                                 {"events", count.events},
                                 {"settings_changed", changed},
                                 {"config_hash", run.config.hash()}};
  TL_CHECK(write_file_atomically(run.file("analysis.json"), json_dump(summary, 2) + "\n"));
  const auto measured = wall_now();
  TL_CHECK(tell_events(run));
  TL_CHECK(leave_formats(run));  // the report shows what is among them
  TL_ASSIGN(const bool reported, report_again(run));
  const auto since = [](Nanoseconds from) { return to_seconds(wall_now() - from); };
  summary["seconds"] = {{"records", to_seconds(measured - begin)},
                        {"report", reported ? nlohmann::ordered_json(since(measured)) : nullptr}};
  return json_dump(summary, 2);
}

}  // namespace touchline
