// What the converters read of a finished run: its frames, events and the lines of its other files,
// each passed over once with bounded memory.
#pragma once

#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "records/event.h"
#include "records/record.h"
#include "reports/convert.h"

namespace touchline {

/// A frame as the export numbers and times it; `row` has the source's own.
struct ExportFrame {
  const FrameRecord& row;
  std::int64_t index = 0;   ///< rows of tracking.jsonl before it: the picture of annotated.mp4
  std::int64_t number = 0;  ///< on the export's clock
  Nanoseconds time_ns = 0;  ///< on the export's clock
};

/// Calls `see` for every frame of tracking.jsonl, in order, with teams as the sheet has them; stops
/// at the first error.
Status each_frame(const ConvertInput& in, const std::function<Status(const ExportFrame&)>& see);

/// Which row of tracking.jsonl a frame of the source has. Small where the frames' step is steady.
class FrameIndex {
 public:
  static Result<FrameIndex> read(const ConvertInput& in);
  void add(std::int64_t frame);
  /// Nothing for a frame without a row.
  [[nodiscard]] std::optional<std::int64_t> of(std::int64_t frame) const;

 private:
  struct Stretch {
    std::int64_t frame = 0, step = 0, count = 0, index = 0;
  };
  std::vector<Stretch> stretches_;
};

/// What lies in [from, to) was found to be a replay when it had been counted already.
struct ReplaySpan {
  Nanoseconds from = 0, to = 0;
};
std::vector<ReplaySpan> late_replays(const std::vector<Event>& events);
bool in_any(const std::vector<ReplaySpan>& replays, Nanoseconds time);

/// The events by start, then id, each in its last revision; without those of play that began in a
/// replay.
Result<std::vector<Event>> last_events(const ConvertInput& in);

/// last_events() with their times on the export's clock; evidence stays the source's frames.
Result<std::vector<Event>> export_events(const ConvertInput& in);

/// Evidence as rows of tracking.jsonl, from 0, which are the pictures of annotated.mp4.
Status count_evidence_in_rows(const ConvertInput& in, std::vector<Event>& events);

/// Where the export's clock starts, in words: "times and frames count from ...".
std::string clock_text(const ConvertInput& in);

/// Lines of a file of the run, matched to frames that are asked for in rising order.
class FrameLines {
 public:
  /// A file that is missing gives no lines: not every run has every file.
  FrameLines(const ConvertInput& in, const char* name);
  /// The line of `frame`; nothing when there is none. Valid until the next call. Errc::bad_input.
  Result<const std::string*> at(std::int64_t frame);

 private:
  std::string path_;
  std::ifstream file_;
  std::string line_;
  std::int64_t held_ = -1, number_ = 0;  ///< the frame that line_ is of; lines read
};

std::string run_file(const ConvertInput& in, const char* name);
inline bool is_ball(const ConvertInput& in, const TrackSample& s) {
  return s.class_id == in.ball_class;
}
/// The rate as the whole number that some formats ask for, at least 1.
int whole_fps(const ConvertInput& in);

}  // namespace touchline
