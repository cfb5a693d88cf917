// Golf's sheets of a report.
#pragma once

#include <memory>

#include "reports/report_sheets.h"

namespace touchline::golf {

/// Sheets of one report, made of events.jsonl and measures.jsonl: the hands over time, every
/// swing's way of the hands laid over the others at contact, and a table of the swings.
std::unique_ptr<report::Sheets> make_sheets();

}  // namespace touchline::golf
