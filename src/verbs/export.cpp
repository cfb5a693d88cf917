// touchline convert, and a report made again: a recorded run handed to the reports room.
#include "verbs/export.h"

#include <fmt/ranges.h>

#include <filesystem>

#include "base/guarded.h"
#include "base/json_dump.h"
#include "base/log.h"
#include "pipeline/match_sheet.h"
#include "pipeline/measuring.h"
#include "pipeline/outputs.h"
#include "pipeline/share.h"
#include "pipeline/sports.h"
#include "reports/convert.h"
#include "reports/convert_run.h"
#include "touchline/tools.h"
#include "verbs/again.h"

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
  in.guard_class = run.sport.guard;
  in.official_class = run.sport.official;
  in.field = run.field;
  for (const std::size_t i : {0U, 1U}) {
    if (run.manifest.at("teams").empty()) break;  // a sport without
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

/// `wanted`: "video", "source", or empty for the video where there is one.
Result<ExportClock> export_clock(const RecordedRun& run, const std::string& wanted) {
  const auto& video = run.manifest.at("video");
  const bool has_video = video.at("frames") > 0 && video.at("origin_ns").is_number();
  if (!wanted.empty() && wanted != "video" && wanted != "source")
    return fail(Errc::usage, "--clock",
                "--clock {}: there is no such clock; say 'video' (annotated.mp4's) or 'source'",
                wanted);
  if (wanted == "video" && !has_video)
    return fail(Errc::usage, "--clock",
                "--clock video: this run wrote no annotated.mp4; use --clock source");
  ExportClock clock;
  if (!has_video || wanted == "source") return clock;
  clock.video = true;
  clock.origin_ns = video.at("origin_ns");
  return clock;
}

/// The sheet in `path`, else the one that the run was given.
Result<std::shared_ptr<const MatchSheet>> sheet_of(const RecordedRun& run,
                                                   const std::string& path) {
  if (!path.empty()) {
    TL_ASSIGN(auto loaded, read_match_sheet(run.sport, path));
    return std::move(loaded.sheet);
  }
  const auto recorded = run.manifest.find("match");
  if (recorded == run.manifest.end() || recorded->is_null())
    return std::shared_ptr<const MatchSheet>();
  TL_ASSIGN(auto loaded,
            parse_match_sheet(run.sport, json_dump(*recorded), run.file("manifest.json")));
  return std::move(loaded.sheet);
}

/// Places were measured on the run's field, so a sheet with another one came too late for them.
void compare_field(const RecordedRun& run, const MatchSheet& sheet) {
  const auto length = sheet.field_length_m.value_or(run.field.length_m);
  const auto width = sheet.field_width_m.value_or(run.field.width_m);
  if (length != run.field.length_m || width != run.field.width_m)
    log()->warn(
        "the match sheet's pitch is {} x {} m, and this run was measured on {} x {} m, which the "
        "export keeps; run the match with --match to measure on the sheet's",
        length, width, run.field.length_m, run.field.width_m);
}

}  // namespace

Result<ConvertInput> convert_input(const RecordedRun& run, const ConvertOptions& options) {
  return from_manifest<ConvertInput>(run, [&]() -> Result<ConvertInput> {
    auto in = common_input<ConvertInput>(run);
    TL_ASSIGN(in.clock, export_clock(run, options.clock));
    TL_ASSIGN(in.sheet, sheet_of(run, options.match));
    if (in.sheet) compare_field(run, *in.sheet);
    in.sport_name = run.sport.name;
    if (const auto formats = code_of(run.sport).formats) in.sport = formats(run.config.settings());
    const auto& source = run.manifest.at("source");
    in.width = source.at("width");
    in.height = source.at("height");
    in.nominal_fps = source.at("nominal_fps");
    return in;
  });
}

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
    in.sheets = sheets_of(run.sport, run.config.settings());
    in.summary_json = json_dump(run.manifest.at("run"));
    const auto& video = run.manifest.at("video");
    in.has_video = video.at("frames") > 0;
    if (in.has_video) in.video_origin_ns = video.at("origin_ns").get<Nanoseconds>();
    for (const std::size_t i : {0U, 1U}) {
      if (run.manifest.at("teams").empty()) break;
      const auto& team = run.manifest.at("teams").at(i);
      in.shown_colours[i] = text_or_nothing(team, "shown");
      in.shown_from[i] = text_or_nothing(team, "shown_from");
    }
    return in;
  });
}

namespace {

std::vector<ConvertFormat> left_by_runs(const Sport& sport, const Settings& settings) {
  const auto formats = code_of(sport).formats;
  if (!formats) return {};
  auto own = formats(settings).own;
  std::erase_if(own, [](const ConvertFormat& format) { return !format.with_run; });
  return own;
}

}  // namespace

bool leaves_formats(const Sport& sport, const Settings& settings) {
  return !left_by_runs(sport, settings).empty();
}

Result<bool> write_formats(const RecordedRun& run) {
  const auto own = left_by_runs(run.sport, run.config.settings());
  if (own.empty()) return false;
  TL_ASSIGN(const ConvertInput in, convert_input(run, {}));
  std::error_code none;
  const bool drawn = in.clock.video && std::filesystem::exists(run.file("annotated.mp4"), none);
  bool of_video = false;
  for (const auto& format : own) {
    if (format.of_video && !drawn) continue;
    TL_CHECK(convert(in, std::string(format.name), run.dir));
    of_video |= format.of_video;
  }
  return of_video;
}

Result<bool> leave_formats(const RecordedRun& run) {
  if (!leaves_formats(run.sport, run.config.settings())) return false;
  TL_ASSIGN(const bool of_video, write_formats(run));
  TL_CHECK(write_manifest(run.dir, run.manifest));
  return of_video;
}

Result<std::string> convert(const ConvertOptions& options) try {
  TL_ASSIGN(const auto changed, changed_since(options.run_dir));
  TL_ASSIGN(const RecordedRun run, open_run(options.run_dir, changed));
  TL_ASSIGN(const ConvertInput in, convert_input(run, options));
  TL_ASSIGN(const auto done,
            convert(in, options.format, options.output.empty() ? run.dir : options.output));
  if (!done.unknown.empty())
    log()->warn(
        "--to {}: not known from the run{}, though the format must have it, so null or empty: "
        "{} (--match FILE; share/match.example.yaml is a sheet to begin with)",
        options.format, in.sheet ? " and its match sheet" : "", fmt::join(done.unknown, "; "));
  return json_dump(nlohmann::ordered_json{{"run", run.dir},
                                          {"format", options.format},
                                          {"clock", in.clock.video ? "video" : "source"},
                                          {"origin_ns", in.clock.origin_ns},
                                          {"clock_means", clock_text(in)},
                                          {"unknown", done.unknown},
                                          {"files", done.files}},
                   2);
} catch (...) {
  return caught("convert");
}

}  // namespace touchline
