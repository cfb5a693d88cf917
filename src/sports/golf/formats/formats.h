// Golf's own formats.
#pragma once

#include "reports/sport_formats.h"
#include "sports/golf/swing_plan.h"

namespace touchline::golf {

/// clips: swings/swing-01.mp4 and so on, every swing cut out of annotated.mp4 with a second before
/// and after. swings: swings.json, all that is known of every swing, the rejected ones too, and
/// swings.csv, a line each, found anew in poses.bin, sounds.jsonl and hands.jsonl by `plan`. Every
/// run leaves them; clips where it has drawn a video.
SportFormats formats(const SwingPlan& plan);

}  // namespace touchline::golf
