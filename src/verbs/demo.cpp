// touchline demo: films a match that never took place, runs the engine on it, and says how far
// every number is from the truth.
#include <filesystem>

#include "base/guarded.h"
#include "base/json_dump.h"
#include "base/log.h"
#include "base/text_file.h"
#include "pipeline/outputs.h"
#include "sink/video_writer.h"
#include "sports/soccer/scene/render.h"
#include "touchline/tools.h"
#include "verbs/demo_score.h"

namespace touchline {
namespace {

namespace fs = std::filesystem;

Status film(const DemoScene& scene, double seconds, const std::string& path) {
  RendererOptions options;
  options.width = scene.width;
  options.height = scene.height;
  options.kits = scene.match.options().kits;
  options.pitch = scene.match.options().pitch;
  Renderer renderer(options);
  VideoOptions video;
  video.path = path;
  video.crf = 18;
  video.frame_rate = scene.fps;
  MediaInfo media;
  media.id = "match";
  media.width = scene.width;
  media.height = scene.height;
  std::unique_ptr<VideoWriter> writer;
  const auto frames = static_cast<std::int64_t>(seconds * scene.fps);
  for (std::int64_t i = 0; i < frames; ++i) {
    const double t = static_cast<double>(i) / scene.fps;
    const Frame frame =
        freeze(renderer.render(scene.match.at(t), camera_at(scene.camera, scene.match, t)));
    if (!writer) {
      TL_ASSIGN(writer, VideoWriter::open(video, media, frame.info()));
    }
    TL_CHECK(writer->write(frame, from_seconds(t), from_seconds(1 / scene.fps)));
  }
  if (auto closed = writer->close(); !closed) return closed.error();
  return {};
}

Result<CameraKind> camera_kind(const std::string& name) {
  if (name == "broadcast") return CameraKind::broadcast;
  if (name == "wide") return CameraKind::wide;
  if (name == "tactical") return CameraKind::tactical;
  if (name == "behind_goal") return CameraKind::behind_goal;
  return fail(Errc::usage, "--camera",
              "no camera '{}'; known: broadcast, wide, tactical, behind_goal", name);
}

}  // namespace

Result<Summary> demo(const DemoOptions& options, const Callbacks& callbacks,
                     std::stop_token stop) try {
  const auto begin = wall_now();
  TL_ASSIGN(const auto kind, camera_kind(options.camera));
  if (!(options.seconds >= 1 && options.seconds <= 600))
    return fail(Errc::usage, "--seconds", "--seconds is {}, must be 1 to 600", options.seconds);
  const bool overwrite = std::find(options.settings.begin(), options.settings.end(),
                                   std::pair<std::string, std::string>(
                                       "output.overwrite", "true")) != options.settings.end();
  TL_CHECK(check_folder(options.output, overwrite));
  std::error_code error;
  fs::create_directories(options.output, error);
  if (error)
    return fail(Errc::io, options.output, "cannot create the output folder '{}': {}",
                options.output, error.message());

  MatchOptions match;
  match.seconds = options.seconds;
  match.seed = options.seed;
  DemoScene scene{Match(match), {kind, 0, 0, options.seed}, 1280, 720, 25};
  const auto footage = (fs::path(options.output) / "match.mp4").string();
  log()->info("filming {} s of a synthetic match", options.seconds);
  TL_CHECK(film(scene, options.seconds, footage));
  const auto filmed = wall_now();

  RunOptions run_options;
  run_options.sources = {footage};
  run_options.output = options.output;
  run_options.settings = options.settings;
  TL_ASSIGN(Summary summary, run(run_options, callbacks, stop));
  if (summary.exit_code != 0) return summary;
  TL_ASSIGN(const RecordedRun recorded, open_run(options.output));
  TL_ASSIGN(auto against_truth, score_against_truth(recorded, scene));
  nlohmann::ordered_json json{{"match", {{"seconds", options.seconds}, {"seed", options.seed}}},
                              {"camera", options.camera},
                              {"against_truth", std::move(against_truth)}};
  TL_CHECK(write_file_atomically((fs::path(options.output) / "demo.json").string(),
                                 json_dump(json, 2) + "\n"));
  json["output"] = options.output;
  json["seconds"] = {{"filming", to_seconds(filmed - begin)},
                     {"all", to_seconds(wall_now() - begin)}};
  json["run"] = nlohmann::ordered_json::parse(summary.json);
  summary.json = json_dump(json, 2);
  return summary;
} catch (...) {
  return caught("demo");
}

}  // namespace touchline
