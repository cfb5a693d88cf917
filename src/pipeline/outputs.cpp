#include "pipeline/outputs.h"

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/hash.h"

namespace touchline {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// In the order they are removed: the manifest first, so that half a removal never looks like a
/// finished run.
constexpr const char* kFiles[] = {"manifest.json", "tracking.jsonl", "events.jsonl",
                                  "annotated.mp4", "stages.csv",     "trace.json"};

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
            {"conversions", media.conversions}};
  if (media.audio)
    json["audio"] = {{"codec", media.audio->codec},
                     {"sample_rate", media.audio->sample_rate},
                     {"channels", media.audio->channels}};
  return json;
}

Json engine_json(const RunFacts& facts) {
  return {{"engine", to_string(facts.engine.kind)},
          {"precision", to_string(facts.engine.precision)},
          {"version", facts.engine.version},
          {"device", facts.engine.device},
          {"streams", facts.streams},
          {"mean_batch", facts.mean_batch},
          {"reason", facts.engine.reason}};
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
  for (const auto* name : kFiles) {
    const auto path = fs::path(dir) / name;
    fs::remove(path, error);
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
  return counts.frames_corrupt + counts.packets_corrupt > 0 || counts.truncated ? "partial" : "ok";
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
        {"times_repaired", counts.times_repaired},
        {"truncated", counts.truncated}}}};
  Json stages = Json::array();
  for (const auto& row : stage_rows(result, facts))
    stages.push_back({{"stage", row.stage},
                      {"cpu_us_per_frame", std::isnan(row.cpu_us_mean)
                                               ? Json(nullptr)
                                               : Json(std::round(row.cpu_us_mean * 10) / 10)},
                      {"share", std::round(row.share * 1000) / 1000}});
  json["stages"] = std::move(stages);
  const auto& latency = result.account.latency();
  json["latency_ms"] = {{"p50", milliseconds(latency.quantile(0.5))},
                        {"p99", milliseconds(latency.quantile(0.99))}};
  json["first_frame_ms"] = result.first_row_ns
                               ? Json(milliseconds(result.first_row_ns - facts.start_wall))
                               : Json(nullptr);
  const auto bottleneck = find_bottleneck(result.account, facts.elapsed, facts.process_cpu,
                                          facts.cores, facts.streams, 1);
  json["bottleneck"] = {{"stage", bottleneck.stage}, {"why", bottleneck.why}};
  auto degraded = result.degraded;
  degraded.insert(degraded.end(), result.video.degraded.begin(), result.video.degraded.end());
  json["degraded"] = degraded;
  json["notes"] = result.video.notes;
  if (result.error)
    json["error"] = {{"message", result.error->message}, {"where", result.error->where}};
  return json;
}

Status finish_folder(const std::string& dir, const LaneResult& result, const RunFacts& facts) {
  TL_CHECK(write_stages_csv((fs::path(dir) / "stages.csv").string(), stage_rows(result, facts)));
  if (result.error) return {};
  Json manifest{
      {"schema", kSchemaVersion},
      {"touchline", version_table()},
      {"source", media_json(result.media)},
      {"model",
       {{"name", facts.model->name},
        {"sha256", facts.model->sha256},
        {"license", facts.model->license},
        {"credit", facts.model->credit}}},
      {"inference", engine_json(facts)},
      {"run", source_summary(result, facts)},
      {"config_hash", facts.config->hash()},
      {"config", Json::object()},
      {"video",
       {{"frames", result.video.frames},
        {"audio_packets", result.video.audio_packets},
        {"width", result.video.width},
        {"height", result.video.height},
        {"origin_ns", result.video.frames ? Json(result.video.origin_ns) : Json(nullptr)}}},
      {"outputs", Json::array()}};
  for (const auto& entry : facts.config->entries())
    manifest["config"][entry.key] = {{"value", entry.value}, {"origin", entry.origin}};
  for (const auto* name : kFiles) {
    std::error_code missing;
    const auto bytes = fs::file_size(fs::path(dir) / name, missing);
    if (!missing) manifest["outputs"].push_back({{"file", name}, {"bytes", bytes}});
  }
  return write_file_atomically((fs::path(dir) / "manifest.json").string(), manifest.dump(2) + "\n");
}

}  // namespace touchline
