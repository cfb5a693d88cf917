// Badminton's own formats.
#pragma once

#include "reports/sport_formats.h"
#include "sports/badminton/analysis.h"

namespace touchline::badminton {

/// play: play.json, all rallies with their strokes and what is counted of them, and strokes.csv, a
/// line each, found anew in tracking.jsonl and poses.bin by `plan`, whose ball class is the run's.
/// Every run that measures leaves them. shuttleset and tracknet: strokes and the shuttle's places
/// in the columns of those data sets.
SportFormats formats(const AnalysisPlan& plan, bool measures);

}  // namespace touchline::badminton
