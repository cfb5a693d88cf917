// From a sport and its settings to the analysis that measures it.
#pragma once

#include <optional>

#include "pipeline/settings.h"
#include "pipeline/sport.h"
#include "sports/soccer/analyser.h"

namespace touchline {

/// Whether a run with these settings has measures: the sport has a field and a threat grid, and
/// they are not switched off.
bool has_measures(const Sport& sport, const Settings& settings);
/// Nothing where there are none. Errc::bad_config for a
/// threat grid that cannot be used.
Result<std::optional<Analyser>> make_analyser(const Sport& sport, const PitchSpec& pitch,
                                              const Settings& settings);

}  // namespace touchline
