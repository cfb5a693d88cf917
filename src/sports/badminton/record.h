// What is recorded of a frame of badminton: who plays where, and how fast.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "geometry/linear.h"
#include "records/known.h"
#include "records/sport_record.h"
#include "touchline/sample.h"

namespace touchline::badminton {

/// Half of the court: x < 0 is the near end, or the left one where the camera stands beside it.
enum class End : std::uint8_t { near, far };
const char* to_string(End end);
inline End other(End end) { return end == End::near ? End::far : End::near; }

/// One player in one frame.
struct PlayerNow {
  int number = 0;       ///< 1 and 3 began at the near end, 2 and 4 at the far one
  End end = End::near;  ///< where the player plays now
  Known<std::int64_t> track_id;
  SampleSource source = SampleSource::measured;  ///< of the place; meaningless without one
  Known<Vec2d> court_m;                          ///< the feet
  Cov2 cov_m2;                                   ///< of court_m; meaningless without it
  Known<double> speed_m_s;
};

/// A stroke that has just been struck, for pictures that are drawn when it is known.
struct StrokeNow {
  Nanoseconds at_ns = 0;
  std::int64_t track_id = -1;  ///< of the player; -1: not seen
  Vec2d shuttle_px;            ///< when it was struck
  std::string kind;            ///< empty: not told
  bool backhand = false;
  bool operator==(const StrokeNow&) const = default;
};

/// The rally around a frame.
struct RallyNow {
  int number = 0;
  std::array<int, 2> strokes{};  ///< so far, by End
  std::vector<StrokeNow> fresh;  ///< of the last kStrokeShown
  bool operator==(const RallyNow&) const = default;
};
inline constexpr Nanoseconds kStrokeShown = 600'000'000;

struct BadmintonRecord final : SportRecord {
  void append_json(JsonLine& line, const std::string& source_id) const override;

  std::int64_t frame = 0;
  Nanoseconds pts_ns = 0;
  std::vector<PlayerNow> players;  ///< by number
  std::optional<RallyNow> rally;   ///< not in the file: events.jsonl has it
};

/// The record as one of badminton; null when it is of another sport, or none.
const BadmintonRecord* badminton_of(const SportRecord* record);

}  // namespace touchline::badminton
