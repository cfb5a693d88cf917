#include "pipeline/outputs.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/address.h"
#include "base/hash.h"
#include "base/json_dump.h"
#include "base/text_file.h"
#include "pipeline/measuring.h"
#include "pipeline/share.h"
#include "pipeline/sports.h"
#include "records/record_line.h"
#include "reports/report.h"

namespace touchline {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// In the order they are removed: the manifest first, so that half a removal never looks like a
/// finished run.
constexpr const char* kFiles[] = {"manifest.json",
                                  "run.json",
                                  "tracking.jsonl",
                                  "events.jsonl",
                                  "calibration.jsonl",
                                  "measures.jsonl",
                                  "annotated.mp4",
                                  "radar.mp4",
                                  "follow.mp4",
                                  "follow.jsonl",
                                  "drawn.jsonl",
                                  "observations.jsonl",
                                  "poses.bin",
                                  "sounds.jsonl",
                                  "hands.jsonl",
                                  "swings.json",
                                  "swings.csv",
                                  "play.json",
                                  "strokes.csv",
                                  "report.html",
                                  "stages.csv",
                                  "trace.json",
                                  "analysis.json",
                                  "render.json",
                                  "annotated.partial.mp4",
                                  "radar.partial.mp4",
                                  "follow.partial.mp4",
                                  "follow.partial.jsonl",
                                  "drawn.partial.jsonl"};

double milliseconds(Nanoseconds ns) { return std::round(static_cast<double>(ns) / 1e3) / 1e3; }
double microseconds(Nanoseconds ns) { return std::round(static_cast<double>(ns) / 10) / 100; }

template <class T>
Json nullable(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

std::vector<StageRow> stage_rows(const LaneResult& result, const RunFacts& facts) {
  std::vector<StageRow> rows;
  const auto total = static_cast<double>(std::max<Nanoseconds>(facts.process_cpu, 1));
  for (std::size_t i = 0; i < kStages; ++i) {
    const auto& stage = result.account.stage(static_cast<Stage>(i));
    if (stage.frames == 0) continue;
    const auto frames = static_cast<double>(stage.frames);
    rows.push_back(
        {to_string(static_cast<Stage>(i)), stage.frames, milliseconds(stage.wall),
         microseconds(stage.durations.quantile(0.5)), microseconds(stage.durations.quantile(0.95)),
         microseconds(stage.durations.quantile(0.99)),
         static_cast<double>(stage.cpu) / frames / 1e3,
         static_cast<double>(stage.wait) / frames / 1e3, static_cast<double>(stage.cpu) / total});
  }
  // Start-up, helper threads of libraries and, in a run of several sources, the other sources.
  StageRow rest;
  rest.stage = facts.sources > 1 ? "other sources and unattributed" : "unattributed";
  rest.frames = result.frames;
  const auto left = static_cast<double>(facts.process_cpu - result.account.cpu());
  rest.cpu_us_mean = result.frames ? left / static_cast<double>(result.frames) / 1e3 : kNotMeasured;
  rest.share = left / total;
  rows.push_back(rest);
  return rows;
}

Json media_json(const MediaInfo& media) {
  Json json{{"url", media.url},
            {"container", media.container},
            {"codec", media.codec},
            {"pixel_format", media.pixel_format},
            {"width", media.width},
            {"height", media.height},
            {"rotation_deg", media.rotation_deg},
            {"mirrored", media.mirrored},
            {"interlaced", media.interlaced},
            {"sample_aspect", {media.sample_aspect.num, media.sample_aspect.den}},
            {"nominal_fps", media.nominal_rate.value()},
            {"duration_ns", nullable(media.duration_ns)},
            {"audio", nullptr},
            {"decoder", media.decoder},
            {"decoder_why", media.decoder_why.empty() ? Json(nullptr) : Json(media.decoder_why)},
            {"conversions", media.conversions}};
  if (!media.parts.empty()) json["parts"] = media.parts;
  if (media.audio)
    json["audio"] = {
        {"codec", media.audio->codec},
        {"sample_rate", media.audio->sample_rate},
        {"channels", media.audio->channels},
        {"track", media.audio->track},
        {"tracks", media.audio->tracks},
        {"language", media.audio->language.empty() ? Json(nullptr) : Json(media.audio->language)}};
  return json;
}

Json model_json(const ModelManifest* model) {
  if (!model) return nullptr;
  return {{"name", model->name},
          {"sha256", model->sha256},
          {"license", model->license},
          {"credit", model->credit}};
}

/// What the teams are called and wear: the user's word, else as measured; null before it is known.
Json teams_json(const LaneResult& result, const RunFacts& facts) {
  const auto& teams = facts.config->settings().teams;
  Json all = Json::array();
  if (facts.sport && facts.sport->outfield < 0) return all;
  for (const std::size_t i : {0U, 1U}) {
    Json colour = teams.colour[i].empty() ? Json(nullptr) : Json(teams.colour[i]);
    if (const auto& shirt = result.shirts[i]; shirt && colour.is_null())
      colour = fmt::format("#{:02x}{:02x}{:02x}", shirt->r, shirt->g, shirt->b);
    all.push_back({{"id", i ? "b" : "a"},
                   {"name", teams.name[i].empty() ? (i ? "B" : "A") : teams.name[i]},
                   {"colour", colour},
                   {"shown", nullptr},
                   {"shown_from", nullptr}});
  }
  if (result.shown) put_shown(*result.shown, all);
  return all;
}

}  // namespace

void put_shown(const ShownTeams& shown, Json& teams) {
  for (std::size_t i = 0; i < std::min(teams.size(), shown.rgba.size()); ++i) {
    const auto& ring = shown.rgba[i];
    teams[i]["shown"] = fmt::format("#{:02x}{:02x}{:02x}", ring.r, ring.g, ring.b);
    teams[i]["shown_from"] = to_string(shown.from[i]);
  }
}

Json coverage_json(const LaneResult& result, const Sport& sport) {
  const auto share = [&](std::int64_t count, std::int64_t of) {
    return of ? Json(std::round(1e4 * static_cast<double>(count) / static_cast<double>(of)) / 1e4)
              : Json(nullptr);
  };
  Json calibration = Json::object();
  for (std::size_t i = 0; i < result.calibration.size(); ++i)
    calibration[to_string(static_cast<CalibrationState>(i))] =
        share(result.calibration[i], result.frames);
  Json json{{"people_per_frame", share(result.people, result.frames)},
            {"people_placed", share(result.placed, result.people)},
            {"calibration", std::move(calibration)},
            {"ball_measured", share(result.ball_visible, result.frames)},
            {"frames_not_counted", share(result.uncounted, result.frames)}};
  for (const auto& code : all_codes()) {
    const bool own = sport.field && &code == &code_of(sport);
    for (std::size_t i = 0; i < code.counts.size(); ++i)
      json[code.counts[i].name] =
          own ? share(i < result.counted.size() ? result.counted[i] : 0, result.frames)
              : Json(nullptr);
  }
  if (!sport.field) {
    json["people_placed"] = nullptr;
    for (auto& state : json["calibration"]) state = nullptr;
  }
  if (sport.ball < 0) json["ball_measured"] = nullptr;
  return json;
}

namespace {

Json engine_json(const RunFacts& facts) {
  return {{"engine", to_string(facts.engine.kind)},
          {"precision", to_string(facts.engine.precision)},
          {"version", facts.engine.version},
          {"device", facts.engine.device},
          {"streams", facts.streams},
          {"mean_batch", facts.mean_batch},
          {"reason", facts.engine.reason}};
}

/// Where the work was done, and what crossed the bus for it.
Json device_json(const RunFacts& facts) {
  Json json{{"device", to_string(facts.device)}, {"why", facts.device_why}};
  if (!facts.traffic) return json;
  const auto& t = *facts.traffic;
  json["host_frame_copies"] = t.frames_to_host;
  json["uploaded_frames"] = t.frames_to_device;
  json["bytes_to_host"] = t.bytes_to_host;
  json["bytes_to_device"] = t.bytes_to_device;
  if (facts.gpu_memory) json["memory_used_bytes"] = *facts.gpu_memory;
  return json;
}

void add_report(const std::string& dir, LaneResult& result, const RunFacts& facts) {
  const auto& settings = facts.config->settings();
  if (!settings.output.report || !facts.sport || !has_report(*facts.sport) || result.frames == 0)
    return;
  ReportInput in;
  in.run_dir = dir;
  in.source_id = result.media.id;
  in.share_dir = share_dir().string();
  in.classes = facts.sport->classes;
  in.ball_class = facts.sport->ball;
  in.guard_class = facts.sport->guard;
  in.official_class = facts.sport->official;
  in.field = facts.field;
  in.sheets = sheets_of(*facts.sport, settings);
  const auto teams = teams_json(result, facts);
  for (const std::size_t i : {0U, 1U}) {
    if (i >= teams.size()) break;
    in.team_names[i] = teams[i]["name"];
    if (teams[i]["colour"].is_string()) in.team_colours[i] = teams[i]["colour"];
    if (!teams[i]["shown"].is_string()) continue;
    in.shown_colours[i] = teams[i]["shown"];
    in.shown_from[i] = teams[i]["shown_from"];
  }
  in.summary_json = json_dump(source_summary(result, facts));
  in.has_video = result.video.frames > 0;
  if (in.has_video) in.video_origin_ns = result.video.origin_ns;
  if (auto written = write_report(in); !written)
    result.degraded.push_back("report not written: " + written.error().message);
}

}  // namespace

Status check_folder(const std::string& dir, bool overwrite) {
  std::error_code error;
  if (fs::exists(dir, error) && !fs::is_directory(dir, error))
    return fail(Errc::io, dir, "the output '{}' is not a folder; choose another", dir);
  if (overwrite) return {};
  for (const auto* name : kFiles)
    if (fs::exists(fs::path(dir) / name, error))
      return fail(Errc::io, dir,
                  "'{}' already holds a run ({}); choose another folder or pass --overwrite", dir,
                  name);
  return {};
}

Status claim_folder(const std::string& dir, bool overwrite) {
  TL_CHECK(check_folder(dir, overwrite));
  std::error_code error;
  fs::create_directories(dir, error);
  if (error)
    return fail(Errc::io, dir, "cannot create the output folder '{}': {}", dir, error.message());
  remove_parts(dir);
  for (const auto* name : kFiles) {
    const auto path = fs::path(dir) / name;
    const bool replaced = fs::remove(path, error);
    if (!error && name == std::string_view("report.html"))
      fs::remove_all(fs::path(dir) / "plots", error);
    if (replaced && name == std::string_view("annotated.mp4"))
      for (const char* folder : {kStills, kClips}) fs::remove_all(fs::path(dir) / folder, error);
    if (error)
      return fail(Errc::io, path.string(), "cannot replace '{}': {}", path.string(),
                  error.message());
  }
  return {};
}

std::string status_of(const LaneResult& result, bool cancelled) {
  if (result.error) return "failed";
  if (cancelled) return "cancelled";
  const auto& counts = result.counts;
  const bool damaged = counts.frames_corrupt + counts.packets_corrupt + counts.packets_left > 0;
  const bool ended_early = counts.truncated || !counts.reasons.empty() || !result.ended.empty();
  return damaged || ended_early ? "partial" : "ok";
}

/// Why a run is partial, in words: whatever makes it so has some.
std::vector<std::string> reasons_of(const LaneResult& result) {
  const auto& counts = result.counts;
  auto reasons = counts.reasons;
  reasons.insert(reasons.end(), result.ended.begin(), result.ended.end());
  if (counts.frames_corrupt + counts.packets_corrupt > 0)
    reasons.push_back(fmt::format(
        "of the video {} packets could not be decoded and {} pictures came out damaged: "
        "there the file is damaged, or goes on in a way that cannot be followed",
        counts.packets_corrupt, counts.frames_corrupt));
  return reasons;
}

Json source_summary(const LaneResult& result, const RunFacts& facts) {
  const auto& counts = result.counts;
  const double seconds = to_seconds(facts.elapsed);
  Json json{
      {"source_id", result.media.id},
      {"status", status_of(result, facts.cancelled)},
      {"frames", result.frames},
      {"fps",
       seconds > 0 ? std::round(static_cast<double>(result.frames) / seconds * 100) / 100 : 0},
      {"steady_fps",
       facts.working > 0 ? static_cast<double>(result.frames) / to_seconds(facts.working) : 0.0},
      {"media_seconds", to_seconds(result.last_pts_ns - result.first_pts_ns)},
      {"objects",
       {{"detections", result.detections},
        {"tracks", result.tracks},
        {"events", result.events},
        {"frames_with_measured_ball", result.ball_visible}}},
      {"counts",
       {{"frames_decoded", counts.frames_decoded},
        {"frames_delivered", counts.frames_delivered},
        {"frames_corrupt", counts.frames_corrupt},
        {"packets_corrupt", counts.packets_corrupt},
        {"packets_left", counts.packets_left},
        {"frames_doubtful", counts.frames_doubtful},
        {"streams_followed", counts.streams_followed},
        {"frames_combed", counts.frames_combed},
        {"times_repaired", counts.times_repaired},
        {"truncated", counts.truncated}}}};
  if (result.media.live) {
    json["counts"]["frames_dropped"] = counts.frames_dropped;
    json["counts"]["reconnects"] = counts.reconnects;
  }
  json["reasons"] = reasons_of(result);
  json["rows_held"] = result.rows_held;
  json["coverage"] = coverage_json(result, facts.sport ? *facts.sport : Sport());
  Json stages = Json::array();
  for (const auto& row : stage_rows(result, facts))
    stages.push_back({{"stage", row.stage},
                      {"frames", row.frames},
                      {"cpu_us_per_frame", std::isnan(row.cpu_us_mean)
                                               ? Json(nullptr)
                                               : Json(std::round(row.cpu_us_mean * 10) / 10)},
                      {"share", std::round(row.share * 1000) / 1000}});
  json["stages"] = std::move(stages);
  const auto& latency = result.account.latency();
  json["latency_ms"] = {{"p50", milliseconds(latency.quantile(0.5))},
                        {"p99", milliseconds(latency.quantile(0.99))}};
  const auto& analysis = result.account.analysis();
  json["analysis_ms"] = {{"p50", milliseconds(analysis.quantile(0.5))},
                         {"p99", milliseconds(analysis.quantile(0.99))},
                         {"p999", milliseconds(analysis.quantile(0.999))},
                         {"worst", milliseconds(analysis.longest())}};
  const auto since_start = [&](Nanoseconds at) {
    return at ? Json(milliseconds(std::max<Nanoseconds>(0, at - facts.start_wall))) : Json(nullptr);
  };
  json["first_frame_ms"] = since_start(result.first_row_ns);
  json["start"] = {
      {"networks_ms", since_start(facts.networks_ready)},
      {"networks_from_cache", facts.networks_kept},
      {"expected_fps",
       facts.expected_fps ? Json(std::round(*facts.expected_fps * 10) / 10) : Json(nullptr)},
      {"lane_ms", since_start(facts.lane_began)},
      {"first_row_ms", json["first_frame_ms"]},
      {"first_picture_ms", since_start(result.first_picture_ns)}};
  const auto bottleneck = find_bottleneck(result.account, facts.account, facts.elapsed,
                                          facts.process_cpu, facts.cores, facts.streams);
  json["bottleneck"] = {{"stage", bottleneck.stage}, {"why", bottleneck.why}};
  json["encoder"] = result.video.encoder.empty() ? Json(nullptr) : Json(result.video.encoder);
  auto degraded = result.ended;
  for (const auto* more : {&result.degraded, &result.video.degraded, &facts.degraded})
    degraded.insert(degraded.end(), more->begin(), more->end());
  json["degraded"] = degraded;
  json["notes"] = result.video.notes;
  if (result.error)
    json["error"] = {{"message", result.error->message}, {"where", result.error->where}};
  return json;
}

Json manifest_head(const MediaInfo& media, const RunFacts& facts) {
  Json head{{"schema", kSchemaVersion},
            {"touchline", version_table()},
            {"source", media_json(media)},
            {"classes", facts.sport ? Json(facts.sport->classes) : Json::array()},
            {"model", model_json(facts.model)},
            {"landmark_model", model_json(facts.landmarks)},
            {"teams", teams_json({}, facts)},
            {"match", facts.match_json.empty() ? Json(nullptr) : Json::parse(facts.match_json)},
            {"device", device_json(facts)},
            {"inference", engine_json(facts)},
            {"run", {{"source_id", media.id}, {"status", "running"}}},
            {"config_hash", facts.config->hash()},
            {"config", Json::object()},
            {"video", nullptr},
            {"outputs", Json::array()}};
  for (const auto& entry : facts.config->entries())
    head["config"][entry.key] = {{"value", entry.value}, {"origin", entry.origin}};
  return head;
}

Result<FileLock> begin_folder(const std::string& dir, const MediaInfo& media, int rows_held,
                              const RunFacts& facts) {
  const auto path = (fs::path(dir) / "run.json").string();
  auto head = manifest_head(media, facts);
  head["run"]["rows_held"] = rows_held;
  TL_CHECK(write_file_atomically(path, json_dump(head, 2) + "\n"));
  return FileLock::take(path);
}

Json video_json(const VideoCounts& video) {
  return {{"frames", video.frames},
          {"audio_packets", video.audio_packets},
          {"width", video.width},
          {"height", video.height},
          {"origin_ns", video.frames ? Json(video.origin_ns) : Json(nullptr)}};
}

Status write_manifest(const std::string& dir, Json manifest) {
  auto& outputs = manifest["outputs"] = Json::array();
  for (const auto* name : kFiles) {
    if (name == std::string_view("run.json") || name == std::string_view("manifest.json")) continue;
    std::error_code missing;
    const auto bytes = fs::file_size(fs::path(dir) / name, missing);
    if (!missing) outputs.push_back({{"file", name}, {"bytes", bytes}});
  }
  std::vector<std::string> more;
  std::error_code none;
  for (const std::string folder : {"plots", kStills, kClips})
    for (const auto& file : fs::directory_iterator(fs::path(dir) / folder, none))
      more.push_back(folder + "/" + file.path().filename().string());
  std::sort(more.begin(), more.end());
  for (const auto& file : more)
    outputs.push_back({{"file", file}, {"bytes", fs::file_size(fs::path(dir) / file)}});
  TL_CHECK(write_file_atomically((fs::path(dir) / "manifest.json").string(),
                                 json_dump(manifest, 2) + "\n"));
  fs::remove(fs::path(dir) / "run.json", none);  // the manifest says all of it, and that it is done
  return {};
}

void remove_parts(const std::string& dir) {
  for (const auto* name : kFiles) remove_part((fs::path(dir) / name).string());
}

Status finish_folder(const std::string& dir, LaneResult& result, const RunFacts& facts) {
  TL_CHECK(write_stages_csv((fs::path(dir) / "stages.csv").string(), stage_rows(result, facts)));
  if (result.error) return {};
  add_report(dir, result, facts);
  auto manifest = manifest_head(result.media, facts);
  manifest["teams"] = teams_json(result, facts);
  manifest["run"] = source_summary(result, facts);
  manifest["video"] = video_json(result.video);
  return write_manifest(dir, std::move(manifest));
}

}  // namespace touchline
