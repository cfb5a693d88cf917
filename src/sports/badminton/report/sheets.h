// Badminton's sheets of a report.
#pragma once

#include <memory>

#include "reports/report_sheets.h"
#include "sports/badminton/analysis.h"

namespace touchline::badminton {

/// Sheets of one report. Of measures.jsonl: where the players were, and how fast. Of tracking.jsonl
/// and poses.bin, by `plan`: rallies, strokes, recovery.
std::unique_ptr<report::Sheets> make_sheets(const AnalysisPlan& plan);

}  // namespace touchline::badminton
