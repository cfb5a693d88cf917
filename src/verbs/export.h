// A recorded run as the reports room wants it.
#pragma once

#include "pipeline/recorded_run.h"
#include "reports/report.h"

namespace touchline {

/// What the run's report.html was made from. Errc::bad_input names a manifest that lacks a key.
Result<ReportInput> report_input(const RecordedRun& run);
/// Whether the sport has formats that every run leaves.
bool leaves_formats(const Sport& sport, const Settings& settings);
/// Writes the files of the sport's own formats that every run leaves in its folder, and tells its
/// manifest of them.
Status leave_formats(const RecordedRun& run);

}  // namespace touchline
