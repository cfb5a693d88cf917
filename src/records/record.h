// The live truth: one FrameRecord per frame, written as one line of JSON.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json_line.h"
#include "records/event.h"
#include "records/media.h"
#include "records/track.h"

namespace touchline {

struct FrameRecord {
  std::string source_id;
  std::int64_t frame = 0;  ///< 0-based source frame number, in presentation order
  Nanoseconds pts_ns = 0;
  std::optional<Nanoseconds> utc_ns;        ///< since 1970, when the picture was taken
  ClockSource utc_src = ClockSource::none;  ///< who says so
  bool processed = true;  ///< false: the network did not see this frame, so absence proves nothing
  TrackSamples objects;   ///< people, then the ball when it has a sample
  BallState ball = BallState::lost;
  CalibrationState calibration = CalibrationState::lost;
  std::optional<double> sigma_m;  ///< of a ground point at the middle of the view; null while lost
  int shot = 0;                   ///< counts up at every cut
  bool counted = true;            ///< false: a replay or close-up, which no statistic counts
  std::string why_uncounted;
};

/// Rounds every figure to what the file holds, so that what is analysed, drawn and read back later
/// are the same numbers.
void quantise(FrameRecord& record);
/// One line (no newline) of tracking.jsonl. `classes` names the class ids.
void append_json(JsonLine& line, const FrameRecord& record,
                 const std::vector<std::string>& classes);
/// One line (no newline) of events.jsonl.
void append_json(JsonLine& line, const Event& event, const std::string& source_id);

}  // namespace touchline
