// What of a frame's rows tells about the play.
#pragma once

#include <span>
#include <vector>

#include "records/observation.h"
#include "records/record.h"
#include "sports/badminton/body_series.h"
#include "sports/badminton/shuttle_course.h"

namespace touchline::badminton {

/// The shuttle as the row has it; `ball_class` of the sport's classes, -1: none, nobody looks for
/// it. Predicted it counts as missing. In a replay, and where no network saw the frame, its sight
/// is unknown.
ShuttleSample shuttle_of(const FrameRecord& row, int ball_class);

/// The players' bodies, by number. Joints that the network is not sure of are missing.
std::vector<BodyAt> bodies_of(const FrameRecord& row, const Observation& seen,
                              std::span<const PlayerNow> players);

}  // namespace touchline::badminton
