// The hands that a sport wants looked at, in the pictures of a run that has ended.
#pragma once

#include <stop_token>

#include "base/result.h"
#include "pipeline/recorded_run.h"

namespace touchline {

/// Reads the run's source once more up to the last of them, counts their fingers, leaves
/// hands.jsonl and tells events.jsonl. False where the sport wants none or the networks are not
/// here, which goes to the log: then nothing is left.
Result<bool> count_hands(const RecordedRun& run, const std::stop_token& stop);
/// What was counted, told to an events.jsonl that was made anew.
Status tell_events(const RecordedRun& run);

}  // namespace touchline
