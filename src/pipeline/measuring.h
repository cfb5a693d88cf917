// From a sport and its settings to the analysis that measures it.
#pragma once

#include <optional>

#include "analytics/soccer/analyser.h"
#include "pipeline/settings.h"
#include "pipeline/sport.h"

namespace touchline {

/// Nothing when the sport has no field or the measures are switched off. Errc::bad_config for a
/// threat grid that cannot be used.
Result<std::optional<Analyser>> make_analyser(const Sport& sport, const PitchSpec& pitch,
                                              const Settings& settings);

}  // namespace touchline
