// Soccer's sheets of a report.
#pragma once

#include <memory>
#include <string_view>

#include "reports/report_sheets.h"

namespace touchline::soccer {

/// Sheets of one report, made of measures.jsonl; without that file only events are told.
std::unique_ptr<report::Sheets> make_sheets();

/// Lanes of the events' timeline.
inline constexpr std::string_view kPassLane = "passes", kTurnoverLane = "turnovers",
                                  kSprintLane = "sprints";
/// How an event of a match is told.
report::Telling tell(const Event& event);

}  // namespace touchline::soccer
