// The long layout that the CSV and Parquet files share: one row per object and frame, one per
// event. docs/formats.md names the columns.
#pragma once

#include <functional>
#include <span>

#include "base/clock.h"
#include "reports/convert.h"
#include "reports/table.h"

namespace touchline {

/// Takes one row, a cell per column; `time` is when it happened.
using RowSink = std::function<Status(Nanoseconds time, std::span<const Cell> row)>;

std::span<const Column> tracking_columns();
std::span<const Column> event_columns();
Status each_tracking_row(const ConvertInput& in, const RowSink& sink);
Status each_event_row(const ConvertInput& in, const RowSink& sink);

}  // namespace touchline
