#include "pipeline/recorded_run.h"

#include <filesystem>
#include <fstream>

#include "pipeline/ball_choice.h"
#include "records/record_line.h"

namespace touchline {

namespace fs = std::filesystem;

std::string RecordedRun::file(const char* name) const { return (fs::path(dir) / name).string(); }

namespace {

/// `path`: the manifest, or what stands for it.
Result<RecordedRun> read_run(const std::string& dir, const std::string& path,
                             const std::vector<std::pair<std::string, std::string>>& settings) {
  RecordedRun run;
  run.dir = dir;
  std::ifstream file(path);
  run.manifest = nlohmann::ordered_json::parse(file, nullptr, false);
  try {
    if (run.manifest.at("schema") != kSchemaVersion)
      return fail(Errc::bad_input, path, "{}: schema must be {}", path, kSchemaVersion);
    run.source_id = run.manifest.at("run").at("source_id");
    for (const auto& [key, entry] : run.manifest.at("config").items())
      TL_CHECK(run.config.set(key, entry.at("value").get<std::string>(), "run"));
  } catch (const nlohmann::json::exception& error) {
    return fail(Errc::bad_input, path, "{}: is not the manifest of a single source's run ({})",
                path, error.what());
  }
  for (const auto& [key, value] : settings) TL_CHECK(run.config.set(key, value, "flag"));
  TL_ASSIGN(run.sport, sport_of(run.config));
  TL_ASSIGN(run.field, field_of(run.sport, run.config.settings()));
  return run;
}

/// The folders inside `dir` that hold runs of their own.
std::string runs_inside(const std::string& dir) {
  std::string names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(dir, error))
    if (fs::exists(entry.path() / "run.json", error) ||
        fs::exists(entry.path() / "manifest.json", error))
      names += (names.empty() ? "" : ", ") + entry.path().filename().string();
  return names;
}

}  // namespace

Result<RecordedRun> open_run(const std::string& dir,
                             const std::vector<std::pair<std::string, std::string>>& settings) {
  const auto path = (fs::path(dir) / "manifest.json").string();
  std::error_code error;
  if (fs::exists(path, error)) return read_run(dir, path, settings);
  if (fs::exists(fs::path(dir) / "run.json", error))
    return fail(
        Errc::bad_input, dir,
        "'{}' holds a run that has not ended; if it was killed, 'touchline finish {}' makes "
        "what it had written whole",
        dir, dir);
  return fail(Errc::bad_input, dir,
              "'{}' holds no finished run: {} is missing. Name the --output folder of a run; "
              "one of several sources has a folder of its own inside",
              dir, path);
}

Result<RecordedRun> open_cut_run(const std::string& dir) {
  const auto path = (fs::path(dir) / "run.json").string();
  std::error_code error;
  if (fs::exists(path, error)) return read_run(dir, path, {});
  if (const auto inside = runs_inside(dir); !inside.empty())
    return fail(Errc::bad_input, dir, "'{}' holds a run of several sources; name one of them: {}",
                dir, inside);
  return fail(
      Errc::bad_input, dir,
      "'{}' holds no run that was cut off: {} is missing. Name the --output folder of a run", dir,
      path);
}

}  // namespace touchline
