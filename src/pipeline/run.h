// The run itself, without what is done with its records afterwards.
#pragma once

#include "touchline/touchline.h"

namespace touchline {

/// run(), but for the pictures of sports that draw last (see SportCode::draws_last).
Result<Summary> run_sources(const RunOptions& options, const Callbacks& callbacks,
                            std::stop_token stop);

}  // namespace touchline
