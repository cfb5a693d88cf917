// Golf's own formats.
#pragma once

#include "reports/sport_formats.h"
#include "sports/golf/swing_plan.h"

namespace touchline::golf {

/// swings: swings.json, all that is known of every swing, the rejected ones too, and swings.csv, a
/// line each. Both are found anew in poses.bin by `plan`, and every run leaves them.
SportFormats formats(const SwingPlan& plan);

}  // namespace touchline::golf
