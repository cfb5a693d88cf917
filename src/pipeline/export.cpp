// touchline convert, and the report at the end of a run: a recorded run handed to the reports room.
#include <nlohmann/json.hpp>

#include "pipeline/recorded_run.h"
#include "reports/convert.h"
#include "touchline/tools.h"

namespace touchline {
namespace {

Result<ConvertInput> convert_input(const RecordedRun& run) {
  ConvertInput in;
  in.run_dir = run.dir;
  in.source_id = run.source_id;
  in.classes = run.sport.classes;
  in.ball_class = run.sport.ball;
  in.goalkeeper_class = run.sport.keeper;
  in.referee_class = run.sport.referee;
  in.pitch = run.pitch;
  try {
    const auto& source = run.manifest.at("source");
    in.width = source.at("width");
    in.height = source.at("height");
    in.nominal_fps = source.at("nominal_fps");
    for (const std::size_t i : {0U, 1U}) {
      const auto& team = run.manifest.at("teams").at(i);
      in.team_names[i] = team.at("name");
      if (team.at("colour").is_string()) in.team_colours[i] = team.at("colour");
    }
  } catch (const nlohmann::json::exception& error) {
    return fail(Errc::bad_input, run.file("manifest.json"), "{}: a key is missing ({})",
                run.file("manifest.json"), error.what());
  }
  return in;
}

}  // namespace

Result<std::string> convert(const std::string& run_dir, const std::string& format,
                            const std::string& output_dir) {
  TL_ASSIGN(const RecordedRun run, open_run(run_dir));
  TL_ASSIGN(const ConvertInput in, convert_input(run));
  TL_ASSIGN(const auto files, convert(in, format, output_dir));
  return nlohmann::ordered_json{{"run", run_dir}, {"format", format}, {"files", files}}.dump(2);
}

}  // namespace touchline
