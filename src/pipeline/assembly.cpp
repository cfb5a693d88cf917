#include "pipeline/assembly.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <thread>

#include "pipeline/share.h"

namespace touchline {
namespace {

namespace fs = std::filesystem;

/// Where compiled networks are kept: "auto" is the user's cache folder by the XDG rules.
std::string cache_folder(const std::string& setting) {
  if (setting != "auto") return setting;
  if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache && *cache)
    return std::string(cache) + "/touchline";
  if (const char* home = std::getenv("HOME"); home && *home)
    return std::string(home) + "/.cache/touchline";
  return {};
}

EngineKind engine_kind(const std::string& name) {
  if (name == "openvino") return EngineKind::openvino;
  return name == "onnxruntime" ? EngineKind::onnxruntime : EngineKind::automatic;
}

Precision precision(const std::string& name) {
  for (const auto p : {Precision::f32, Precision::bf16, Precision::f16, Precision::int8})
    if (name == to_string(p)) return p;
  return Precision::automatic;
}

/// Cores this process may use: less than the machine's in a container or under taskset.
int usable_cores() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof(set), &set) == 0) return std::max(1, CPU_COUNT(&set));
  return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

}  // namespace

Result<Config> effective(const RunOptions& options) {
  // Weakest first, each over the one before; the profile fills only what none of them has set.
  Config config;
  if (!options.config_file.empty()) TL_CHECK(config.load(options.config_file));
  TL_CHECK(config.load_environment(environ));
  for (const auto& [key, value] : options.settings) TL_CHECK(config.set(key, value, "flag"));
  TL_CHECK(config.apply_profile());
  return config;
}

Result<Assembly> assemble(const RunOptions& options) {
  Assembly a;
  TL_ASSIGN(a.config, effective(options));
  const auto& s = a.settings();
  if (s.input.end_s > 0 && s.input.end_s <= s.input.start_s)
    return fail(Errc::bad_config, "input.end_s",
                "input.end_s ({}) must lie after input.start_s ({})", s.input.end_s,
                s.input.start_s);
  TL_ASSIGN(a.sport, load_sport(s.sport));
  TL_ASSIGN(
      const std::string model,
      find_shared("models", s.detect.model.empty() ? a.sport.models[s.profile] : s.detect.model));
  TL_ASSIGN(a.model, load_manifest(model));
  TL_CHECK(verify(a.model));
  TL_ASSIGN(a.point, operating_point(a.model, a.sport, static_cast<float>(s.detect.conf),
                                     static_cast<float>(s.track.high_score),
                                     static_cast<float>(s.track.low_score)));
  a.cores = usable_cores();
  a.engine = {engine_kind(s.detect.engine), precision(s.detect.precision),
              s.detect.streams ? s.detect.streams : a.cores, cache_folder(s.detect.cache_dir)};
  a.tracker.class_count = static_cast<int>(a.sport.classes.size());
  a.tracker.ball_class = a.sport.ball;
  a.tracker.high_score = a.point.high;
  a.tracker.low_score = a.point.low;
  a.tracker.confirm_s = s.track.confirm_s;
  a.tracker.lost_s = s.track.lost_s;
  a.tracker.coast_s = s.track.coast_s;
  a.tracker.ball_coast_s = s.track.ball_coast_s;
  if (s.video.enabled) {
    TL_ASSIGN(a.overlay.theme_path, find_shared("themes", s.overlay.theme));
  }
  a.overlay.classes = a.sport.classes;
  a.overlay.ball_class = a.sport.ball;
  a.overlay.show_ids = s.overlay.ids;
  a.overlay.show_boxes = s.overlay.boxes;
  a.overlay.show_trail = s.overlay.trail;
  return a;
}

Result<std::unique_ptr<Detector>> load_detector(const Assembly& assembly) {
  return make_detector(assembly.model, assembly.engine, assembly.point.classes);
}

std::vector<SourceOptions> source_options(const Assembly& assembly,
                                          const std::vector<std::string>& sources) {
  const auto& in = assembly.settings().input;
  std::vector<SourceOptions> all;
  std::set<std::string> used;
  for (const auto& url : sources) {
    SourceOptions one;
    one.url = url;
    const auto base = source_id_from_url(url);
    one.id = base;
    for (int n = 2; !used.insert(one.id).second; ++n) one.id = fmt::format("{}_{}", base, n);
    if (in.start_s > 0) one.start_ns = from_seconds(in.start_s);
    if (in.end_s > 0) one.end_ns = from_seconds(in.end_s);
    one.max_frames = in.max_frames;
    one.every = in.every;
    one.threads = in.decode_threads;
    one.image_rate = in.image_rate;
    one.open_timeout_s = in.open_timeout_s;
    all.push_back(std::move(one));
  }
  return all;
}

std::string source_folder(const std::string& output, const SourceOptions& source,
                          std::size_t sources) {
  return sources == 1 ? output : (fs::path(output) / source.id).string();
}

Result<LaneSetup> make_lane(const Assembly& assembly, std::unique_ptr<Source> source,
                            const std::string& dir) {
  const auto& s = assembly.settings();
  const auto path = [&](const char* name) { return (fs::path(dir) / name).string(); };
  LaneSetup lane;
  lane.source = std::move(source);
  lane.tracker = assembly.tracker;
  lane.classes = assembly.sport.classes;
  // Enough that no stream waits for another lane, few enough that memory stays small.
  lane.frames_under_way = 2 * assembly.engine.streams * s.detect.max_batch + 6;
  if (s.video.enabled) {
    TL_ASSIGN(lane.overlay, Overlay::create(assembly.overlay, lane.source->frame_info()));
    VideoOptions video;
    video.path = path("annotated.mp4");
    video.preset = s.video.preset;
    video.crf = s.video.crf;
    video.threads = s.video.threads;
    video.keyframe_s = s.video.keyframe_s;
    video.fragment_s = s.video.fragment_s;
    video.audio = s.video.audio;
    video.frame_rate = lane.source->info().nominal_rate.value() / s.input.every;
    TL_ASSIGN(lane.video, VideoWriter::open(video, lane.source->info(), lane.source->frame_info()));
  }
  TL_ASSIGN(lane.tracking, LineWriter::open(path("tracking.jsonl")));
  TL_ASSIGN(lane.events, LineWriter::open(path("events.jsonl")));
  if (s.output.trace) {
    TL_ASSIGN(lane.trace, TraceWriter::open(path("trace.json")));
  }
  return lane;
}

}  // namespace touchline
