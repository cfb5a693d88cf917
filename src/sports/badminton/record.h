// What is recorded of a frame of badminton: who plays where, and how fast.
#pragma once

#include <cstdint>
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

struct BadmintonRecord final : SportRecord {
  void append_json(JsonLine& line, const std::string& source_id) const override;

  std::int64_t frame = 0;
  Nanoseconds pts_ns = 0;
  std::vector<PlayerNow> players;  ///< by number
};

/// The record as one of badminton; null when it is of another sport, or none.
const BadmintonRecord* badminton_of(const SportRecord* record);

}  // namespace touchline::badminton
