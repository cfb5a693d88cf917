// touchline render: the videos of a recorded run again, from its source and its rows.
#include <algorithm>
#include <filesystem>

#include "base/address.h"
#include "base/guarded.h"
#include "base/json_dump.h"
#include "base/log.h"
#include "base/text_file.h"
#include "pipeline/device_choice.h"
#include "pipeline/lane_setup.h"
#include "pipeline/outputs.h"
#include "pipeline/progress.h"
#include "pipeline/sports.h"
#include "touchline/tools.h"
#include "verbs/again.h"
#include "verbs/export.h"
#include "verbs/follow_plan.h"
#include "verbs/recorded_source.h"
#include "verbs/redraw.h"

namespace touchline {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using Pairs = std::vector<std::pair<std::string, std::string>>;

/// What a video is called until it is whole.
const VideoFiles kPartial{"annotated.partial.mp4", "radar.partial.mp4", "drawn.partial.jsonl",
                          "follow.partial.mp4", "follow.partial.jsonl"};

/// All that a render makes. What no video is goes with those that are.
struct Made {
  std::string VideoFiles::* file;
  bool video;
};
constexpr Made kMade[] = {{&VideoFiles::annotated, true},
                          {&VideoFiles::radar, true},
                          {&VideoFiles::drawn, false},
                          {&VideoFiles::follow, true},
                          {&VideoFiles::framings, false}};

/// The run with the settings of its rows, and those of the drawing over them.
Result<RecordedRun> open_to_draw(const RenderOptions& options) {
  TL_CHECK(refuse_earlier_stages(
      options.settings,
      {"sport",
       "profile",
       "match",
       "input.start_s",
       "input.end_s",
       "input.max_frames",
       "input.every",
       "input.image_rate",
       "input.join",
       "input.realtime",
       "detect.",
       "pitch.",
       "calibrate.",
       "track.",
       "measures.",
       "soccer.",
       "people.",
       "golf.",
       "badminton.",
       "court.",
       "output.trace",
       "output.report",
       "output.observations"},
      "'touchline analyse' can change measures, 'touchline retrack' tracks and teams, 'touchline "
      "run' everything"));
  // Whatever the run did without, and nobody waits for: pictures may take their time.
  Pairs settings{{"video.enabled", "true"}, {"video.policy", "every"}, {"input.realtime", "false"}};
  TL_ASSIGN(const Pairs changed, changed_since(options.run_dir));
  settings.insert(settings.end(), changed.begin(), changed.end());
  settings.insert(settings.end(), options.settings.begin(), options.settings.end());
  return open_run(options.run_dir, settings);
}

Result<Assembly> assemble_render(const RecordedRun& run) {
  Config config = run.config;
  if (config.settings().follow.enabled && config.settings().device == "auto")
    TL_CHECK(config.set("device", "cpu", "follow"));
  // A GPU is to draw and encode, so what its networks would need is not asked for.
  TL_CHECK(config.set("detect.engine", "openvino", "render"));
  TL_ASSIGN(Assembly assembly, assemble_drawing(std::move(config)));
  const auto& video = assembly.settings().video;
  const bool follow = assembly.settings().follow.enabled;
  if (!video.enabled && !follow && !(video.radar && assembly.sport.field))
    return fail(Errc::usage, "video.enabled",
                "nothing is left to draw: without annotated.mp4 (video.enabled=false) there is "
                "follow.mp4 (--follow) and, of a sport with a field, radar.mp4 (--radar)");
  TL_CHECK(choose_device(assembly));
  if (follow && assembly.device.is_cuda())
    return fail(Errc::no_device, "follow.enabled",
                "follow.mp4 is made of pictures on the host, not on {}; draw it with --device cpu",
                to_string(assembly.device));
  return assembly;
}

bool same_folder(const std::string& a, const std::string& b) {
  std::error_code error;
  return fs::equivalent(a, b, error);
}

/// Where the videos go, made ready for them.
Result<std::string> folder_for(const RenderOptions& options) {
  if (options.output.empty() || same_folder(options.output, options.run_dir))
    return options.run_dir;
  std::error_code error;
  for (const char* of_a_run : {"manifest.json", "run.json"})
    if (fs::exists(fs::path(options.output) / of_a_run, error))
      return fail(Errc::io, options.output,
                  "'{}' holds another run, whose videos are not replaced; choose another folder",
                  options.output);
  const bool overwrite = std::find(options.settings.begin(), options.settings.end(),
                                   std::pair<std::string, std::string>(
                                       "output.overwrite", "true")) != options.settings.end();
  TL_CHECK(check_folder(options.output, overwrite));
  fs::create_directories(options.output, error);
  if (error)
    return fail(Errc::io, options.output, "cannot create the output folder '{}': {}",
                options.output, error.message());
  return options.output;
}

struct Job {
  RecordedRun run;
  Assembly assembly;
  std::string dir;
  std::optional<std::int64_t> rows;  ///< of the run, where it says so
};

std::string path_in(const Job& job, const std::string& name) {
  return (fs::path(job.dir) / name).string();
}

void remove_partial(const Job& job) {
  std::error_code none;
  for (const auto& made : kMade) {
    fs::remove(path_in(job, kPartial.*made.file), none);
    remove_part(path_in(job, kPartial.*made.file));
  }
}

struct Drawn {
  Redrawn redrawn;
  std::optional<FollowPlan> follow;
};

Result<Drawn> draw(const Job& job, std::unique_ptr<Source> source, const RenderOptions& options,
                   const Callbacks& callbacks, const std::stop_token& stop) {
  const auto& counts = job.run.manifest.at("run").value("counts", Json());
  const auto met = [&](const char* what) {
    return counts.is_object() && counts.value(what, 0) > 0;
  };
  TL_ASSIGN(auto rows, RecordedRows::open(job.run, job.assembly.analyst.analysis, options.as_run));
  RedrawSetup setup;
  setup.shown_as = shown_as(job.assembly);
  setup.shown_as.points = rows.points();
  setup.damaged = met("frames_corrupt") || met("packets_corrupt");
  TL_ASSIGN(setup.outputs, make_outputs(job.assembly, *source, job.dir, kPartial));
  if (const auto stills = code_of(job.assembly.sport).stills;
      stills && job.assembly.settings().video.enabled) {
    TL_ASSIGN(const auto events, read_events(job.run.file("events.jsonl")));
    TL_ASSIGN(setup.outputs.front().stills,
              StillTaker::create(path_in(job, kStills), stills(events)));
  }
  std::optional<FollowPlan> follow;
  if (job.assembly.settings().follow.enabled) {
    const auto& info = source->frame_info();
    TL_ASSIGN(follow,
              plan_follow(job.run, {info.width, info.height}, path_in(job, kPartial.framings)));
    TL_ASSIGN(auto output, follow_output(job.assembly, *source, path_in(job, kPartial.follow),
                                         follow->path, follow->size.width, follow->size.height));
    setup.outputs.push_back(std::move(output));
  }
  setup.source = std::move(source);
  Redraw redraw(std::move(setup), std::move(rows));
  const ProgressMonitor monitor(callbacks.on_progress, [&] {
    const auto done = redraw.frames_done();
    std::optional<double> share;
    if (job.rows && *job.rows > 0)
      share = static_cast<double>(done) / static_cast<double>(*job.rows);
    return Progress{done, 0, share, {}};
  });
  TL_ASSIGN(auto redrawn, redraw.walk(stop));
  if (const auto failed = monitor.failure())
    redrawn.videos.degraded.push_back("progress was told no further: " + failed->message);
  return Drawn{std::move(redrawn), std::move(follow)};
}

/// The new videos take the place of the old ones, and the texts of no video stay behind.
Result<std::vector<std::string>> put_videos_in_place(const Job& job) {
  const VideoFiles whole;
  std::vector<std::string> placed;
  std::error_code none;
  if (fs::exists(path_in(job, kPartial.annotated), none))
    fs::remove(path_in(job, whole.drawn), none);
  for (const auto& made : kMade) {
    const auto &partial = kPartial.*made.file, &name = whole.*made.file;
    if (!fs::exists(path_in(job, partial), none)) continue;
    TL_CHECK(put_in_place_of(path_in(job, name), path_in(job, partial)));
    placed.push_back(name);
  }
  return placed;
}

std::vector<std::string> partial_videos(const Job& job) {
  std::error_code none;
  std::vector<std::string> left;
  for (const auto& made : kMade) {
    const auto& name = kPartial.*made.file;
    if (!made.video) {
      fs::remove(path_in(job, name), none);
    } else if (fs::exists(path_in(job, name), none)) {
      left.push_back(name);
    }
  }
  return left;
}

/// The run's folder says of its videos what is now true of them.
Status tell_the_run(const Job& job, const Redrawn& redrawn) {
  auto manifest = job.run.manifest;
  if (job.assembly.settings().video.enabled) {
    manifest["video"] = video_json(redrawn.videos.counts);
    if (redrawn.videos.shown && manifest.contains("teams"))
      put_shown(*redrawn.videos.shown, manifest["teams"]);
  }
  const bool changed = manifest != job.run.manifest;
  TL_CHECK(write_manifest(job.dir, manifest));
  RecordedRun run = job.run;
  run.manifest = std::move(manifest);
  TL_ASSIGN(const bool of_video, leave_formats(run));
  if (!changed && !of_video) return {};
  const auto reported = report_again(run);  // it shows the video
  return reported ? Status() : reported.error();
}

Json summary_of(const Job& job, const Redrawn& redrawn, const RenderOptions& options,
                const MediaInfo& media, bool stopped) {
  Json changed = Json::object();
  for (const auto& [key, value] : options.settings) changed[key] = shown(value);
  auto degraded = redrawn.videos.degraded;
  const auto& more = redrawn.videos.counts.degraded;
  degraded.insert(degraded.end(), more.begin(), more.end());
  const bool all = redrawn.reasons.empty();
  return {{"run", job.run.dir},
          {"source", media.url},
          {"output", job.dir},
          {"status", all       ? "ok"
                     : stopped ? "cancelled"
                               : "partial"},
          {"reasons", redrawn.reasons},
          {"rows", job.rows ? Json(*job.rows) : Json(nullptr)},
          {"frames", redrawn.frames},
          {"view", job.assembly.settings().overlay.view},
          {"team_colours", options.as_run ? "as_run" : "final"},
          {"settings_changed", std::move(changed)},
          {"device", to_string(job.assembly.device)},
          {"encoder", redrawn.videos.counts.encoder},
          {"degraded", std::move(degraded)},
          {"notes", redrawn.videos.counts.notes}};
}

/// CPU time a frame by stage, as a run's summary has it.
Json stages_json(const Redrawn& redrawn) {
  Json stages = Json::array();
  for (std::size_t i = 0; i < kStages; ++i)
    if (redrawn.cpu[i] > 0 && redrawn.frames > 0)
      stages.push_back({{"stage", to_string(static_cast<Stage>(i))},
                        {"frames", redrawn.frames},
                        {"cpu_us_per_frame", static_cast<double>(redrawn.cpu[i]) / 1e3 /
                                                 static_cast<double>(redrawn.frames)}});
  return stages;
}

/// Files in place, render.json, and the run told, where it is its own folder.
Result<Summary> conclude(const Job& job, const Redrawn& redrawn, Json json, Nanoseconds begin) {
  const bool all = redrawn.reasons.empty();
  if (all) {
    TL_ASSIGN(json["files"], put_videos_in_place(job));
  } else {
    json["files"] = partial_videos(job);
  }
  TL_CHECK(write_file_atomically(path_in(job, "render.json"), json_dump(json, 2) + "\n"));
  if (all && job.dir == job.run.dir) TL_CHECK(tell_the_run(job, redrawn));
  for (const auto& reason : redrawn.reasons) log()->warn("{}: {}", job.run.source_id, reason);
  const double seconds = to_seconds(wall_now() - begin);
  json["seconds"] = seconds;
  json["stages"] = stages_json(redrawn);
  json["fps"] = seconds > 0 ? static_cast<double>(redrawn.frames) / seconds : 0;
  Summary summary;
  const bool strict = job.assembly.settings().strict && !json["degraded"].empty();
  summary.exit_code = json["status"] == "cancelled" ? exit_code(Errc::cancelled)
                      : all && !strict              ? 0
                                                    : exit_code(Errc::degraded);
  summary.json = json_dump(json, 2);
  return summary;
}

std::optional<std::int64_t> rows_of(const RecordedRun& run) {
  const auto frames = run.manifest.at("run").find("frames");
  if (frames == run.manifest.at("run").end() || !frames->is_number()) return std::nullopt;
  return frames->get<std::int64_t>();
}

}  // namespace

