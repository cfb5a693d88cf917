// touchline finish: what a run that was cut off had written, made whole.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "base/guarded.h"
#include "base/json_dump.h"
#include "base/text_file.h"
#include "pipeline/measuring.h"
#include "pipeline/outputs.h"
#include "pipeline/sports.h"
#include "records/read.h"
#include "reports/report.h"
#include "sink/mp4_ordinary.h"
#include "touchline/tools.h"
#include "verbs/again.h"
#include "verbs/cut_records.h"
#include "verbs/export.h"

namespace touchline {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kReason =
    "the run was cut off (killed, or the machine stopped) and finished afterwards from what it had "
    "written";

/// The last time something was seen that nothing says the end of.
struct Open {
  const char* end;  ///< type of the event that is missing
  Nanoseconds seen_ns = 0;
  std::int64_t seen_frame = -1;
  float conf = 0;
};
/// By track id.
using OpenTracks = std::map<std::int64_t, Open>;

OpenTracks open_tracks(const std::vector<Event>& events) {
  OpenTracks open;
  for (const auto& event : events) {
    for (const auto id : event.track_ids) {
      if (event.type == "track_start" || event.type == "ball_found") {
        const char* end = event.type == "track_start" ? "track_end" : "ball_lost";
        open[id] = {end, event.start_ns, event.evidence.empty() ? -1 : event.evidence.front(),
                    event.conf.value_or(0)};
      } else if (event.type == "track_end" || event.type == "ball_lost") {
        open.erase(id);
      }
    }
  }
  return open;
}

/// Counts as a run's lane does, and follows what is open.
Status read_rows(const RecordedRun& run, LaneResult& result, OpenTracks& open,
                 std::int64_t& last_frame) {
  TL_ASSIGN(auto reader, FrameReader::open(run.file("tracking.jsonl"), run.sport.classes));
  std::vector<FrameRecord> rows;
  for (;;) {
    TL_CHECK(reader.next(rows));
    if (rows.empty()) return {};
    for (const auto& row : rows) {
      count_row(row, run.sport.ball, result);
      last_frame = row.frame;
      for (const auto& sample : row.objects)
        if (const auto found = open.find(sample.track_id);
            found != open.end() && sample.source == SampleSource::measured)
          found->second = {found->second.end, row.pts_ns, row.frame, sample.conf};
    }
  }
}

/// As the tracker ends what is left at the end of a source.
std::vector<Event> endings(const OpenTracks& open, Nanoseconds now, std::int64_t frame) {
  std::vector<Event> events;
  for (const auto& [id, track] : open) {
    Event& event = events.emplace_back();
    event.type = track.end;
    event.start_ns = track.seen_ns;
    event.end_ns = now;
    event.track_ids = {id};
    event.conf = track.conf;
    event.evidence = {track.seen_frame};
    if (frame != track.seen_frame) event.evidence.push_back(frame);
  }
  std::stable_partition(events.begin(), events.end(),
                        [](const Event& event) { return event.type == "track_end"; });
  return events;
}

Status write_events(const RecordedRun& run, const std::vector<Event>& all) {
  TL_ASSIGN(auto file, TextFile::create(run.file("events.jsonl")));
  JsonLine line;
  std::int64_t id = 0;
  for (Event event : all) {
    event.id = ++id;
    append_json(line, event, run.source_id);
    file.write_line(line.take());
  }
  return file.close();
}

/// The events as they would be had the source ended there: what began is ended, and the measures
/// have had their last word.
Status close_events(const RecordedRun& run, LaneResult& result) {
  TL_ASSIGN(auto events, read_events(run.file("events.jsonl")));
  auto open = open_tracks(events);
  std::int64_t last_frame = -1;
  TL_CHECK(read_rows(run, result, open, last_frame));
  const auto ends = endings(open, result.last_pts_ns, last_frame);
  if (!ends.empty()) {
    events.insert(events.end(), ends.begin(), ends.end());
    TL_CHECK(write_events(run, events));
  }
  result.events = static_cast<std::int64_t>(events.size());
  if (has_measures(run.sport, run.config.settings()) && result.frames > 0) {
    TL_ASSIGN(const AgainCount count, measure_again(run));
    result.events = count.events;
    result.counted = count.counted;
  }
  result.tracks = std::count_if(events.begin(), events.end(),
                                [](const Event& event) { return event.type == "track_start"; });
  return {};
}

/// Nothing that could be a picture lies in the file at `path`: no MP4 holds one outside an "mdat".
bool holds_no_data(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  constexpr std::string_view kData = "mdat";
  std::string bytes;
  std::vector<char> chunk(1 << 20);
  do {
    file.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    bytes.append(chunk.data(), static_cast<std::size_t>(file.gcount()));
    if (bytes.find(kData) != std::string::npos) return false;
    bytes.erase(0, bytes.size() - std::min(bytes.size(), kData.size() - 1));
  } while (file);
  return file.eof();
}

/// What is whole of a video becomes an ordinary file; none when the run made none, or had no
/// picture in it yet.
std::optional<Mp4Contents> close_video(const RecordedRun& run, const char* name,
                                       std::vector<std::string>& degraded) {
  std::error_code error;
  const auto path = run.file(name);
  if (!fs::exists(path, error)) return std::nullopt;
  auto made = make_ordinary_mp4(path);
  if (made && made->pictures > 0) return *made;
  if ((made || holds_no_data(path)) && fs::remove(path, error)) {
    degraded.push_back(
        fmt::format("{} is removed: the run was cut off before its first picture was in it", name));
    return std::nullopt;
  }
  if (made) return std::nullopt;
  degraded.push_back(fmt::format("{} is as the run left it: {}", name, made.error().message));
  return std::nullopt;
}

/// What finishing cannot make, and what makes it.
Json notes_of(const RecordedRun& run) {
  Json notes = Json::array();
  std::error_code error;
  if (draws_last(run.sport) && run.config.settings().video.enabled &&
      !fs::exists(run.file("annotated.mp4"), error))
    notes.push_back(fmt::format(
        "nothing is drawn yet: 'touchline render {}' makes the video, and what is cut out of it, "
        "where the source can be read again",
        run.dir));
  return notes;
}

/// As source_summary(), with null for what only the run itself could tell.
Json summary_of(const RecordedRun& run, const LaneResult& result) {
  Json reasons = Json::array({kReason});
  if (result.frames == 0) reasons.push_back("it was cut off before the first picture was recorded");
  return {{"source_id", run.source_id},
          {"status", "partial"},
          {"reasons", std::move(reasons)},
          {"rows_held", run.manifest["run"].value("rows_held", 0)},
          {"frames", result.frames},
          {"fps", nullptr},
          {"steady_fps", nullptr},
          {"media_seconds", to_seconds(result.last_pts_ns - result.first_pts_ns)},
          {"objects",
           {{"detections", nullptr},
            {"tracks", result.tracks},
            {"events", result.events},
            {"frames_with_measured_ball", result.ball_visible}}},
          {"counts", nullptr},
          {"coverage", coverage_json(result, run.sport)},
          {"stages", Json::array()},
          {"latency_ms", nullptr},
          {"analysis_ms", nullptr},
          {"first_frame_ms", nullptr},
          {"bottleneck", nullptr},
          {"encoder", nullptr},
          {"degraded", result.degraded},
          {"notes", notes_of(run)},
          {"why_null", kReason}};
}

/// The sport's files and the page; what fails is said, and the records stand.
Status write_for_people(RecordedRun& run, LaneResult& result) {
  if (result.frames == 0) return {};
  if (auto written = write_formats(run); !written)
    result.degraded.push_back("not written: " + written.error().message);
  if (run.config.settings().output.report && has_report(run.sport)) {
    TL_ASSIGN(const ReportInput input, report_input(run));
    if (auto report = write_report(input); !report)
      result.degraded.push_back("report not written: " + report.error().message);
  }
  run.manifest["run"] = summary_of(run, result);
  return {};
}

Result<Json> finish_run(RecordedRun run) {
  remove_parts(run.dir);
  TL_CHECK(cut_records(run.dir));
  for (const char* record : {"tracking.jsonl", "events.jsonl"})
    std::ofstream(run.file(record), std::ios::app);  // not begun yet is empty
  LaneResult result;
  TL_CHECK(close_events(run, result));
  const auto video = close_video(run, "annotated.mp4", result.degraded);
  close_video(run, "radar.mp4", result.degraded);
  if (video) {
    result.video.frames = video->pictures;
    result.video.audio_packets = video->sounds;
    result.video.width = video->width;
    result.video.height = video->height;
    result.video.origin_ns = result.first_pts_ns;  // the first picture is the first row's
  }
  run.manifest["video"] = video_json(result.video);
  run.manifest["run"] = summary_of(run, result);
  TL_CHECK(write_for_people(run, result));
  TL_CHECK(write_manifest(run.dir, run.manifest));
  return run.manifest["run"];
}

/// Of a run that has its manifest: what a sport that draws last may still lack.
Result<Json> finish_ended(const std::string& dir) {
  TL_ASSIGN(const RecordedRun run, open_run(dir));
  std::error_code error;
  fs::remove(run.file("run.json"), error);  // finishing was itself cut off at its last step
  Json said{{"run", dir},
            {"status", run.manifest.at("run").value("status", "")},
            {"changed", false},
            {"note", "this run has ended: there is nothing to finish"}};
  if (const Json notes = notes_of(run); !notes.empty()) {
    TL_CHECK(leave_formats(run));
    said["note"] = "this run has ended: there is nothing to finish; " + notes[0].get<std::string>();
  }
  return said;
}

}  // namespace

Result<std::string> finish(const std::string& dir) try {
  std::error_code error;
  if (fs::exists(fs::path(dir) / "manifest.json", error)) {
    TL_ASSIGN(const Json said, finish_ended(dir));
    return json_dump(said, 2);
  }
  TL_ASSIGN(RecordedRun run, open_cut_run(dir));
  const auto lock = FileLock::take(run.file("run.json"));
  if (!lock)
    return fail(Errc::usage, dir, "'{}' holds a run that is still going on; end it first", dir);
  TL_ASSIGN(auto summary, finish_run(std::move(run)));
  Json said{{"run", dir}, {"changed", true}};
  said.update(summary);
  return json_dump(said, 2);
} catch (...) {
  return caught("finish");
}

}  // namespace touchline
