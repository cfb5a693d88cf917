// The live truth: one FrameRecord per frame, written as one line of JSON.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "records/event.h"
#include "records/track.h"

namespace touchline {

inline constexpr int kSchemaVersion = 1;

struct FrameRecord {
  std::string source_id;
  std::int64_t frame = 0;  ///< 0-based source frame number, in presentation order
  Nanoseconds pts_ns = 0;
  std::optional<Nanoseconds> utc_ns;
  bool processed = true;  ///< false: the network did not see this frame, so absence proves nothing
  TrackSamples objects;   ///< people, then the ball when it has a sample
  BallState ball = BallState::lost;
};

/// One line (no newline) of tracking.jsonl. `classes` names the class ids.
std::string to_json(const FrameRecord& record, const std::vector<std::string>& classes);
/// One line (no newline) of events.jsonl.
std::string to_json(const Event& event, const std::string& source_id);

}  // namespace touchline
