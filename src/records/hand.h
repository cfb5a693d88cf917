// A hand that was looked at in one picture.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json_line.h"
#include "base/result.h"
#include "records/keypoint.h"

namespace touchline {

struct HandRow {
  std::int64_t frame = 0;
  Nanoseconds pts_ns = 0;
  Keypoints points;  ///< wrist, then four of each finger, thumb first; empty: none was seen
  std::optional<int> fingers;  ///< how many are out; null: no hand was seen, or it is not sure
  double score = 0;            ///< how sure the network is that there is a hand, 0..1; 0: none
};

/// A line of hands.jsonl.
void append_json(JsonLine& line, const HandRow& hand, const std::string& source_id);
/// All lines of a hands.jsonl, without their points. Errc::io: it cannot be read; Errc::bad_input
/// names the line that no run wrote.
Result<std::vector<HandRow>> read_hands(const std::string& path);

}  // namespace touchline
