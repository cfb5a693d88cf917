// A recorded run as the reports room wants it.
#pragma once

#include "pipeline/recorded_run.h"
#include "reports/report.h"

namespace touchline {

/// What the run's report.html was made from. Errc::bad_input names a manifest that lacks a key.
Result<ReportInput> report_input(const RecordedRun& run);
/// Whether the sport has formats that every run leaves.
bool leaves_formats(const Sport& sport, const Settings& settings);
/// Writes the files of the sport's own formats that every run leaves in its folder. Whether some
/// were made from its video, which a report made again can show.
Result<bool> write_formats(const RecordedRun& run);
/// The same, and tells the manifest of them.
Result<bool> leave_formats(const RecordedRun& run);

}  // namespace touchline
