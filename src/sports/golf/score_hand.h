// The raised hand that tells a score after a swing, from poses alone.
#pragma once

#include "sports/golf/pose_series.h"
#include "sports/golf/swing.h"

namespace touchline::golf {

/// Looks for one wrist above its shoulder and elbow, held so for the plan's time while the other
/// arm is mostly down. `unknown` where the golfer was seen for less than half of the time.
ScoreHand find_score_hand(const PoseSeries& series, Nanoseconds from, Nanoseconds to,
                          const SwingPlan& plan);

}  // namespace touchline::golf
