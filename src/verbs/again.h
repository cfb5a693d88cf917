// What the verbs that run a stage again from a finished run's records have in common.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "pipeline/analyst.h"
#include "pipeline/recorded_run.h"

namespace touchline {

/// How much was written again.
struct AgainCount {
  std::int64_t rows = 0, events = 0;
  std::vector<std::int64_t> counted;  ///< as in LaneResult
};

/// Errc::usage when `settings` change what only another verb can do again: a key that begins with
/// one of `earlier`. `instead` says what to run.
Status refuse_earlier_stages(const std::vector<std::pair<std::string, std::string>>& settings,
                             std::initializer_list<const char*> earlier, const char* instead);
/// The settings that the last 'analyse' or 'retrack' of the run in `dir` changed: its rows are made
/// with them. Errc::bad_input: it left something else.
Result<std::vector<std::pair<std::string, std::string>>> changed_since(const std::string& dir);
/// The run's stages after the pictures, with `run.config`.
Result<AnalystOptions> analyst_again(const RecordedRun& run);
/// measures.jsonl and events.jsonl again from tracking.jsonl, each whole or not at all.
Result<AgainCount> measure_again(const RecordedRun& run);
/// The page and the plots of a run that had them; whether it had.
Result<bool> report_again(const RecordedRun& run);
/// Writes analysis.json and, when the run had one, the report; returns the summary. `begin`: the
/// wall clock when the verb was entered.
Result<std::string> conclude_again(const RecordedRun& run, const AgainCount& count,
                                   Nanoseconds begin);

}  // namespace touchline
