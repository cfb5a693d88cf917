// The golfer's poses of a recorded run, and the swings in them.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "sports/golf/pose_series.h"
#include "sports/golf/swing.h"
#include "sports/golf/swing_plan.h"

namespace touchline::golf {

struct RecordedSession {
  PoseSeries poses;           ///< a sample for every frame of poses.bin
  std::vector<Swing> swings;  ///< the rejected ones too, in the order of their tops
};

/// Follows the golfer through the poses.bin of a run's folder, as the run did, with what it heard
/// and the fingers that were counted. Errors are those of the readers.
Result<RecordedSession> read_session(const std::string& run_dir, const SwingPlan& plan);

}  // namespace touchline::golf
