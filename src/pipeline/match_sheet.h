// The match sheet of a run, read by its sport.
#pragma once

#include <string>

#include "pipeline/settings.h"
#include "pipeline/sport.h"
#include "reports/match_sheet.h"

namespace touchline {

/// Errc::bad_config: the sport reads no sheet, or every fault of this one. `path` names the file in
/// messages.
Result<LoadedSheet> read_match_sheet(const Sport& sport, const std::string& path);
Result<LoadedSheet> parse_match_sheet(const Sport& sport, const std::string& text,
                                      const std::string& path);

/// Team names, colours and the field's size into the settings that nobody has set.
Status apply_sheet(const MatchSheet& sheet, const std::string& path, Config& config);

}  // namespace touchline
