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

/// Calls `see` for every frame of tracking.jsonl, in order; stops at the first error.
Status each_frame(const ConvertInput& in, const std::function<Status(const FrameRecord&)>& see);

/// What lies in [from, to) was found to be a replay when it had been counted already.
struct ReplaySpan {
  Nanoseconds from = 0, to = 0;
};
std::vector<ReplaySpan> late_replays(const std::vector<Event>& events);
bool in_any(const std::vector<ReplaySpan>& replays, Nanoseconds time);

/// The events by start, then id, each in its last revision; without those of play that began in a
/// replay.
Result<std::vector<Event>> last_events(const ConvertInput& in);

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

/// +1 or -1 when team a attacks one way in every frame that knows; nothing when no frame does or
/// they differ.
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
