#include "pipeline/recorded_run.h"

#include <filesystem>
#include <fstream>

#include "records/record.h"

namespace touchline {

namespace fs = std::filesystem;

std::string RecordedRun::file(const char* name) const { return (fs::path(dir) / name).string(); }

Result<PitchSpec> pitch_of(const Sport& sport, const Settings& settings) {
  PitchSpec pitch = sport.pitch.value_or(PitchSpec{});
  if (settings.pitch.length_m > 0) pitch.length_m = settings.pitch.length_m;
  if (settings.pitch.width_m > 0) pitch.width_m = settings.pitch.width_m;
  if (const auto wrong = contradiction(pitch))
    return fail(Errc::bad_config, "pitch", "pitch.{} (the field is {} x {} m)", *wrong,
                pitch.length_m, pitch.width_m);
  return pitch;
}

Result<RecordedRun> open_run(const std::string& dir,
                             const std::vector<std::pair<std::string, std::string>>& settings) {
  RecordedRun run;
  run.dir = dir;
  const auto path = run.file("manifest.json");
  std::ifstream file(path);
  if (!file)
    return fail(Errc::bad_input, dir,
                "'{}' holds no finished run: {} is missing. Name the --output folder of a run; "
                "one of several sources has a folder of its own inside",
                dir, path);
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
  TL_ASSIGN(run.sport, load_sport(run.config.settings().sport));
  TL_ASSIGN(run.pitch, pitch_of(run.sport, run.config.settings()));
  return run;
}

}  // namespace touchline