Result<Summary> render(const RenderOptions& options, const Callbacks& callbacks,
                       std::stop_token stop) try {
  const auto begin = wall_now();
  TL_ASSIGN(RecordedRun run, open_to_draw(options));
  TL_ASSIGN(Assembly assembly, assemble_render(run));
  TL_ASSIGN(auto source, open_recorded(run, assembly, options.sources, stop));
  TL_ASSIGN(auto dir, folder_for(options));
  const auto rows = rows_of(run);
  const Job job{std::move(run), std::move(assembly), std::move(dir), rows};
  const auto lock = FileLock::take(job.dir);
  if (!lock)
    return fail(Errc::usage, job.dir,
                "'{}' is being drawn into already; wait, or name another --output", job.dir);
  remove_partial(job);
  const MediaInfo media = source->info();
  const auto drawn = draw(job, std::move(source), options, callbacks, stop);
  if (!drawn) {
    remove_partial(job);
    return drawn.error();
  }
  const bool stopped = stop.stop_requested();
  auto json = summary_of(job, drawn->redrawn, options, media, stopped);
  if (drawn->follow) json["follow"] = follow_json(*drawn->follow);
  return conclude(job, drawn->redrawn, std::move(json), begin);
} catch (const nlohmann::json::exception& error) {
  return fail(Errc::bad_input, options.run_dir, "'{}': its manifest misses a key ({})",
              options.run_dir, error.what());
} catch (...) {
  return caught("render");
}

}  // namespace touchline
