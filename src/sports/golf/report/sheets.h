// Golf's sheets of a report.
#pragma once

#include <memory>

#include "reports/report_sheets.h"
#include "sports/golf/swing_plan.h"

namespace touchline::golf {

/// Sheets of one report. Of events.jsonl and measures.jsonl: the hands over time, every swing's way
/// of the hands laid over the others at contact, and a table of the swings. Of poses.bin, by
/// `plan`: the best swings against the worst.
std::unique_ptr<report::Sheets> make_sheets(const SwingPlan& plan);

}  // namespace touchline::golf
