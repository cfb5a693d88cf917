// What is recorded of a frame of golf: who the golfer is and how the body stands.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "geometry/linear.h"
#include "records/known.h"
#include "records/sport_record.h"
#include "sports/golf/swing.h"

namespace touchline::golf {

/// The swing around a frame, for pictures that are drawn when it is known.
struct SwingNow {
  std::int64_t number = 0;
  std::array<std::optional<Nanoseconds>, kSwingEvents> at_ns;
  std::optional<double> tempo, downswing_s;
  std::string kind, hand;
  std::optional<int> fingers;
  bool operator==(const SwingNow&) const = default;
};

struct GolfRecord final : SportRecord {
  void append_json(JsonLine& line, const std::string& source_id) const override;

  std::int64_t frame = 0;
  Nanoseconds pts_ns = 0;
  Known<std::int64_t> golfer;     ///< track id
  Known<std::int64_t> points;     ///< of the body, seen well enough
  Known<double> torso_px;         ///< mid-shoulder to mid-hip: the body length
  Known<double> hands_up_torso;   ///< the middle of the wrists above that of the hips
  Known<double> spine_deg;        ///< mid-hip to mid-shoulder, from upright, to the picture's right
  Known<double> shoulders_deg;    ///< left to right shoulder in the picture, from level
  Known<Vec2d> hands_px;          ///< the middle of the wrists
  std::optional<SwingNow> swing;  ///< not in the file: events.jsonl has it
};

/// The record as one of golf; null when it is of another sport, or none.
const GolfRecord* golf_of(const SportRecord* record);

}  // namespace touchline::golf
