// The source of a recorded run, opened again.
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "pipeline/assembly.h"
#include "pipeline/recorded_run.h"
#include "source/source.h"

namespace touchline {

/// Entered and read as the run did. `now`: where it is, its parts in order; empty: where it was.
/// Errc::bad_input when it is not there, or when its size or length is not that of the source that
/// was recorded; both are named.
Result<std::unique_ptr<Source>> open_recorded(const RecordedRun& run, const Assembly& assembly,
                                              const std::vector<std::string>& now,
                                              const std::stop_token& stop);

}  // namespace touchline
