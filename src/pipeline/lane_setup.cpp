#include "pipeline/lane_setup.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/assert.h"
#include "pipeline/clip_cutter.h"
#include "pipeline/follow_setup.h"
#include "pipeline/held_rows.h"
#include "pipeline/networks.h"
#include "pipeline/sports.h"
#include "sink/live_muxer.h"

namespace touchline {

namespace fs = std::filesystem;

namespace {

/// Of one source, between decoder and file: enough of all sources together that no stream waits for
/// another lane, few enough that memory stays small.
int frames_under_way(const Assembly& assembly) {
  const int sources = static_cast<int>(assembly.sources);
  // What waits is late: of a live source one picture is decoded, one tracked, and the networks are
  // busy.
  if (assembly.settings().live.enabled)
    return std::max(1, (assembly.engine.streams + sources - 1) / sources) + 2;
  const int in_networks = 2 * assembly.engine.streams * assembly.max_batch;
  const int elsewhere = assembly.gpu ? 4 : 6;
  return (in_networks + sources - 1) / sources + elsewhere;
}

}  // namespace

std::vector<SourceOptions> source_options(const Assembly& assembly,
                                          const std::vector<std::string>& sources) {
  const auto& in = assembly.settings().input;
  std::vector<SourceOptions> all;
  std::set<std::string> used;
  for (const auto& url : sources) {
    if (in.join && !all.empty()) {
      all.front().more.push_back(url);
      continue;
    }
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
    one.audio_track = in.audio_track;
    if (const auto& live = assembly.settings().live; live.enabled)
      one.live = LiveOptions{live.silence_s, live.give_up_s, live.delay_ms / 1000, live.udp,
                             std::make_shared<LiveMonitor>()};
    one.deinterlace = in.deinterlace;
    one.tone_map = in.tone_map == ToneMap::automatic;
    one.gpu = assembly.gpu;
    one.gpu_decode = in.gpu_decode;
    one.gpu_frames = std::min(frames_under_way(assembly), 8);  // a lone source seldom uses more
    all.push_back(std::move(one));
  }
  return all;
}

std::string source_folder(const std::string& output, const SourceOptions& source,
                          std::size_t sources) {
  return sources == 1 ? output : (fs::path(output) / source.id).string();
}

namespace {

/// Whether a look asks who is near the field, and no marked corners tell.
bool asks_past_views(const Assembly& assembly) {
  return std::any_of(assembly.looks.begin(), assembly.looks.end(), [](const auto& look) {
    return look.data.crops.gate && !look.data.crops.gate->corners;
  });
}

/// Somebody may be watching what is no file as it comes.
bool is_file(const MediaInfo& media) {
  if (media.url.starts_with("file:")) return true;
  std::error_code none;
  return media.url != "-" && media.url.find("://") == std::string::npos &&
         !media.url.starts_with("pipe:") && !fs::is_fifo(media.url, none) &&
         !fs::is_character_file(media.url, none) && !fs::is_socket(media.url, none);
}

VideoOptions video_options(const Settings& s, const Source& source, const std::string& path) {
  VideoOptions video;
  video.path = path;
  video.codec = s.video.codec;
  video.encoder = s.video.encoder;
  video.jpeg_quality = s.video.jpeg_quality;
  video.preset = s.video.preset;
  video.crf = s.video.crf;
  video.threads = s.video.threads;
  video.keyframe_s = s.video.keyframe_s;
  video.fragment_s = s.video.fragment_s;
  video.audio = s.video.audio;
  video.frame_rate = source.info().nominal_rate.value() / s.input.every;
  return video;
}

/// Of a file, or, where the source is live, of all the places that its video goes to.
Result<std::unique_ptr<VideoWriter>> open_video(const Settings& s, const Source& source,
                                                const std::string& path, const MediaInfo& media,
                                                const FrameInfo& info,
                                                const VideoOutlets& targets) {
  auto options = video_options(s, source, path);
  if (!s.live.enabled) return VideoWriter::open(options, media, info);
  options.at_once = true;
  options.segment_s = options.keyframe_s;
  options.window_s = s.live.playlist_s;
  options.patience_s = s.live.silence_s;
  VideoOutlets outlets = targets;
  outlets.new_file_s = 60 * s.live.file_min;
  if (s.video.enabled) outlets.paths.insert(outlets.paths.begin(), path);
  return VideoWriter::open(options, outlets, media, info);
}

/// The video in the file `path` of what `windows` shows of `source`; what says which comes to it.
Result<OutputSetup> window_output(const Settings& s, const Source& source, const std::string& path,
                                  const WindowPictures& windows, const VideoOutlets& targets = {}) {
  OutputSetup output;
  output.file = VideoFiles().follow;
  output.policy = s.video.policy;
  output.board = windows.info();
  MediaInfo media = source.info();
  media.width = output.board->width;
  media.height = output.board->height;
  TL_ASSIGN(output.video, open_video(s, source, path, media, *output.board, targets));
  return output;
}

bool follows_live(const Settings& s) { return s.live.enabled && s.follow.enabled; }

/// What a camera shows that follows play as it comes.
Result<OutputSetup> live_follow_output(const Assembly& assembly, const Source& source,
                                       const std::string& dir, const VideoFiles& files,
                                       const VideoOutlets& targets) {
  const auto& s = assembly.settings();
  const auto& info = source.frame_info();
  TL_ASSIGN(const auto setup, follow_setup(s.follow));
  const PictureSize from{info.width, info.height}, size = shown_size(setup, info.width);
  std::unique_ptr<cuda::Stream> drawing;
  if (assembly.gpu) {
    TL_ASSIGN(drawing, cuda::Stream::create(assembly.gpu, cuda::Urgency::urgent));
  }
  TL_ASSIGN(auto windows, WindowPictures::create(info, size.width, size.height, drawing.get()));
  TL_ASSIGN(auto output,
            window_output(s, source, (fs::path(dir) / files.follow).string(), windows, targets));
  output.drawing = std::move(drawing);
  output.camera.emplace(make_operator(setup, from, size), std::move(windows));
  TL_ASSIGN(output.framings, LineWriter::open((fs::path(dir) / files.framings).string()));
  return output;
}

/// The video with everything on it. `overlay` may have been made already.
Result<OutputSetup> annotated_output(const Assembly& assembly, const Source& source,
                                     const std::string& dir, const VideoFiles& files,
                                     std::unique_ptr<Overlay> overlay,
                                     const VideoOutlets& targets) {
  const auto path = [&](const std::string& name) { return (fs::path(dir) / name).string(); };
  const auto& s = assembly.settings();
  OutputSetup output;
  output.file = "annotated.mp4";
  output.policy = s.video.policy;
  output.overlay = std::move(overlay);
  if (!output.overlay) {
    TL_ASSIGN(output.overlay, make_overlay(assembly, source, targets));
  }
  if (assembly.gpu) {
    TL_ASSIGN(output.drawing, cuda::Stream::create(assembly.gpu, cuda::Urgency::urgent));
  }
  TL_ASSIGN(output.video, open_video(s, source, path(files.annotated), source.info(),
                                     source.frame_info(), targets));
  if (s.output.drawn) {
    TL_ASSIGN(output.drawn, LineWriter::open(path(files.drawn)));
  }
  return output;
}

/// The field from above: 1280 wide, as high as the pitch's shape with the margin around it.
Result<OutputSetup> radar_output(const Assembly& assembly, const Source& source,
                                 const std::string& path) {
  constexpr int kWidth = 1280;
  const auto& field = assembly.overlay.field;
  const int height = static_cast<int>(kWidth * (field.width_m + 6) / (field.length_m + 6)) & ~1;
  OutputSetup radar;
  radar.file = "radar.mp4";
  radar.policy = assembly.settings().video.policy;
  radar.board = FrameInfo{PixelFormat::i420, kWidth, height, {}, {}};
  auto options = assembly.overlay;
  options.view = *find_view(assembly.sport.views, "radar");
  TL_ASSIGN(radar.overlay, Overlay::create(options, *radar.board));
  auto video = video_options(assembly.settings(), source, path);
  video.audio = false;
  MediaInfo media;
  media.id = source.info().id;
  media.width = kWidth;
  media.height = height;
  TL_ASSIGN(radar.video, VideoWriter::open(video, media, *radar.board));
  return radar;
}

}  // namespace

Result<OutputSetup> follow_output(const Assembly& assembly, const Source& source,
                                  const std::string& path_of_video,
                                  std::vector<director::Framing> path, int width, int height) {
  TL_ASSIGN(auto windows, WindowPictures::create(source.frame_info(), width, height));
  TL_ASSIGN(auto output, window_output(assembly.settings(), source, path_of_video, windows));
  output.follow.emplace(std::move(path), std::move(windows));
  return output;
}

std::vector<std::string> targets_of(const std::string& id, std::vector<std::string> paths) {
  constexpr std::string_view kId = "{id}";
  for (auto& path : paths)
    for (auto at = path.find(kId); at != std::string::npos; at = path.find(kId, at + id.size()))
      path.replace(at, kId.size(), id);
  return paths;
}

Status check_targets(const Settings& settings, const VideoOutlets& targets) {
  if (targets.paths.empty()) return {};
  if (!settings.live.enabled)
    return fail(Errc::usage, "live.enabled",
                "places for a video as it comes are given, but the sources are not live; set "
                "live.enabled=true, or leave them out");
  for (const auto& path : targets.paths) TL_CHECK(is_remote(path));
  return {};
}

Result<std::unique_ptr<Overlay>> make_overlay(const Assembly& assembly, const Source& source,
                                              const VideoOutlets& targets) {
  const auto& s = assembly.settings();
  if (follows_live(s) || !(s.video.enabled || !targets.paths.empty()))
    return std::unique_ptr<Overlay>();
  return Overlay::create(assembly.overlay, source.frame_info());
}

Result<std::vector<OutputSetup>> make_outputs(const Assembly& assembly, const Source& source,
                                              const std::string& dir, const VideoFiles& files,
                                              std::unique_ptr<Overlay> overlay,
                                              const VideoOutlets& targets) {
  const auto& video = assembly.settings().video;
  std::vector<OutputSetup> outputs;
  const bool shown = video.enabled || !targets.paths.empty();
  if (shown && follows_live(assembly.settings())) {
    TL_ASSIGN(auto output, live_follow_output(assembly, source, dir, files, targets));
    outputs.push_back(std::move(output));
  } else if (shown) {
    TL_ASSIGN(auto output,
              annotated_output(assembly, source, dir, files, std::move(overlay), targets));
    outputs.push_back(std::move(output));
  }
  if (video.radar && assembly.sport.field) {
    TL_ASSIGN(auto output, radar_output(assembly, source, (fs::path(dir) / files.radar).string()));
    outputs.push_back(std::move(output));
  }
  return outputs;
}

ShownAs shown_as(const Assembly& assembly) {
  ShownAs as{assembly.sport.ball >= 0, assembly.analyst.teams.has_value(), assembly.sides, {}};
  for (const auto& look : assembly.looks)
    if (look.model.task == Task::keypoints) as.points = look.model.keypoints;
  for (const std::size_t i : {0U, 1U}) as.sides[i].name = assembly.settings().teams.name[i];
  return as;
}

Result<PoseWriter> create_poses(const Assembly& assembly, const MediaInfo& media,
                                const EngineInfo& bodies, const std::string& dir) {
  // Where several look at bodies, the last has the last word.
  const auto look =
      std::find_if(assembly.looks.rbegin(), assembly.looks.rend(),
                   [](const auto& each) { return each.model.task == Task::keypoints; });
  TL_ASSERT(look != assembly.looks.rend());
  const auto& model = look->model;
  const auto file = model.files.find(bodies.precision);
  PoseHeader header;
  header.source_id = media.id;
  header.width = media.width;
  header.height = media.height;
  header.classes = assembly.sport.classes;
  header.points = model.keypoints;
  header.network = model.name;
  header.sha256 = file == model.files.end() ? model.sha256 : file->second.sha256;
  header.precision = to_string(bodies.precision);
  header.engine = bodies.version;
  return PoseWriter::create((fs::path(dir) / "poses.bin").string(), header);
}

ClipShape clip_of(const Assembly& assembly, const MediaInfo& media) {
  const auto& s = assembly.settings();
  ClipShape clip = assembly.clip;
  if (const double every_s = s.detect.every_s; every_s > 0)
    clip.stride = frames_between_detections(every_s, media.nominal_rate.value() / s.input.every);
  return clip;
}

Result<LaneSetup> make_lane(const Assembly& assembly, std::unique_ptr<Source> source,
                            const std::string& dir, std::unique_ptr<Overlay> overlay,
                            const VideoOutlets& targets) {
  const auto& s = assembly.settings();
  const auto path = [&](const char* name) { return (fs::path(dir) / name).string(); };
  if (const auto& marked = assembly.analyst.marked) {  // told before anything is decoded
    const auto& media = source->info();
    const Vec2d size{static_cast<double>(media.width), static_cast<double>(media.height)};
    if (auto view = view_of_corners(marked->corners, marked->field, size, marked->section); !view)
      return view.error();
  }
  LaneSetup lane;
  lane.source = std::move(source);
  lane.realtime = s.input.realtime;
  lane.analyst = assembly.analyst;
  lane.analyst.rows_held = rows_held(s, is_file(lane.source->info()),
                                     lane.source->info().nominal_rate.value() / s.input.every);
  lane.shown_as = shown_as(assembly);
  lane.counts = code_of(assembly.sport).counts;
  lane.looks_every_s = look_intervals(assembly);
  lane.clip = clip_of(assembly, lane.source->info());
  constexpr double kPastView_s = 2;  // about as much as is under way at once on a GPU
  lane.past_view_s = asks_past_views(assembly) ? kPastView_s : 0;
  // Frames that wait for those they are seen with, and the one that tells that a clip has ended.
  const int clip = lane.clip.stride - 1 + (s.detect.every_s > 0 ? 1 : 0);
  lane.frames_under_way = frames_under_way(assembly) + lane.analyst.rows_held + clip;
  // Those that the first row may wait for, and one more for every network.
  lane.frames_at_first =
      lane.analyst.rows_held + 1 + clip + assembly.engine.streams * assembly.max_batch;
  if (!draws_last(assembly.sport) || !is_file(lane.source->info())) {
    TL_ASSIGN(lane.outputs,
              make_outputs(assembly, *lane.source, dir, {}, std::move(overlay), targets));
  }
  TL_ASSIGN(lane.tracking, LineWriter::open(path("tracking.jsonl")));
  TL_ASSIGN(lane.events, LineWriter::open(path("events.jsonl")));
  if (assembly.sport.field) {
    TL_ASSIGN(lane.calibration, LineWriter::open(path("calibration.jsonl")));
  }
  if (assembly.analyst.analysis) {
    TL_ASSIGN(lane.measures, LineWriter::open(path("measures.jsonl")));
  }
  if (s.output.observations) {
    TL_ASSIGN(lane.observations, LineWriter::open(path("observations.jsonl")));
  }
  if (const auto hears = code_of(assembly.sport).hears; hears && hears(s)) {
    TL_ASSIGN(lane.sounds, LineWriter::open(path("sounds.jsonl")));
  }
  if (s.output.trace) {
    TL_ASSIGN(lane.trace, TraceWriter::open(path("trace.json")));
  }
  return lane;
}

}  // namespace touchline
