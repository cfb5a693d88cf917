// touchline retrack: tracks, teams and measures of a recorded run again, from what its pictures
// told.
#include "base/guarded.h"
#include "base/text_file.h"
#include "pipeline/measuring.h"
#include "records/pose_file.h"
#include "touchline/tools.h"
#include "verbs/again.h"
#include "verbs/recorded_rows.h"

namespace touchline {
namespace {

struct Files {
  TextFile tracking, events;
  std::optional<TextFile> measures;
  std::optional<PoseWriter> poses;
};

Result<Files> create_files(const RecordedRun& run) {
  TL_ASSIGN(auto tracking, TextFile::create(run.file("tracking.jsonl")));
  TL_ASSIGN(auto events, TextFile::create(run.file("events.jsonl")));
  Files files{std::move(tracking), std::move(events), {}, {}};
  if (has_measures(run.sport, run.config.settings())) {
    TL_ASSIGN(auto measures, TextFile::create(run.file("measures.jsonl")));
    files.measures.emplace(std::move(measures));
  }
  TL_ASSIGN(const auto poses, RecordedPoses::open(run));
  if (poses) {
    TL_ASSIGN(files.poses, PoseWriter::create(part_of(run.file("poses.bin")), poses->header()));
  }
  return files;
}

/// Everything that follows from the observations, written to `files`.
Result<AgainCount> rewrite(const RecordedRun& run, ObservationReader& observations,
                           Analyst& analyst, Files& files) {
  AgainCount count;
  JsonLine line;
  const auto write_event = [&](Event& event) {
    event.id = ++count.events;
    append_json(line, event, run.source_id);
    files.events.write_line(line.take());
  };
  const auto write = [&](const Moment& moment) -> Status {
    append_json(line, moment.row, run.sport.classes);
    files.tracking.write_line(line.take());
    if (files.measures && moment.record) {
      moment.record->append_json(line, run.source_id);
      files.measures->write_line(line.take());
    }
    if (files.poses) TL_CHECK(files.poses->write(moment.seen));
    for (Event event : moment.events) write_event(event);
    ++count.rows;
    return {};
  };
  std::vector<Observation> block;
  for (;;) {
    TL_CHECK(observations.next(block));
    if (block.empty()) break;
    for (auto& seen : block) {
      Moment moment;
      moment.seen = std::move(seen);
      analyst.follow(std::move(moment), run.source_id);
      while (const auto done = analyst.next()) TL_CHECK(write(*done));
    }
  }
  analyst.end();
  while (const auto done = analyst.next()) TL_CHECK(write(*done));
  for (auto& event : analyst.finish()) write_event(event);
  return count;
}

}  // namespace

Result<std::string> retrack(const std::string& dir,
                            const std::vector<std::pair<std::string, std::string>>& settings) try {
  const auto begin = wall_now();
  TL_CHECK(refuse_earlier_stages(settings, {"input.", "detect.", "calibrate.", "court.", "pitch."},
                                 "run the match again"));
  TL_ASSIGN(const RecordedRun run, open_run(dir, settings));
  auto observations = ObservationReader::open(run.file("observations.jsonl"));
  if (!observations)
    return fail(Errc::bad_input, dir,
                "'{}' holds no observations.jsonl; run the match with --set "
                "output.observations=true to be able to track it again without its pictures",
                dir);
  TL_ASSIGN(const AnalystOptions how, analyst_again(run));
  TL_ASSIGN(const auto sounds, recorded_sounds(run));
  Analyst analyst(how);
  analyst.hear(sounds);
  TL_ASSIGN(Files files, create_files(run));
  const auto rewritten = rewrite(run, *observations, analyst, files);
  if (!rewritten) {
    remove_part(run.file("poses.bin"));
    return rewritten.error();
  }
  TL_CHECK(files.tracking.close());
  TL_CHECK(files.events.close());
  if (files.measures) TL_CHECK(files.measures->close());
  if (files.poses) {
    TL_CHECK(files.poses->close());
    TL_CHECK(sync_and_put_in_place(run.file("poses.bin")));
  }
  return conclude_again(run, *rewritten, begin);
} catch (...) {
  return caught("retrack");
}

}  // namespace touchline
