// What the converters read of a finished run: its frames, events, measures and calibration, each
// passed over once with bounded memory.
#pragma once

#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "records/event.h"
#include "records/field.h"
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

/// What measures.jsonl says of one frame; all unknown where it says nothing.
struct FrameMeasures {
  struct Motion {
    std::int64_t track_id = 0;
    std::optional<Vec2d> velocity_m_s;
    std::optional<double> speed_m_s;
  };
  Team possession = Team::none;  ///< none: unknown or contested
  std::optional<int> attack_a;   ///< +1: team a attacks towards +x; -1: towards -x
  std::vector<Motion> players;

  [[nodiscard]] const Motion* of(std::int64_t track_id) const;
};

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

class MeasureLines {
 public:
  explicit MeasureLines(const ConvertInput& in) : lines_(in, "measures.jsonl") {}
  Result<FrameMeasures> at(std::int64_t frame);

 private:
  FrameLines lines_;
};

class ViewLines {
 public:
  explicit ViewLines(const ConvertInput& in) : lines_(in, "calibration.jsonl") {}
  /// Only what maps pixels to metres is set; state `lost` where nothing is known.
  Result<FieldView> at(std::int64_t frame);

 private:
  FrameLines lines_;
};

/// +1 or -1 when team a attacks one way in every frame that knows, or the sheet says so; nothing
/// when no frame does or they differ.
Result<std::optional<int>> attack_of_a(const ConvertInput& in);

std::string run_file(const ConvertInput& in, const char* name);
/// The team's name, or "a" and "b".
std::string team_name(const ConvertInput& in, Team team);
inline bool is_ball(const ConvertInput& in, const TrackSample& s) {
  return s.class_id == in.ball_class;
}
/// The rate as the whole number that some formats ask for, at least 1.
int whole_fps(const ConvertInput& in);

}  // namespace touchline
