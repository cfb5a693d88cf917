// touchline convert, and a report made again: a recorded run handed to the reports room.
#include "pipeline/export.h"

#include "base/json_dump.h"
#include "pipeline/share.h"
#include "reports/convert.h"
#include "touchline/tools.h"

namespace touchline {
namespace {

/// What both want.
template <class Input>
Input common_input(const RecordedRun& run) {
  Input in;
  in.run_dir = run.dir;
  in.source_id = run.source_id;
  in.classes = run.sport.classes;
  in.ball_class = run.sport.ball;
  in.goalkeeper_class = run.sport.keeper;
  in.referee_class = run.sport.referee;
  in.pitch = run.pitch;
  for (const std::size_t i : {0U, 1U}) {
    const auto& team = run.manifest.at("teams").at(i);
    in.team_names[i] = team.at("name");
    if (team.at("colour").is_string()) in.team_colours[i] = team.at("colour");
  }
  return in;
}

/// Runs `read`; a key that it misses is an error that names the manifest.
template <class Input, class Read>
Result<Input> from_manifest(const RecordedRun& run, Read read) {
  try {
    return read();
  } catch (const nlohmann::json::exception& error) {
    return fail(Errc::bad_input, run.file("manifest.json"), "{}: a key is missing ({})",
                run.file("manifest.json"), error.what());
  }
}

Result<ConvertInput> convert_input(const RecordedRun& run) {
  return from_manifest<ConvertInput>(run, [&] {
    auto in = common_input<ConvertInput>(run);
    const auto& source = run.manifest.at("source");
    in.width = source.at("width");
    in.height = source.at("height");
    in.nominal_fps = source.at("nominal_fps");
    return in;
  });
}

}  // namespace

namespace {

/// Runs of older releases lack some keys.
std::string text_or_nothing(const nlohmann::ordered_json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

Result<ReportInput> report_input(const RecordedRun& run) {
  return from_manifest<ReportInput>(run, [&] {
    auto in = common_input<ReportInput>(run);
    in.share_dir = share_dir().string();
    in.summary_json = json_dump(run.manifest.at("run"));
    const auto& video = run.manifest.at("video");
    in.has_video = video.at("frames") > 0;
    if (in.has_video) in.video_origin_ns = video.at("origin_ns").get<Nanoseconds>();
    for (const std::size_t i : {0U, 1U}) {
      const auto& team = run.manifest.at("teams").at(i);
      in.shown_colours[i] = text_or_nothing(team, "shown");
      in.shown_from[i] = text_or_nothing(team, "shown_from");
    }
    return in;
  });
}

Result<std::string> convert(const std::string& run_dir, const std::string& format,
                            const std::string& output_dir) {
  TL_ASSIGN(const RecordedRun run, open_run(run_dir));
  TL_ASSIGN(const ConvertInput in, convert_input(run));
  TL_ASSIGN(const auto files, convert(in, format, output_dir));
  return json_dump(nlohmann::ordered_json{{"run", run_dir}, {"format", format}, {"files", files}},
                   2);
}

}  // namespace touchline
