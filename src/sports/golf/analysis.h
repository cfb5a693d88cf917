// Golf's analysis of a source: follows the golfer and finds swings.
#pragma once

#include "analytics/analysis.h"
#include "sports/golf/pose_series.h"
#include "sports/golf/swing_plan.h"

namespace touchline::golf {

/// Analyses that find swings by `plan`. Each is an event "swing" (see swing_words.h), told when it
/// is certain; what was rejected is none.
MakeAnalysis golf_analyses(SwingPlan plan);

}  // namespace touchline::golf
