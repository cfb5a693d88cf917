// touchline analyse: the measures of a recorded run again, without decoding a picture.
#include <filesystem>
#include <thread>

#include "base/channel.h"
#include "pipeline/measuring.h"
#include "pipeline/recorded_run.h"
#include "records/read.h"
#include "sink/line_writer.h"
#include "touchline/tools.h"

namespace touchline {
namespace {

using Rows = std::vector<FrameRecord>;

/// Reads ahead on a thread of its own.
class RowStream {
 public:
  explicit RowStream(FrameReader reader)
      : reader_(std::move(reader)), thread_([this] { read(); }) {}
  ~RowStream() {
    rows_.abandon();
    thread_.join();
  }
  /// The next rows; none at the end.
  Result<Rows> next() {
    if (auto rows = rows_.pop()) return std::move(*rows);
    if (!status_) return status_.error();
    return Rows{};
  }

 private:
  void read() {
    for (;;) {
      Rows rows;
      status_ = reader_.next(rows);
      if (!status_ || rows.empty() || !rows_.push(std::move(rows))) break;
    }
    rows_.close();
  }
  FrameReader reader_;
  Channel<Rows> rows_{4};
  Status status_;
  std::thread thread_;  ///< last: it uses the others
};

/// Lines go out in large pieces: nobody follows these files while they grow.
class Lines {
 public:
  static Result<Lines> create(const std::string& path) {
    TL_ASSIGN(File file, File::create(path + ".tmp"));
    Lines lines;
    lines.path_ = path;
    lines.file_ = std::move(file);
    return lines;
  }
  Status add(const std::string& line) {
    text_ += line;
    text_ += '\n';
    return text_.size() < (std::size_t{1} << 20) ? Status() : flush();
  }
  /// The new file takes the old one's place.
  Status finish() {
    TL_CHECK(flush());
    TL_CHECK(file_.close());
    std::error_code error;
    std::filesystem::rename(path_ + ".tmp", path_, error);
    if (error) return fail(Errc::io, path_, "{}: cannot be replaced: {}", path_, error.message());
    return {};
  }

 private:
  Status flush() {
    TL_CHECK(file_.append(text_.data(), text_.size()));
    text_.clear();
    return {};
  }
  std::string path_, text_;
  File file_;
};

/// The events of the run that were not made by the analysis, handed out row by row.
class KeptEvents {
 public:
  explicit KeptEvents(std::vector<Event> all) : events_(std::move(all)) {
    std::erase_if(events_, [](const Event& event) { return Analyser::makes(event.type); });
  }
  template <class Use>
  Status of_row(std::int64_t row, Use&& use) {
    for (; next_ < events_.size() && events_[next_].row == row; ++next_)
      TL_CHECK(use(events_[next_]));
    return {};
  }

 private:
  std::vector<Event> events_;
  std::size_t next_ = 0;
};

struct Count {
  std::int64_t rows = 0, events = 0;
};

Result<Count> rewrite(const RecordedRun& run, Analyser& analyser, KeptEvents& kept, RowStream& rows,
                      Lines& measures, Lines& events) {
  Count count;
  const auto write_event = [&](Event& event) {
    event.id = ++count.events;
    return events.add(to_json(event, run.source_id));
  };
  for (;;) {
    TL_ASSIGN(const Rows block, rows.next());
    if (block.empty()) break;
    for (const auto& row : block) {
      auto& update = analyser.push(row);
      TL_CHECK(measures.add(to_json(update.measures, run.source_id)));
      TL_CHECK(kept.of_row(row.frame, write_event));
      for (Event event : update.events) TL_CHECK(write_event(event));
      ++count.rows;
    }
  }
  TL_CHECK(kept.of_row(-1, write_event));
  for (Event& event : analyser.finish()) TL_CHECK(write_event(event));
  return count;
}

}  // namespace

Result<std::string> analyse(const std::string& dir,
                            const std::vector<std::pair<std::string, std::string>>& settings) {
  const auto begin = wall_now();
  TL_ASSIGN(const RecordedRun run, open_run(dir, settings));
  TL_ASSIGN(auto analyser, make_analyser(run.sport, run.pitch, run.config.settings()));
  if (!analyser)
    return fail(Errc::usage, run.sport.name, "sport '{}' has no measures to compute",
                run.sport.name);
  TL_ASSIGN(auto old_events, read_events(run.file("events.jsonl")));
  KeptEvents kept(std::move(old_events));
  TL_ASSIGN(auto reader, FrameReader::open(run.file("tracking.jsonl"), run.sport.classes));
  RowStream rows(std::move(reader));
  TL_ASSIGN(auto measures, Lines::create(run.file("measures.jsonl")));
  TL_ASSIGN(auto events, Lines::create(run.file("events.jsonl")));
  TL_ASSIGN(const Count count, rewrite(run, *analyser, kept, rows, measures, events));
  TL_CHECK(measures.finish());
  TL_CHECK(events.finish());

  nlohmann::ordered_json changed = nlohmann::ordered_json::object();
  for (const auto& entry : run.config.entries())
    if (entry.origin == "flag") changed[entry.key] = entry.value;
  nlohmann::ordered_json summary{{"run", dir},
                                 {"rows", count.rows},
                                 {"events", count.events},
                                 {"settings_changed", changed},
                                 {"config_hash", run.config.hash()}};
  TL_CHECK(write_file_atomically(run.file("analysis.json"), summary.dump(2) + "\n"));
  summary["seconds"] = to_seconds(wall_now() - begin);
  return summary.dump(2);
}

}  // namespace touchline
