// touchline demo: films a match that never took place, runs the engine on it, and says how far
// every number is from the truth.
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "base/guarded.h"
#include "base/json_dump.h"
#include "base/log.h"
#include "base/text_file.h"
#include "pipeline/assembly.h"
#include "pipeline/outputs.h"
#include "pipeline/recorded_run.h"
#include "pipeline/sports.h"
#include "scene/demo.h"
#include "sink/video_writer.h"
#include "touchline/tools.h"
#include "verbs/follow_scores.h"

namespace touchline {
namespace {

namespace fs = std::filesystem;

Status film(Demo& demo, double seconds, const std::string& path) {
  VideoOptions video;
  video.path = path;
  video.crf = 18;
  video.frame_rate = demo.fps;
  MediaInfo media;
  media.id = "match";
  media.width = demo.width;
  media.height = demo.height;
  std::unique_ptr<VideoWriter> writer;
  const auto frames = static_cast<std::int64_t>(seconds * demo.fps);
  for (std::int64_t i = 0; i < frames; ++i) {
    const double t = static_cast<double>(i) / demo.fps;
    const Frame frame = demo.picture(t);
    if (!writer) {
      TL_ASSIGN(writer, VideoWriter::open(video, media, frame.info()));
    }
    TL_CHECK(writer->write(frame, from_seconds(t), from_seconds(1 / demo.fps)));
  }
  if (auto closed = writer->close(); !closed) return closed.error();
  return {};
}

/// The match that the run's sport has for a demo.
Result<std::unique_ptr<Demo>> make_demo(const DemoOptions& options) {
  RunOptions run;
  run.settings = options.settings;
  TL_ASSIGN(const Config config, effective(run));
  TL_ASSIGN(const Sport sport, load_sport(config.settings().sport));
  const auto make = code_of(sport).demo;
  if (make) return make({options.seconds, options.seed, options.camera, options.game});
  std::vector<std::string_view> have;
  for (const auto& code : all_codes())
    if (code.demo) have.push_back(code.name);
  return fail(Errc::usage, "sport", "sport '{}' has no demo; there is one of {}", sport.name,
              fmt::join(have, ", "));
}

}  // namespace

Result<Summary> demo(const DemoOptions& options, const Callbacks& callbacks,
                     std::stop_token stop) try {
  const auto begin = wall_now();
  if (!(options.seconds >= 1 && options.seconds <= 600))
    return fail(Errc::usage, "--seconds", "--seconds is {}, must be 1 to 600", options.seconds);
  TL_ASSIGN(const auto demo, make_demo(options));
  const bool overwrite = std::find(options.settings.begin(), options.settings.end(),
                                   std::pair<std::string, std::string>(
                                       "output.overwrite", "true")) != options.settings.end();
  TL_CHECK(check_folder(options.output, overwrite));
  std::error_code error;
  fs::create_directories(options.output, error);
  if (error)
    return fail(Errc::io, options.output, "cannot create the output folder '{}': {}",
                options.output, error.message());

  const auto footage = (fs::path(options.output) / "match.mp4").string();
  log()->info("filming {} s of a synthetic match", options.seconds);
  TL_CHECK(film(*demo, options.seconds, footage));
  const auto filmed = wall_now();

  RunOptions run_options;
  run_options.sources = {footage};
  run_options.output = options.output;
  run_options.settings = options.settings;
  TL_ASSIGN(Summary summary, run(run_options, callbacks, stop));
  if (summary.exit_code != 0) return summary;
  TL_ASSIGN(const RecordedRun recorded, open_run(options.output));
  TL_ASSIGN(auto against_truth,
            demo->score({recorded.dir, recorded.sport.classes, recorded.sport.ball}));
  if (recorded.config.settings().follow.enabled) {
    TL_ASSIGN(const auto follow, compare_follow(recorded, [&](Nanoseconds pts_ns) {
                return demo->ball_at(to_seconds(pts_ns));
              }));
    against_truth["follow"] = comparison_json(follow);
  }
  nlohmann::ordered_json json{{"match", {{"seconds", options.seconds}, {"seed", options.seed}}},
                              {"camera", demo->camera},
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
