// touchline analyse: the measures of a recorded run again, without decoding a picture.
#include <thread>

#include "base/guarded.h"
#include "base/text_file.h"
#include "pipeline/measuring.h"
#include "pipeline/sports.h"
#include "records/read.h"
#include "touchline/tools.h"
#include "verbs/again.h"
#include "verbs/circuit.h"
#include "verbs/kept_events.h"
#include "verbs/recorded_rows.h"

namespace touchline {
namespace {

using Rows = std::vector<FrameRecord>;

/// Reads ahead on a thread of its own.
class RowStream {
 public:
  explicit RowStream(FrameReader reader)
      : reader_(std::move(reader)),
        thread_(start_thread(
            "tracking.jsonl", [this] { read(); },
            [this](const Error& error) {
              status_ = error;
              blocks_.end();
            })) {}
  ~RowStream() {
    blocks_.abandon();
    thread_.join();
  }
  /// The next rows, valid until the next call; none at the end.
  Result<const Rows*> next() {
    if (!now_.empty()) blocks_.give_back(std::move(now_));
    now_.clear();
    if (auto rows = blocks_.full()) now_ = std::move(*rows);
    if (now_.empty() && !status_) return status_.error();
    return &now_;
  }

 private:
  void read() {
    while (auto rows = blocks_.empty()) {
      status_ = reader_.next(*rows);
      if (!status_ || rows->empty() || !blocks_.hand_on(std::move(*rows))) break;
    }
    blocks_.end();
  }
  FrameReader reader_;
  Circuit<Rows> blocks_{4};
  Rows now_;
  Status status_;
  std::thread thread_;  ///< last: it uses the others
};

/// Writes behind on a thread of its own: nobody follows these files while they grow.
class TextStream {
 public:
  explicit TextStream(TextFile file)
      : file_(std::move(file)),
        thread_(start_thread(
            file_.path(), [this] { write(); },
            [this](const Error& error) {
              status_ = error;
              blocks_.abandon();
            })) {}
  ~TextStream() {
    blocks_.abandon();
    if (thread_.joinable()) thread_.join();
  }
  /// What to append the next lines to; flush() sends them off now and then.
  std::string& text() { return text_; }
  void flush(std::size_t least = std::size_t{1} << 20) {
    if (text_.size() < least) return;
    blocks_.hand_on(std::move(text_));
    text_ = blocks_.empty().value_or(std::string());  // none: the writer failed, finish() says why
    text_.clear();
  }
  /// The new file takes the old one's place.
  Status finish() {
    flush(1);
    blocks_.end();
    thread_.join();
    TL_CHECK(status_);
    return file_.close();
  }

 private:
  void write() {
    while (auto text = blocks_.full()) {
      file_.write(*text);  // close() tells of what failed
      text->clear();
      blocks_.give_back(std::move(*text));
    }
  }
  TextFile file_;
  Circuit<std::string> blocks_{3};
  std::string text_ = std::move(*blocks_.empty());
  Status status_;
  std::thread thread_;  ///< last: it uses the others
};

Result<AgainCount> rewrite(const RecordedRun& run, Analysis& analysis, KeptEvents& kept,
                           RowStream& rows, TextStream& measures, TextStream& events) {
  TL_ASSIGN(auto poses, RecordedPoses::open(run));
  AgainCount count;
  JsonLine line;
  auto seen = blank_of(run);
  const auto write_event = [&](Event& event) {
    event.id = ++count.events;
    append_json(line, event, run.source_id);
    (events.text() += line.take()) += '\n';
  };
  for (;;) {
    TL_ASSIGN(const Rows* const block, rows.next());
    if (block->empty()) break;
    for (const auto& row : *block) {
      kept.of_row(row.frame, [&](Event& event) {
        heed(event, analysis);
        write_event(event);
      });
      if (poses) TL_CHECK(poses->of(row, seen));
      auto found = analysis.push(row, seen);
      found.record->append_json(line, run.source_id);
      (measures.text() += line.take()) += '\n';
      measures.flush();
      for (Event& event : found.events) write_event(event);
      events.flush();
      ++count.rows;
      count_record(code_of(run.sport).counts, found.record.get(), count.counted);
    }
  }
  kept.of_row(-1, write_event);
  for (Event& event : analysis.finish()) write_event(event);
  return count;
}

}  // namespace

Result<AgainCount> measure_again(const RecordedRun& run) {
  TL_ASSIGN(const auto make, make_analysis(run.sport, run.config.settings()));
  if (!make)
    return fail(Errc::usage, run.sport.name, "sport '{}' has no measures to compute",
                run.sport.name);
  TL_ASSIGN(auto old_events, read_events(run.file("events.jsonl")));
  KeptEvents kept(std::move(old_events));
  TL_ASSIGN(auto reader, FrameReader::open(run.file("tracking.jsonl"), run.sport.classes));
  RowStream rows(std::move(reader));
  TL_ASSIGN(auto measures_file, TextFile::create(run.file("measures.jsonl")));
  TL_ASSIGN(auto events_file, TextFile::create(run.file("events.jsonl")));
  TextStream measures(std::move(measures_file)), events(std::move(events_file));
  TL_ASSIGN(const auto sounds, recorded_sounds(run));
  const auto analysis = make();
  analysis->hear(sounds);
  TL_ASSIGN(const AgainCount count, rewrite(run, *analysis, kept, rows, measures, events));
  TL_CHECK(measures.finish());
  TL_CHECK(events.finish());
  return count;
}

Result<std::string> analyse(const std::string& dir,
                            const std::vector<std::pair<std::string, std::string>>& settings) try {
  const auto begin = wall_now();
  TL_CHECK(refuse_earlier_stages(settings,
                                 {"input.", "detect.", "calibrate.", "court.", "track.", "teams."},
                                 "'touchline retrack' can change tracks and teams, 'touchline run' "
                                 "everything"));
  TL_ASSIGN(const RecordedRun run, open_run(dir, settings));
  TL_ASSIGN(const AgainCount count, measure_again(run));
  return conclude_again(run, count, begin);
} catch (...) {
  return caught("analyse");
}

}  // namespace touchline
