// A recorded run as the reports room wants it.
#pragma once

#include "pipeline/recorded_run.h"
#include "reports/report.h"

namespace touchline {

/// What the run's report.html was made from. Errc::bad_input names a manifest that lacks a key.
Result<ReportInput> report_input(const RecordedRun& run);

}  // namespace touchline
