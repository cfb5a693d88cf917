// From a sport and its settings to the analysis that measures it, and the sheets that report it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "analytics/analysis.h"
#include "pipeline/settings.h"
#include "pipeline/sport.h"
#include "reports/report.h"

namespace touchline {

/// Whether a run with these settings has measures: the sport has what they need, and they are not
/// switched off.
bool has_measures(const Sport& sport, const Settings& settings);
/// Empty where there are none. Errc::bad_config for a threat grid or zones that cannot be used.
Result<MakeAnalysis> make_analysis(const Sport& sport, const Settings& settings);

/// What the sport adds to a report by these settings; empty: nothing.
MakeSheets sheets_of(const Sport& sport, const Settings& settings);

/// Adds a frame to `counted`, which has a place for each of `counts`; `record` may be null.
void count_record(std::span<const FrameCount> counts, const SportRecord* record,
                  std::vector<std::int64_t>& counted);

}  // namespace touchline
